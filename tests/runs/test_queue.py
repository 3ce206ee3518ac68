"""Requests and the inbox: what waits, what is claimed, what is new or changed."""

import os
from pathlib import Path

import pytest

from etl.errors import DumpError
from etl.runs.inbox import add_to_inbox, dump_path, link_into_inbox, list_inbox
from etl.runs.requests import claim_next, finish, give_back, pending_requests, submit
from etl.runs.worker_state import worker_is_alive, worker_lock_path
from etl.settings import DataLayout


def test_requests_are_claimed_in_order_and_once(layout: DataLayout) -> None:
    ids = [submit(layout, dump) for dump in ("a", "b")]
    assert [r.run_id for r in pending_requests(layout)] == ids
    first, second = claim_next(layout), claim_next(layout)
    assert first is not None
    assert second is not None
    assert [(r.run_id, r.dump) for r in (first, second)] == list(zip(ids, "ab", strict=True))
    assert claim_next(layout) is None
    assert all(r.is_claimed for r in pending_requests(layout))
    finish(first)
    give_back(second)
    (left,) = pending_requests(layout)
    assert (left.run_id, left.is_claimed) == (ids[1], False)


def test_a_broken_request_is_put_aside(layout: DataLayout) -> None:
    layout.queue.mkdir(parents=True)
    (layout.queue / "000-x.json").write_text('{"run_id": 1')
    assert claim_next(layout) is None
    assert pending_requests(layout) == []
    assert [p.name for p in layout.queue.iterdir()] == [".broken-000-x.json"]


def test_upload_and_listing(layout: DataLayout) -> None:
    assert list_inbox(layout) == []
    dump = add_to_inbox(layout, "my news.csv", b"title,text\n")
    (file,) = list_inbox(layout)
    assert (file.name, file.dump, file.size_bytes, file.state) == ("my news.csv", dump, 11, "new")
    assert dump_path(layout, dump).name == "my news.csv"


def test_an_upload_never_replaces_another_dump(layout: DataLayout) -> None:
    add_to_inbox(layout, "news.csv", b"one")
    assert add_to_inbox(layout, "news.csv", b"one") == "news.csv"
    with pytest.raises(DumpError, match="rename"):
        add_to_inbox(layout, "news.csv", b"two")
    assert (layout.inbox / "news.csv").read_bytes() == b"one"


@pytest.mark.parametrize("name", ["../../evil.csv", "/etc/evil.csv", "a\\..\\evil.csv"])
def test_an_upload_stays_in_the_inbox(layout: DataLayout, name: str) -> None:
    add_to_inbox(layout, name, b"x")
    assert [p.name for p in layout.inbox.iterdir()] == ["evil.csv"]


@pytest.mark.parametrize("name", ["", ".", "..", ".hidden", "a\0b", "x" * 300, "dir/"])
def test_unusable_names_are_refused(layout: DataLayout, name: str) -> None:
    with pytest.raises(DumpError, match="rename"):
        add_to_inbox(layout, name, b"x")
    assert not layout.inbox.exists() or list(layout.inbox.iterdir()) == []


def test_a_dump_elsewhere_is_linked_not_copied(layout: DataLayout, tmp_path: Path) -> None:
    source = tmp_path / "news.csv"
    source.write_text("title,text\n")
    assert link_into_inbox(layout, source) == "news.csv"
    assert link_into_inbox(layout, source) == "news.csv"
    assert (layout.inbox / "news.csv").is_symlink()
    other = tmp_path / "other" / "news.csv"
    other.parent.mkdir()
    other.write_text("x")
    with pytest.raises(DumpError, match="another dump of this name"):
        link_into_inbox(layout, other)
    source.unlink()
    assert list_inbox(layout) == []
    assert link_into_inbox(layout, other) == "news.csv"
    with pytest.raises(DumpError, match="does not exist"):
        link_into_inbox(layout, tmp_path / "none.csv")


def test_no_worker_is_not_alive(layout: DataLayout) -> None:
    assert not worker_is_alive(layout)
    worker_lock_path(layout).parent.mkdir(parents=True)
    worker_lock_path(layout).touch()
    assert not worker_is_alive(layout)


def test_folder_sizes_add_up(layout: DataLayout) -> None:
    folder = layout.inbox / "texts"
    folder.mkdir(parents=True)
    (folder / "a.txt").write_text("12345")
    (folder / "b.txt").write_text("123")
    os.utime(folder / "a.txt", (1_700_000_000, 1_700_000_000))
    os.utime(folder / "b.txt", (1_700_000_100, 1_700_000_100))
    (file,) = list_inbox(layout)
    assert file.size_bytes == 8
    assert file.modified_at.timestamp() == 1_700_000_100
