"""What Streamlit's secrets say of the login, and whether that keeps anyone out."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from dashboard.access.rules import AccessError

PROVIDER_KEYS = ("client_id", "client_secret", "server_metadata_url")
"""What tells of a provider, in the section itself or in a section of its own below it."""

_SECTION = "auth"
_SHORTEST_SECRET = 32


def login_section() -> Mapping[str, Any] | None:
    """The section of the login; None where there is none. Raises `AccessError` for one with which
    nobody could log in, or anybody could say to have logged in."""
    if not st.secrets.load_if_toml_exists():
        return None
    found = st.secrets.get(_SECTION)
    if found is not None:
        _check(found)
    return found


def redirect_address() -> str:
    """Where the provider sends readers back to, as the secrets say, checked or not; else ''."""
    if not st.secrets.load_if_toml_exists():
        return ""
    found = st.secrets.get(_SECTION)
    return str(found.get("redirect_uri", "")) if isinstance(found, Mapping) else ""


def provider_names(section: Mapping[str, Any]) -> list[str]:
    """The providers that have a section of their own."""
    return [
        name
        for name, value in section.items()
        if isinstance(value, Mapping) and any(key in value for key in PROVIDER_KEYS)
    ]


def _check(section: Any) -> None:
    if not isinstance(section, Mapping):
        raise AccessError("auth in Streamlit's secrets is a section, [auth] (docs/access.md)")
    wanted = ["redirect_uri", "cookie_secret"]
    if not provider_names(section):
        wanted += PROVIDER_KEYS
    lacking = [key for key in wanted if not (isinstance(section.get(key), str) and section[key])]
    if lacking:
        raise AccessError(
            f"[auth] in Streamlit's secrets lacks {', '.join(lacking)} (docs/access.md)"
        )
    # Logins are signed with it: whoever guesses it is whoever they like.
    if len(section["cookie_secret"]) < _SHORTEST_SECRET:
        raise AccessError(
            f"cookie_secret in Streamlit's secrets is shorter than {_SHORTEST_SECRET} characters,"
            " so that logins can be forged: make one with `openssl rand -hex 32`"
        )
