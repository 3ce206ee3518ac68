"""What stands before Dagster's web server, which has no login, answers under any name, and takes
changes by GET: only this machine's own pages and programs get through.

A page of another site cannot read or change anything then: browsers send the `Host` that was asked
for (so pointing another name here does not help), `Origin` with what a page posts or connects to,
and `Sec-Fetch-Site` with all else that it loads or frames (https://www.w3.org/TR/fetch-metadata/).
"""

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocketClose

_OWN_NAMES = ("127.0.0.1", "localhost")
_OWN_SITES = ("same-origin", "none")
_QUERIES = "/graphql"


class Guard:
    """The application behind it, for requests of this machine's own only; others get 403, and
    queries by another method than POST 405."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers a request, or hands it on."""
        if scope["type"] == "lifespan" or (refusal := _refusal(scope)) is None:
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await WebSocketClose()(scope, receive, send)
        else:
            status, words = refusal
            await PlainTextResponse(words, status)(scope, receive, send)


def _refusal(scope: Scope) -> tuple[int, str] | None:
    """Status and reason why a request is refused; None where it is not."""
    headers = Headers(scope=scope)
    host = headers.get("host", "")
    if host.split(":")[0] not in _OWN_NAMES:
        return 403, "Dagster's screen is at http://127.0.0.1, not under this name"
    if headers.get("origin", f"http://{host}") != f"http://{host}":
        return 403, "Pages of other sites cannot use Dagster's screen"
    is_foreign = headers.get("sec-fetch-site", "none") not in _OWN_SITES
    if is_foreign and not _is_opened(scope, headers):
        return 403, "Pages of other sites cannot use Dagster's screen"
    if scope["type"] == "http" and scope["path"] == _QUERIES and scope["method"] != "POST":
        return 405, "Queries are asked by POST"
    return None


def _is_opened(scope: Scope, headers: Headers) -> bool:
    """Whether a link opens a page of Dagster's screen as a whole."""
    return (
        scope["type"] == "http"
        and scope["method"] == "GET"
        and headers.get("sec-fetch-mode") == "navigate"
        and headers.get("sec-fetch-dest") == "document"
    )
