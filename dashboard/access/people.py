"""Who it is that looks at the screen, and the role that they have at this moment.

Without a login everyone who reaches the dashboard is the user of this machine, who may do
everything. With one, the rules are read anew each time, so that a role that is taken away is gone
at the next click, whatever the browser still shows.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import streamlit as st

from dashboard.access.provider import login_section
from dashboard.access.rules import AccessError, Role, Rules, address_of, read_rules, role_of
from etl.audit import local_user
from etl.settings import DataLayout


@dataclass(frozen=True)
class Person:
    """Someone at a screen. `name` is a verified e-mail address, or begins with their id."""

    name: str
    claims: Mapping[str, Any] | None
    """None without a login."""

    def role(self, layout: DataLayout) -> Role:
        """The role by the rules as they are now; raises `AccessError`."""
        if self.claims is None:
            # Whoever had a screen open before a login was set up is not let in by that.
            return Role.NONE if is_login_on(layout) else Role.OPERATOR
        return role_of(self.claims, rules_of(layout))


def is_login_on(layout: DataLayout) -> bool:
    """Whether people have to log in: a provider is set up, or there are rules.

    Raises `AccessError` for the one without the other, and for a login that keeps nobody out.
    """
    is_on = login_section() is not None
    has_rules = os.path.lexists(layout.access)  # also a link that leads nowhere
    if has_rules and not is_on:
        raise AccessError(
            f"{layout.access} says who may do what, but no login is set up: add [auth] to"
            " .streamlit/secrets.toml (docs/access.md), or remove the file"
        )
    if is_on and not has_rules:
        raise AccessError(
            f"a login is set up, but {layout.access} does not say who may do what: write it"
            " (docs/access.md). If [auth] in ~/.streamlit/secrets.toml is another app's, start"
            " Motorwire with STREAMLIT_SECRETS_FILES set to a file of its own"
        )
    return is_on


def rules_of(layout: DataLayout) -> Rules:
    """The rules as they are now; raises `AccessError`."""
    try:
        state = layout.access.stat()
    except OSError:
        return read_rules(layout.access)
    # The time of the last change is the system's own; that of writing can be set, as `cp -p` does.
    return _read(layout.access, state.st_ino, state.st_size, state.st_ctime_ns)


@lru_cache(maxsize=4)
def _read(path: Path, _file: int, _size: int, _changed: int) -> Rules:
    return read_rules(path)


def person_of(claims: Mapping[str, Any], rules: Rules) -> Person:
    """The person that the claims of an identity token tell of."""
    name = address_of(claims, rules)
    if name is None:
        # People choose their own names, also those of others; the id comes first and tells them.
        called = next((str(claims[key]) for key in ("email", "name") if claims.get(key)), "")
        name = f"id {claims.get('sub')}" + (f" ({called})" if called else "")
    return Person(name, dict(claims))


def current_person(layout: DataLayout) -> Person | None:
    """Who looks at this screen; None who has not logged in. For a run of a page only; raises
    `AccessError`."""
    if not is_login_on(layout):
        return Person(local_user(), None)
    claims = claims_at_screen()
    return person_of(claims, rules_of(layout)) if claims.get("is_logged_in") is True else None


def claims_at_screen() -> Mapping[str, Any]:
    """What Streamlit knows of who looks at this screen, from the cookie of their login."""
    return st.user.to_dict()
