"""What reaches Dagster's web server: pages and programs of this machine only."""

import asyncio
from typing import Any

import pytest

from etl.runs.guard import Guard

HOST = "127.0.0.1:3000"
OWN = {"host": HOST, "origin": f"http://{HOST}", "sec-fetch-site": "same-origin"}
LINK = {"host": HOST, "sec-fetch-mode": "navigate", "sec-fetch-dest": "document"}


def answered(
    headers: dict[str, str], *, method: str = "GET", path: str = "/runs", kind: str = "http"
) -> int | str:
    """`served` where the request got through; else the status, or what ended the WebSocket."""
    sent: list[Any] = []

    async def behind(scope: Any, receive: Any, send: Any) -> None:
        sent.append("served")

    async def receive() -> Any:
        return {"type": f"{kind}.connect"}

    async def send(message: Any) -> None:
        sent.append(message.get("status", message["type"]))

    scope = {
        "type": kind,
        "path": path,
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
    }
    if kind == "http":
        scope["method"] = method
    asyncio.run(Guard(behind)(scope, receive, send))
    return sent[0]  # type: ignore[no-any-return]


def test_own_pages_and_programs_get_through() -> None:
    assert answered({"host": HOST}) == "served"
    assert answered({"host": "localhost:4000"}) == "served", "through a tunnel, on another port"
    assert answered({"host": HOST}, method="POST", path="/graphql") == "served"
    assert answered(OWN, method="POST", path="/graphql") == "served"
    assert answered({**OWN, "sec-fetch-site": "none"}) == "served", "typed into the address bar"
    assert answered(OWN, path="/graphql", kind="websocket") == "served"
    assert answered({}, kind="lifespan") == "served"


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_a_link_of_another_page_opens_the_screen_and_nothing_else(site: str) -> None:
    assert answered({**LINK, "sec-fetch-site": site}) == "served"
    assert answered({**LINK, "sec-fetch-site": site}, path="/graphql") == 405
    assert answered({**LINK, "sec-fetch-site": site}, method="POST") == 403
    assert answered({**LINK, "sec-fetch-site": site, "sec-fetch-dest": "iframe"}) == 403
    assert answered({"host": HOST, "sec-fetch-site": site, "sec-fetch-dest": "image"}) == 403


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"host": ""},
        {"host": "evil.example:3000"},
        {"host": "127.0.0.1.evil.example"},
        {"host": "evil.example", "origin": "http://evil.example"},
        {"host": HOST, "origin": "http://evil.example"},
        {"host": HOST, "origin": "null"},
        {"host": HOST, "origin": "http://127.0.0.1:8501"},
        {"host": HOST, "origin": f"https://{HOST}"},
    ],
)
def test_other_sites_are_refused(headers: dict[str, str]) -> None:
    for method in ("GET", "POST", "OPTIONS"):
        assert answered(headers, method=method, path="/graphql") == 403
    assert answered(headers) == 403
    assert answered(headers, path="/graphql", kind="websocket") == "websocket.close"


def test_queries_are_asked_by_post() -> None:
    for method in ("GET", "HEAD", "PUT"):
        assert answered(OWN, method=method, path="/graphql") == 405
