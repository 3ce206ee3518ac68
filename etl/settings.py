"""Where things are. `MOTORWIRE_DATA` moves the data directory (a folder or an fsspec address)."""

import os
import re
from dataclasses import dataclass
from pathlib import Path

from upath import UPath

from etl.errors import ConfigurationError

PROJECT_ROOT = Path(__file__).resolve().parent.parent
DATA_VARIABLE = "MOTORWIRE_DATA"

_PASSWORD = re.compile(r"\s*[a-z][a-z0-9+.-]*://[^/]*:[^@]*@", re.IGNORECASE)


@dataclass(frozen=True)
class DataLayout:
    """The folders of one data directory.

    Only `warehouse` may be remote; the others hold what this machine works with. When the data
    directory is remote, they live in the project's own `data` folder.
    """

    root: UPath

    @property
    def warehouse(self) -> UPath:
        """Published Parquet tables: `<table>/<dump>.parquet`."""
        return self.root / "warehouse"

    @property
    def is_local(self) -> bool:
        """Whether all of the data directory, the warehouse included, is on this machine."""
        return self.root.protocol in ("", "file")

    @property
    def local(self) -> Path:
        """The folder for what must be on this machine."""
        return Path(str(self.root)) if self.is_local else PROJECT_ROOT / "data"

    @property
    def inbox(self) -> Path:
        """Dumps waiting to be read, one file or folder each."""
        return self.local / "inbox"

    @property
    def corrections(self) -> Path:
        """The log of what readers said of events. Not derived from anything."""
        return self.local / "corrections" / "log.jsonl"

    @property
    def serving(self) -> Path:
        """Published snapshots for the dashboard and the pointer to the current one."""
        return self.local / "serving"

    @property
    def lexicon(self) -> Path:
        """The user's own themes and event types (`etl.lexicon.files`)."""
        return self.local / "lexicon"

    @property
    def views(self) -> Path:
        """The views that readers have saved (`dashboard.saved_views`)."""
        return self.local / "views.json"

    @property
    def access(self) -> Path:
        """Who may do what, where people log in (`dashboard.access`). Written by hand."""
        return self.local / "access.toml"

    @property
    def audit(self) -> Path:
        """The log of what was started, changed and taken away, and by whom (`etl.audit`)."""
        return self.local / "audit" / "log.jsonl"

    @property
    def queue(self) -> Path:
        """Requests for the embedded worker."""
        return self.local / "queue"

    @property
    def instance(self) -> Path:
        """Dagster's run history and event logs."""
        return self.local / "dagster"


def holds_password(address: str) -> bool:
    """Whether the address has a password in it (`scheme://name:password@host`)."""
    return _PASSWORD.match(address) is not None


def data_layout() -> DataLayout:
    """The layout that the environment asks for; default: `data/` in the project.

    Raises `ConfigurationError` for a name that cannot be used.
    """
    place = os.environ.get(DATA_VARIABLE) or str(PROJECT_ROOT / "data")
    if holds_password(place):
        raise ConfigurationError(
            f"{DATA_VARIABLE} holds a password, which logs and messages would show; leave it out,"
            " and give it as the package of the store says (S3: AWS_SECRET_ACCESS_KEY)"
        )
    unusable = sorted(set(place) & set("%?\\"))
    if unusable:
        raise ConfigurationError(
            f"the data directory {place!r} has {' '.join(unusable)} in its name, which Dagster's"
            f" database cannot open; choose another with {DATA_VARIABLE}"
        )
    return DataLayout(UPath(place))
