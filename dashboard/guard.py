"""What stands before everything the dashboard serves: pages, WebSocket, uploads, downloads, feeds.

Requests are answered only under known names (`dashboard.hosts`), and only where no page of another
origin makes them: `Origin`, which browsers send with WebSockets and with requests of scripts, must
be the address that was asked. Streamlit's own check comes second. It lets any name in, and it asks
a server on the internet for this machine's address when an origin is foreign.

Answers tell the browser to load nothing from elsewhere, so that not even a mistake on a page lets a
name or a title of a dump fetch a picture or send anything away.
"""

from collections.abc import Collection
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard.hosts import host_name

_POLICY_VIOLATION = 1008
_RULES = {
    "default-src": "'self'",
    # Streamlit's charts are compiled in the browser, and parts of pages come as blobs.
    "script-src": "'self' 'unsafe-inline' 'unsafe-eval' blob:",
    "style-src": "'self' 'unsafe-inline'",
    "img-src": "'self' data: blob:",
    "font-src": "'self' data:",
    "worker-src": "'self' blob:",
    "object-src": "'none'",
    "base-uri": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'self'",
}
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class Guard:
    """The ASGI middleware; `hosts` are the names that are answered, without ports."""

    def __init__(self, app: ASGIApp, hosts: Collection[str]) -> None:
        self._app = app
        self._hosts = hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuses what is foreign: 400 for a name, 403 for an origin."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        named = headers.getlist("host")
        refusal = None
        if len(named) != 1 or host_name(named[0]) not in self._hosts:
            refusal = PlainTextResponse("This name is not one of the dashboard's.\n", 400)
        elif any(_netloc(origin) != named[0].lower() for origin in headers.getlist("origin")):
            refusal = PlainTextResponse("Another site may not ask the dashboard.\n", 403)
        if refusal is None:
            await self._app(scope, receive, _with_headers(send, named[0]))
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": _POLICY_VIOLATION})
        else:
            await refusal(scope, receive, send)


def _netloc(origin: str) -> str:
    """The part of an origin that a `Host` header repeats; `null` has none."""
    try:
        return urlsplit(origin).netloc.lower()
    except ValueError:
        return ""


def _with_headers(send: Send, host: str) -> Send:
    rules = {**_RULES, "connect-src": f"'self' ws://{host} wss://{host}"}
    policy = "; ".join(f"{name} {sources}" for name, sources in rules.items())

    async def send_with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers.update({**_HEADERS, "Content-Security-Policy": policy})
        await send(message)

    return send_with_headers
