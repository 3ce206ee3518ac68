"""The addresses beside the pages, where a login is on: files, feeds and uploads need one too.

Pages are told by Streamlit who looks at them. What it serves beside them (uploads, files made for
a page) it gives to whoever knows the address; with a login, the cookie that the login has set is
asked for at these addresses as well. No cookie is ever read here without a login.
"""

import json
from collections.abc import Mapping
from typing import Any

import streamlit as st
from starlette.concurrency import run_in_threadpool
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send
from streamlit.auth_util import get_cookie_with_chunks, get_origin_from_redirect_uri
from streamlit.web.server.server_util import get_cookie_secret
from streamlit.web.server.starlette.starlette_app_utils import decode_signed_value
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME

from dashboard.access.actions import AccessDeniedError, require
from dashboard.access.people import Person, is_login_on, person_of, rules_of
from dashboard.access.rules import AccessError, Role
from etl.audit import Action
from etl.settings import DataLayout, data_layout

_FEEDS = "/feeds/"
LEAST_ROLES = {
    "/_stcore/upload_file": Role.OPERATOR,
    "/media": Role.VIEWER,
    "/feeds": Role.VIEWER,
}
"""The role that it takes to be answered under an address that begins so, after the base path."""


class Doors:
    """ASGI middleware that answers 401 or 403 where a login is on and the role does not suffice."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        base = st.get_option("server.baseUrlPath").strip("/")
        self._base = f"/{base}" if base else ""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes on what may be asked for."""
        path = scope["path"].removeprefix(self._base) if scope["type"] == "http" else ""
        least = _least_role(path)
        if least is not None:
            refusal = await run_in_threadpool(_refusal, HTTPConnection(scope), least, path)
            if refusal is not None:
                await refusal(scope, receive, send)
                return
        await self._app(scope, receive, send)


def _least_role(path: str) -> Role | None:
    for prefix, role in LEAST_ROLES.items():
        if path == prefix or path.startswith(f"{prefix}/"):
            return role
    return None


def _refusal(connection: HTTPConnection, least: Role, path: str) -> PlainTextResponse | None:
    layout = data_layout()
    try:
        if not is_login_on(layout):
            return None
        claims = _claims(connection.cookies)
        if claims is None:
            return PlainTextResponse("log in to the dashboard first\n", status_code=401)
        if _is_let_in(layout, person_of(claims, rules_of(layout)), least, path):
            return None
    except AccessError:
        return PlainTextResponse("the login is set up wrongly\n", status_code=503)
    except OSError:
        return PlainTextResponse("the audit log cannot be written\n", status_code=503)
    return PlainTextResponse("your role does not allow this\n", status_code=403)


def _is_let_in(layout: DataLayout, person: Person, least: Role, path: str) -> bool:
    if not path.startswith(_FEEDS):  # other files were noted when they were made
        return person.role(layout) >= least
    try:
        require(layout, Action.DOWNLOAD, path, person)
    except AccessDeniedError:
        return False
    return True


def _claims(cookies: Mapping[str, str]) -> Mapping[str, Any] | None:
    """What the signed cookie of a login says of the person; None without a sound one."""
    secret = get_cookie_secret()

    def one(name: str) -> bytes | None:
        value = cookies.get(name)
        return None if value is None else decode_signed_value(secret, name, value.encode("latin-1"))

    try:
        decoded = get_cookie_with_chunks(one, USER_COOKIE_NAME)
        found = json.loads(decoded) if decoded else None
    except ValueError:
        return None
    # The browser sends it to all ports of this name, and other apps may share the secret.
    if not isinstance(found, dict) or found.get("origin") != get_origin_from_redirect_uri():
        return None
    return found if found.get("is_logged_in") is True else None
