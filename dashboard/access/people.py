"""Who it is that looks at the screen, and the role that they have at this moment.

Without a login everyone who reaches the dashboard is the user of this machine, who may do
everything. With one, the rules are read anew each time, so that a role that is taken away is gone
at the next click, whatever the browser still shows.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import streamlit as st

from dashboard.access.rules import AccessError, Role, Rules, read_rules, role_of
from etl.audit import local_user
from etl.settings import DataLayout

_SECTION = "auth"


@dataclass(frozen=True)
class Person:
    """Someone at a screen. `name` is the e-mail address, or what else the provider calls them."""

    name: str
    claims: Mapping[str, Any] | None
    """None without a login."""

    def role(self, layout: DataLayout) -> Role:
        """The role by the rules as they are now; raises `AccessError`."""
        if self.claims is None:
            # Whoever had a screen open before a login was set up is not let in by that.
            return Role.NONE if is_login_on(layout) else Role.OPERATOR
        return role_of(self.claims, rules_of(layout))

    def role_word(self, layout: DataLayout) -> str:
        """The role as the audit log names it."""
        return "local" if self.claims is None else self.role(layout).word


def login_section() -> Mapping[str, Any]:
    """What Streamlit's secrets say of the login; empty where there is none."""
    if not st.secrets.load_if_toml_exists():
        return {}
    found: Mapping[str, Any] = st.secrets.get(_SECTION, {})
    return found


def is_login_on(layout: DataLayout) -> bool:
    """Whether people have to log in: a provider is set up, or there are rules.

    Raises `AccessError` for rules without a provider: they ask for a login that there is not.
    """
    if login_section():
        return True
    if layout.access.exists():
        raise AccessError(
            f"{layout.access} says who may do what, but no login is set up: add [auth] to"
            " .streamlit/secrets.toml (docs/access.md), or remove the file"
        )
    return False


def rules_of(layout: DataLayout) -> Rules:
    """The rules as they are now; raises `AccessError`."""
    try:
        state = layout.access.stat()
    except OSError:
        return read_rules(layout.access)
    return _read(layout.access, state.st_size, state.st_mtime_ns)


@lru_cache(maxsize=4)
def _read(path: Path, _size: int, _changed: int) -> Rules:
    return read_rules(path)


def person_of(claims: Mapping[str, Any]) -> Person:
    """The person that the claims of an identity token tell of."""
    name = next(
        (str(claims[key]) for key in ("email", "name", "sub") if claims.get(key)), "unknown"
    )
    return Person(name, dict(claims))


def current_person(layout: DataLayout) -> Person | None:
    """Who looks at this screen; None who has not logged in. For a run of a page only; raises
    `AccessError`."""
    if not is_login_on(layout):
        return Person(local_user(), None)
    claims = claims_at_screen()
    return person_of(claims) if claims.get("is_logged_in") is True else None


def claims_at_screen() -> Mapping[str, Any]:
    """What Streamlit knows of who looks at this screen, from the cookie of their login."""
    return st.user.to_dict()
