"""A person who uses the dashboard: opens pages, filters, pages through, reads, downloads."""

import asyncio
import json
import random
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from benchmarks.load.session import Answer, Session, Widget

LINKS = (
    ("", ""),
    ("events", "type=recall"),
    ("events", "q=battery"),
    ("stories", "several=true"),
    ("companies", "of=Volkswagen"),
    ("compare", ""),
    ("network", ""),
    ("themes", ""),
    ("runs", ""),
)
"""Addresses that people have kept or were sent."""

_WORDS = ("battery", "recall", "plant", '"joint venture"', "software", "strike", "profit", "")
_RESET = "Reset filters"
_PARENTS = "Count brands under their parent"
_TABS = 0.1
"""How often a page is opened in a new tab."""


@dataclass(frozen=True)
class Visit:
    """One request: what for (`open`, `page`, `change`, `repeat` or `file`), when, how it went."""

    kind: str
    at: float
    seconds: float
    errors: tuple[str, ...]


class Person:
    """Does what people do, at random, with pauses; notes every answer in `visits`."""

    def __init__(self, address: str, seed: int, think: float) -> None:
        self._session = Session(address)
        self._chance = random.Random(seed)
        self._think = think
        self.visits: list[Visit] = []

    async def stay(self, until: float) -> None:
        """Uses the dashboard until the moment `until` (of `time.monotonic`), then leaves."""
        await asyncio.sleep(self._chance.uniform(0, self._think))
        await self._open()
        while time.monotonic() < until:
            await self._pause(until)
            await self._act()
        await self._session.close()

    async def _pause(self, until: float) -> None:
        """Reads; parts of the page that renew themselves do so meanwhile."""
        end = min(until, time.monotonic() + self._chance.expovariate(1 / self._think))
        while (left := end - time.monotonic()) > 0:
            repeats = self._session.repeats
            if not repeats:
                await asyncio.sleep(left)
                return
            fragment = self._chance.choice(list(repeats))
            await asyncio.sleep(min(left, repeats[fragment]))
            await self._note("repeat", self._session.repeat(fragment))

    async def _open(self) -> None:
        await self._note("open", self._session.open(*self._chance.choice(LINKS)))

    async def _act(self) -> None:
        if self._chance.random() < _TABS or not self._session.page_hashes:
            await self._open()
            return
        choices: list[tuple[int, Callable[[], Awaitable[bool]]]] = [
            (30, self._turn),
            (25, self._choose_from_list),
            (10, self._search),
            (10, self._press),
            (10, self._turn_leaf),
            (15, self._choose_row),
            (5, self._download),
        ]
        weights = [weight for weight, _ in choices]
        for _, action in self._chance.choices(choices, weights, k=20):
            if await action():
                return
        await self._turn()

    async def _note(self, kind: str, request: Awaitable[Answer]) -> bool:
        at = time.monotonic()
        answer = await request
        self.visits.append(Visit(kind, at, answer.seconds, tuple(answer.errors)))
        return True

    async def _turn(self) -> bool:
        path = self._chance.choice(list(self._session.page_hashes))
        return await self._note("page", self._session.turn_to(path))

    async def _change(self, widget: Widget, **value: object) -> bool:
        return await self._note("change", self._session.use(widget, **value))

    async def _choose_from_list(self) -> bool:
        """Takes an option of a list, of pills or of a selection; another time clears a list."""
        found = self._session.widgets("multiselect", "button_group", "selectbox")
        widget = self._chance.choice(found) if found else None
        if widget is None:
            return False
        message = getattr(widget.element, widget.kind)
        options = [getattr(option, "content", option) for option in message.options]
        if not options:
            return False
        one = self._chance.choice(options)
        if widget.kind == "selectbox":
            return await self._change(widget, string_value=one)
        is_set = bool(self._session.chosen(widget).get("string_array_value"))
        is_cleared = is_set and widget.kind == "multiselect"
        return await self._change(widget, string_array_value=[] if is_cleared else [one])

    async def _search(self) -> bool:
        found = [
            w for w in self._session.widgets("text_input") if w.element.text_input.label == "Search"
        ]
        return bool(found) and await self._change(
            found[0], string_value=self._chance.choice(_WORDS)
        )

    async def _press(self) -> bool:
        """Takes all filters away, or counts brands under their parents."""
        buttons = [
            w
            for w in self._session.widgets("button")
            if w.element.button.label == _RESET and not w.element.button.disabled
        ]
        toggles = [
            w for w in self._session.widgets("checkbox") if w.element.checkbox.label == _PARENTS
        ]
        if buttons and self._chance.random() < 0.7:
            return await self._change(buttons[0], trigger_value=True)
        is_on = self._chance.random() < 0.5
        return bool(toggles) and await self._change(toggles[0], bool_value=is_on)

    async def _turn_leaf(self) -> bool:
        found = self._session.widgets("pagination")
        if not found:
            return False
        last = found[0].element.pagination.num_pages
        return await self._change(found[0], int_value=self._chance.randint(1, last))

    async def _choose_row(self) -> bool:
        found = [w for w in self._session.widgets("dataframe") if w.element.dataframe.id]
        if not found:
            return False
        row = self._chance.randrange(10)
        chosen = {"selection": {"rows": [row], "columns": [], "cells": []}}
        return await self._change(self._chance.choice(found), string_value=json.dumps(chosen))

    async def _download(self) -> bool:
        found = [
            w
            for w in self._session.widgets("download_button")
            if w.element.download_button.deferred_file_id and not w.element.download_button.disabled
        ]
        return bool(found) and await self._note(
            "file", self._session.download(self._chance.choice(found))
        )
