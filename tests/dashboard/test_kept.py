"""A file that was made on a click is there when the browser comes, and is not kept for good."""

import threading
from collections.abc import Callable
from io import BytesIO
from types import SimpleNamespace

import pytest
from streamlit.runtime.media_file_manager import MediaFileManager
from streamlit.runtime.media_file_storage import MediaFileStorageError
from streamlit.runtime.memory_media_file_storage import MemoryMediaFileStorage

from dashboard.downloads import kept as module
from dashboard.downloads.kept import kept

MIME = "text/csv"


class Streamlit:
    """Streamlit's own store of files, and what happens in it when scripts of readers end."""

    def __init__(self) -> None:
        self.storage = MemoryMediaFileStorage("/media")
        self.files = MediaFileManager(self.storage)

    def download(self, make: Callable[[], BytesIO | bytes], name: str) -> str:
        """A click on a button: returns where the file is."""
        wanted = self.files.add_deferred(make, MIME, f"button-{name}", name)
        return self.files.execute_deferred(wanted)

    def others_finish(self) -> None:
        for _ in range(5):
            self.files.remove_orphaned_files()

    def fetch(self, url: str) -> bytes:
        return self.storage.get_file(url.removeprefix("/media/")).content


@pytest.fixture
def streamlit(monkeypatch: pytest.MonkeyPatch) -> Streamlit:
    found = Streamlit()
    running = SimpleNamespace(media_file_mgr=found.files)
    monkeypatch.setattr(module.runtime, "exists", lambda: True)
    monkeypatch.setattr(module.runtime, "get_instance", lambda: running)
    return found


def test_other_readers_do_not_take_a_file_away(streamlit: Streamlit) -> None:
    bare = streamlit.download(lambda: b"bare", "bare.csv")
    urls = {
        name: streamlit.download(kept(lambda name=name: BytesIO(name.encode()), name, MIME), name)
        for name in ("a.csv", "b.csv")
    }
    streamlit.others_finish()
    for name, url in urls.items():
        assert streamlit.fetch(url) == name.encode()
    with pytest.raises(MediaFileStorageError):
        streamlit.fetch(bare)  # so it is without: if this changes, `kept` is needed no more


def test_files_are_let_go(streamlit: Streamlit, monkeypatch: pytest.MonkeyPatch) -> None:
    waiting: list[tuple[Callable[[int], None], int]] = []

    class Clock(threading.Timer):
        def start(self) -> None:
            waiting.append((self.function, *self.args))

    monkeypatch.setattr(module.threading, "Timer", Clock)
    urls = [
        streamlit.download(kept(lambda n=n: b"%d" % n, f"{n}.csv", MIME), f"{n}.csv")
        for n in range(12)
    ]
    streamlit.others_finish()
    assert [streamlit.fetch(url) for url in urls[4:]] == [b"%d" % n for n in range(4, 12)]
    with pytest.raises(MediaFileStorageError):
        streamlit.fetch(urls[3])
    for release, number in waiting[:-1]:
        release(number)
    assert streamlit.fetch(urls[-1]) == b"11", "a younger one is held"
    release, number = waiting[-1]
    release(number)
    for url in urls:
        with pytest.raises(MediaFileStorageError):
            streamlit.fetch(url)


def test_without_a_server_the_file_is_only_made() -> None:
    assert kept(lambda: BytesIO(b"x"), "x.csv", MIME)() == b"x"
