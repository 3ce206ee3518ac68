"""Choosing a row of a table: by its tick, by a click on any of its cells, or with the arrow keys.

The grid takes the arrow keys only where cells can be selected, and keeps the cell and the ticked
row apart; here both follow each other. Not for tables whose choice leads to another page: there the
first press of an arrow would leave, before anything was read.
"""

from typing import Any, Literal

import streamlit as st

ANY_CELL: tuple[Literal["single-row"], Literal["single-cell"]] = ("single-row", "single-cell")
"""The selection mode of `st.dataframe` in which a row is chosen by any of its cells."""


def select(row: int | None, column: str) -> Any:
    """The state of a table with this row ticked and the keyboard in its cell of `column`."""
    if row is None:
        return {"selection": {"rows": [], "columns": [], "cells": []}}
    return {"selection": {"rows": [row], "columns": [], "cells": [(row, column)]}}


def settle(key: str, column: str) -> None:
    """Makes the tick follow the cell, or the cell the tick, whichever the reader has moved. For use
    as a callback of the table `key`, whose cells in `column` stand for their rows."""
    selection = _selection(st.session_state.get(key))
    ticked = next(iter(selection.get("rows") or []), None)
    cell, name = next(iter(selection.get("cells") or []), (None, column))
    before = st.session_state.get(_settled(key))
    row = cell if cell not in (None, before) else ticked
    st.session_state[_settled(key)] = row
    st.session_state[key] = select(row, name)


def chosen_row(state: Any, count: int) -> int | None:
    """The place of the chosen row in a table of `count` rows, from what its widget reports; None
    where none is chosen, or what is chosen is gone."""
    found = _selection(state).get("rows") or []
    return found[0] if found and 0 <= found[0] < count else None


def begin(key: str, row: int | None) -> None:
    """Notes which row the table `key` has ticked when it is drawn for the first time."""
    st.session_state.setdefault(_settled(key), row)


def _selection(state: Any) -> dict[str, Any]:
    found: dict[str, Any] = (state or {}).get("selection", {})
    return found


def _settled(key: str) -> str:
    return f"{key}-row"
