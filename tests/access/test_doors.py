"""The addresses beside the pages, asked with cookies of all kinds."""

import asyncio
import json
from typing import Any

import pytest
from starlette.types import Message, Receive, Scope, Send
from streamlit import config
from streamlit.web.server.starlette.starlette_app_utils import create_signed_value
from streamlit.web.server.starlette.starlette_server_config import (
    TOKENS_COOKIE_NAME,
    USER_COOKIE_NAME,
)

from dashboard.access import doors, provider
from dashboard.access.doors import Doors
from etl import audit
from tests.access.conftest import SECRETS, Team
from tests.access.test_provider import Secrets

ORIGIN = "http://localhost:8501"
SECRET = SECRETS["cookie_secret"]


@pytest.fixture
def team_with_login(team: Team, monkeypatch: pytest.MonkeyPatch) -> Team:
    secrets = Secrets(auth=SECRETS)
    monkeypatch.setattr(provider.st, "secrets", secrets)
    monkeypatch.setattr(doors, "get_cookie_secret", lambda: SECRET)
    monkeypatch.setattr(doors, "get_origin_from_redirect_uri", lambda: ORIGIN)
    return team


def cookie(
    name: str, *, secret: str = SECRET, cookie_name: str = USER_COOKIE_NAME, **claims: Any
) -> str:
    """What a login sets."""
    person = {"email": f"{name}@example.com", "email_verified": True, "sub": name}
    told = {**person, "is_logged_in": True, "origin": ORIGIN, **claims}
    signed = create_signed_value(secret, cookie_name, json.dumps(told))
    return f"{USER_COOKIE_NAME}={signed.decode()}"


def ask(path: str, cookies: str = "", method: str = "GET") -> int:
    """The status of the answer; 200 where the request is passed on."""
    answered: list[int] = []

    async def app(_scope: Scope, _receive: Receive, _send: Send) -> None:
        answered.append(200)

    async def receive() -> Message:
        return {"type": "http.request"}

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            answered.append(message["status"])

    headers = [(b"cookie", cookies.encode())]
    scope = {"type": "http", "method": method, "path": path, "headers": headers}
    asyncio.run(Doors(app)(scope, receive, send))
    (status,) = answered
    return status


@pytest.mark.parametrize("base", ["", "motorwire", "/team/news/"])
@pytest.mark.parametrize(
    ("path", "least"),
    [
        ("/media/x.csv", "vera"),
        ("/feeds/x.atom", "vera"),
        ("/_stcore/upload_file/session/file", "olaf"),
    ],
)
def test_doors_stand_under_every_base_path(
    team_with_login: Team, base: str, path: str, least: str
) -> None:
    config.set_option("server.baseUrlPath", base)
    try:
        under = f"/{base.strip('/')}{path}" if base else path
        assert ask(under) == 401
        assert ask(under, cookie("eve")) == 403
        assert ask(under, cookie(least)) == 200
        assert ask(under, cookie("vera"), "PUT") == (200 if least == "vera" else 403)
    finally:
        config.set_option("server.baseUrlPath", "")


@pytest.mark.parametrize(
    "forged",
    [
        cookie("olaf", secret=""),
        cookie("olaf", secret="x" * 32),
        cookie("olaf", cookie_name=TOKENS_COOKIE_NAME),
        cookie("olaf", is_logged_in="yes"),
        cookie("olaf", is_logged_in=1),
        # The browser sends it to every port of the name; the other app has the same secret.
        cookie("olaf", origin="http://localhost:8599"),
        cookie("olaf", origin=None),
    ],
)
def test_cookies_that_no_login_here_has_set(team_with_login: Team, forged: str) -> None:
    assert ask("/media/x.csv", cookie("olaf")) == 200
    assert ask("/media/x.csv", forged) == 401
    assert ask("/feeds/x.atom", forged) == 401


def test_feeds_are_noted_before_they_are_handed_out(team_with_login: Team) -> None:
    path = team_with_login.layout.audit
    assert ask("/feeds/Recalls of Tesla.atom", cookie("vera")) == 200
    assert ask("/feeds/Recalls of Tesla.atom", cookie("eve")) == 403
    assert ask("/feeds/Recalls of Tesla.atom") == 401
    told = [(e.who, e.action, e.subject, e.is_allowed) for e in audit.latest(path)]
    subject = "/feeds/Recalls of Tesla.atom"
    assert told == [
        ("eve@example.com", "download", subject, False),
        ("vera@example.com", "download", subject, True),
    ]
    path.unlink()
    path.mkdir()  # nothing can be noted any more
    assert ask("/feeds/Recalls of Tesla.atom", cookie("vera")) == 503
