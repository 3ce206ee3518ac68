"""Files that are made on a click, kept until the browser has fetched them.

Streamlit makes such a file, tells the browser its address, and counts it as nobody's: it is gone
when the scripts of any two readers have ended before the browser comes for it. With twenty readers
at once (`make load`), 6 of 15 files were lost. So each is held for some time, the latest few only.
"""

import threading
from collections.abc import Callable
from io import BytesIO
from itertools import count

from streamlit import runtime

_SECONDS = 30.0
_MOST = 8
_numbers = count()
_newest = -1


def kept(make: Callable[[], BytesIO | bytes], name: str, mime: str) -> Callable[[], bytes]:
    """Makes what `make` makes, and has it kept until the browser comes. For a download button with
    this name and type of file."""

    def made() -> bytes:
        file = make()
        data = file.getvalue() if isinstance(file, BytesIO) else file
        if runtime.exists():
            _hold(data, name, mime)
        return data

    return made


def _hold(data: bytes, name: str, mime: str) -> None:
    global _newest  # noqa: PLW0603
    number = _newest = next(_numbers)
    # A download is made outside of every session, and so belongs to none; nor does this reference.
    runtime.get_instance().media_file_mgr.add(
        data, mime, f"kept-{number % _MOST}", name, is_for_static_download=True
    )
    release = threading.Timer(_SECONDS, _release, [number])
    release.daemon = True
    release.start()


def _release(number: int) -> None:
    """Lets go of all files, unless one younger than `number` is held."""
    if number == _newest and runtime.exists():
        files = runtime.get_instance().media_file_mgr
        files.clear_session_refs()
        files.remove_orphaned_files()  # marks them,
        files.remove_orphaned_files()  # and deletes what is marked
