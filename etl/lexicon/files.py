"""Which lexicon files are in use: those of the industry pack, the shared ones, and the user's own.

A pack is a folder of `packs/`: companies, products and themes of one industry. Event types and
companies that any industry meets are shared by all packs. The user's own themes and event types lie
in the data directory, so that a new version of Motorwire leaves them alone.
"""

import contextlib
import os
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

from etl.errors import ConfigurationError
from etl.settings import data_layout

PACK_VARIABLE = "MOTORWIRE_PACK"
"""Names the industry pack in use."""

DEFAULT_PACK = "automotive"
_FOLDER = Path(__file__).parent
_PACKS = _FOLDER / "packs"


@dataclass(frozen=True)
class LexiconFiles:
    """The files of one lexicon. Of companies, a row of an earlier file replaces one with its id in
    a later file. The user's files need not exist."""

    pack: str
    companies: tuple[Path, ...]
    products: tuple[Path, ...]
    themes: Path
    event_types: Path
    own_themes: Path | None = None
    own_event_types: Path | None = None
    own_companies: Path | None = None

    @property
    def all(self) -> tuple[Path, ...]:
        """Every file that says something of companies, products, themes or event types."""
        own = (self.own_themes, self.own_event_types, self.own_companies)
        shipped = (*self.companies, *self.products, self.themes, self.event_types)
        return (*shipped, *(path for path in own if path is not None))

    def fingerprint(self) -> str:
        """Another text whenever the content of one of the files is another."""
        return fingerprint(self.all)


def fingerprint(paths: tuple[Path, ...]) -> str:
    """A hash of the names and contents of files; of one that cannot be read, of its name alone."""
    found = blake2b(digest_size=16)
    for path in paths:
        found.update(str(path).encode("utf-8", "surrogateescape") + b"\0")
        with contextlib.suppress(OSError):
            found.update(blake2b(path.read_bytes(), digest_size=16).digest())
    return found.hexdigest()


def list_packs() -> list[str]:
    """The names of the packs that ship, sorted."""
    return sorted(path.name for path in _PACKS.iterdir() if (path / "themes.toml").is_file())


def shipped_files(pack: str = DEFAULT_PACK) -> LexiconFiles:
    """The files of a pack without the user's own; raises `ConfigurationError` if there is no such
    pack."""
    packs = list_packs()
    if pack not in packs:
        raise ConfigurationError(
            f"there is no industry pack {pack!r}; set {PACK_VARIABLE} to one of {', '.join(packs)}"
        )
    folder = _PACKS / pack
    return LexiconFiles(
        pack,
        (folder / "companies.csv", _FOLDER / "companies_general.csv"),
        (folder / "products.csv",),
        folder / "themes.toml",
        _FOLDER / "event_types.toml",
    )


def own_companies_file() -> Path:
    """Where the user's own companies are, whether or not there are any."""
    return data_layout().local / "catalogue" / "companies.csv"


def files_in_use() -> LexiconFiles:
    """The files of the pack that `MOTORWIRE_PACK` names, and the user's own in the data directory.

    Raises `ConfigurationError` if there is no such pack.
    """
    shipped = shipped_files(os.environ.get(PACK_VARIABLE, "").strip() or DEFAULT_PACK)
    own = data_layout().lexicon
    return LexiconFiles(
        shipped.pack,
        shipped.companies,
        shipped.products,
        shipped.themes,
        shipped.event_types,
        own / "themes.toml",
        own / "event_types.toml",
        own_companies_file(),
    )
