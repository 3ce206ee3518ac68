"""Saved views: filters under a name of the reader's, in one file of the data directory.

A view is kept as the parameters of an address (`dashboard.filters.view`), so that it outlives a
change of labels, and a period that counts back from the newest article moves with the data. The
file is not derived from anything: what cannot be read is told and left as it is.
"""

import contextlib
import json
import os
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from filelock import FileLock

from dashboard.filters.view import View, from_parameters, to_parameters
from dashboard.plain import safe_text
from etl.errors import MotorwireError
from etl.warehouse.files import fsync_folder

LONGEST_NAME = 60
_FORMAT = 1


class SavedViewsError(MotorwireError):
    """A view cannot be saved or found, or the file of saved views cannot be read."""


@dataclass(frozen=True)
class SavedView:
    """Filters under a name, as the parameters of an address."""

    name: str
    parameters: dict[str, list[str]]

    @property
    def view(self) -> View:
        """The filters; what has no meaning (any more) is dropped."""
        return from_parameters(self.parameters)


def read_views(path: Path) -> tuple[SavedView, ...]:
    """The saved views in the order of their names; none where there is no file.

    Raises `SavedViewsError` where the file cannot be read as a whole.
    """
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        if found["format"] != _FORMAT:
            raise ValueError(f"its format is {found['format']!r}, not {_FORMAT}")
        views = [_read_view(item) for item in found["views"]]
        if len({fold_name(view.name) for view in views}) < len(views):
            raise ValueError("two views have one name")
    except FileNotFoundError:
        return ()
    except (KeyError, TypeError, AttributeError, ValueError, RecursionError, OSError) as error:
        raise SavedViewsError(
            f"the saved views in {path} cannot be read ({_reason(error)}); mend the file, restore"
            " it from a backup, or move it away to begin anew"
        ) from error
    return tuple(sorted(views, key=lambda view: fold_name(view.name)))


def find_view(views: Sequence[SavedView], name: str) -> SavedView:
    """The view of this name, in capital or small letters; raises `SavedViewsError`, which names
    those that there are."""
    wanted = fold_name(name)
    for view in views:
        if fold_name(view.name) == wanted:
            return view
    known = ", ".join(view.name for view in views)
    hint = f"saved are: {known}" if views else "none is saved yet; save one in the dashboard"
    raise SavedViewsError(f"there is no saved view {name!r}; {hint}")


def save_view(path: Path, name: str, view: View, *, replaces: bool = False) -> None:
    """Saves a view under a name, in place of one of that name only if it `replaces` it.

    Raises `SavedViewsError` for a name that is taken or none, and for a file that cannot be read;
    `OSError` where it cannot be written.
    """
    saved = SavedView(_clean_name(name), to_parameters(view))

    def add(views: list[SavedView]) -> list[SavedView]:
        others = _without(views, name)
        if len(others) < len(views) and not replaces:
            raise SavedViewsError(
                f"a view {saved.name!r} is saved already; replace it, or choose another name"
            )
        return [*others, saved]

    _change(path, add)


def rename_view(path: Path, name: str, new_name: str) -> None:
    """Gives a saved view another name; raises like `save_view`."""
    cleaned = _clean_name(new_name)

    def rename(views: list[SavedView]) -> list[SavedView]:
        found = find_view(views, name)
        others = _without(views, name)
        if len(_without(others, cleaned)) < len(others):
            raise SavedViewsError(f"a view {cleaned!r} is saved already; choose another name")
        return [*others, replace(found, name=cleaned)]

    _change(path, rename)


def delete_view(path: Path, name: str) -> None:
    """Takes a saved view away, if there is one of this name; raises like `save_view`."""
    _change(path, lambda views: _without(views, name))


def fold_name(name: str) -> str:
    """The name as it is compared: without regard to capitals, blanks, and how accents are coded."""
    return _one_line(name).casefold()


def _one_line(name: str) -> str:
    return " ".join(unicodedata.normalize("NFC", safe_text(name)).split())


def _clean_name(name: str) -> str:
    cleaned = _one_line(name)
    if not cleaned:
        raise SavedViewsError("give the view a name")
    if len(cleaned) > LONGEST_NAME:
        raise SavedViewsError(
            f"a name has at most {LONGEST_NAME} characters; this one has {len(cleaned)}"
        )
    return cleaned


def _without(views: Sequence[SavedView], name: str) -> list[SavedView]:
    return [view for view in views if fold_name(view.name) != fold_name(name)]


def _read_view(item: Any) -> SavedView:
    name, parameters = item["name"], item["parameters"]
    if not isinstance(name, str) or _one_line(name) != name or not 0 < len(name) <= LONGEST_NAME:
        raise ValueError(f"{name!r} cannot be the name of a view")
    lists = parameters.values()
    if not all(isinstance(v, list) and all(isinstance(text, str) for text in v) for v in lists):
        raise ValueError(f"the view {name!r} has parameters that are no lists of texts")
    return SavedView(name, parameters)


def _reason(error: Exception) -> str:
    if isinstance(error, KeyError):
        return f"{error} is missing"
    if isinstance(error, OSError):
        return error.strerror or "the system refuses"
    if isinstance(error, RecursionError | TypeError | AttributeError):
        return "it holds something else"
    return str(error)


def _change(path: Path, change: Callable[[list[SavedView]], list[SavedView]]) -> None:
    """Writes the file anew as a whole: readers see the old one or the new one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(path.with_suffix(".lock")):
        views = change(list(read_views(path)))
        told = {
            "format": _FORMAT,
            "views": [{"name": view.name, "parameters": view.parameters} for view in views],
        }
        staged = path.with_name(f".{path.name}.staged")
        try:
            with staged.open("w", encoding="utf-8") as file:
                json.dump(told, file, ensure_ascii=False, indent=1)
                file.write("\n")
                file.flush()
                os.fsync(file.fileno())
            staged.replace(path)
        except BaseException:
            with contextlib.suppress(OSError):
                staged.unlink(missing_ok=True)
            raise
        fsync_folder(path.parent)
