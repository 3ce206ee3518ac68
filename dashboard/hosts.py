"""The names under which the dashboard answers.

A page of another site can point a name of its own at this machine (DNS rebinding): its requests
then come from the reader's own browser, and only the `Host` header tells them from the reader's.
"""

from collections.abc import Iterable
from urllib.parse import urlsplit

from dashboard.access.provider import redirect_address

OWN_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})
"""This machine, as its own browser calls it."""


def allowed_hosts(further: Iterable[str] = ()) -> frozenset[str]:
    """This machine's own names, the one under which a login sends readers back (`redirect_uri` in
    the section `auth` of Streamlit's secrets), and `further` ones; without ports, in lower case."""
    return OWN_NAMES | {name.strip().lower() for name in (_login_host(), *further)} - {""}


def host_name(header: str) -> str | None:
    """The name in a `Host` header, in lower case and without the port; None where it is no name."""
    try:
        parts = urlsplit(f"//{header}")
        name, _port = parts.hostname, parts.port  # a port that is no number is refused here
    except ValueError:
        return None
    return name if name and parts.netloc == header and "@" not in header else None


def _login_host() -> str:
    return urlsplit(redirect_address()).hostname or ""
