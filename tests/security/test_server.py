"""What the server answers to whom: foreign names and origins, uploads, and every route it has."""

import asyncio
import re
from http.cookies import SimpleCookie

import pytest
from playwright.sync_api import Browser
from starlette.routing import Mount, Route, WebSocketRoute
from streamlit.web.server.starlette import starlette_websocket

from dashboard.guard import Guard
from dashboard.hosts import OWN_NAMES, allowed_hosts, host_name
from tests.browser import needs_browser
from tests.security.attacks import Canary
from tests.security.conftest import Attacked
from tests.security.raw_client import Server

ROUTES = [
    "/", "/events", "/_stcore/health", "/_stcore/metrics", "/_stcore/host-config", "/media/x.csv",
    "/feeds/x.atom", "/static/x.js", "/component/x/y", "/_stcore/bidi-components/x/y",
    "/_stcore/agent/openapi.json", "/auth/login", "/oauth2callback",
]  # fmt: skip
FOREIGN_NAMES = [
    "evil.example", "evil.example:8501", "localhost.evil.example", "127.0.0.1.evil.example",
    "evil.example@127.0.0.1", "127.0.0.1@evil.example", "127.0.0.1/evil", "0.0.0.0", "", "[::1",
    "127.0.0.1:x", "127.0.0.1 evil.example", "169.254.169.254",
]  # fmt: skip


@pytest.fixture(scope="module")
def server(attacked_address: str) -> Server:
    return Server(attacked_address)


@pytest.mark.parametrize("name", FOREIGN_NAMES)
def test_names_of_others_are_no_names_of_ours(name: str) -> None:
    assert host_name(name) not in OWN_NAMES


@pytest.mark.parametrize("name", ["localhost", "LOCALHOST:8501", "127.0.0.1:1", "[::1]:8501"])
def test_this_machine_goes_by_its_names(name: str) -> None:
    assert host_name(name) in OWN_NAMES


def test_the_name_of_a_login_and_further_names_are_answered(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    secrets = {"auth": {"redirect_uri": "https://Motorwire.example:8443/oauth2callback"}}

    class Secrets(dict):
        def load_if_toml_exists(self) -> bool:
            return True

    monkeypatch.setattr("dashboard.access.provider.st.secrets", Secrets(secrets))
    assert allowed_hosts([" Proxy.example "]) == {
        *OWN_NAMES, "motorwire.example", "proxy.example",
    }  # fmt: skip
    monkeypatch.setattr("dashboard.access.provider.st.secrets", Secrets())
    assert allowed_hosts() == OWN_NAMES


@pytest.mark.parametrize("path", ROUTES)
def test_a_foreign_name_is_answered_nowhere(server: Server, path: str) -> None:
    for name in ("evil.example", f"evil.example:{server.port}", "", None):
        status, headers, body = server.ask(path, Host=name)
        assert status == 400 and len(body) < 100 and "set-cookie" not in headers, name
    assert server.ask(path, Host=server.host)[0] != 400
    for origin in ("http://evil.example", "null", f"http://127.0.0.1:{server.port + 1}", "//"):
        status, headers, body = server.ask(path, Origin=origin)
        assert status == 403 and len(body) < 100 and "set-cookie" not in headers, origin
    assert server.ask(path, Origin=f"http://{server.host}")[0] not in (400, 403)


def test_a_careless_server_lets_a_rebound_name_in() -> None:
    """Why there is a guard: Streamlit by itself takes `Origin` equal to `Host` for its own."""
    assert starlette_websocket._is_origin_allowed("http://evil.example", "evil.example")


def test_a_foreign_page_opens_no_websocket(server: Server) -> None:
    own = f"http://{server.host}"
    assert server.upgrade(Origin=own) == 101
    assert server.upgrade(Host=f"localhost:{server.port}", Origin=f"http://localhost:{server.port}") == 101  # noqa: E501  # fmt: skip
    for origin in ("http://evil.example", "null", "http://localhost:3000", own + ".evil.example"):
        assert server.upgrade(Origin=origin) == 403, origin
    # DNS rebinding: the name is the attacker's, and so is the origin.
    assert server.upgrade(Host="evil.example", Origin="http://evil.example") == 403
    assert server.upgrade(Host=None, Origin=own) in (400, 403)


def test_nothing_outside_is_asked_about_a_foreign_origin(
    monkeypatch: pytest.MonkeyPatch, canary: Canary
) -> None:
    asked: list[str] = []
    monkeypatch.setattr("streamlit.net_util._make_blocking_http_get", lambda url, **_: asked.append(url))  # noqa: E501  # fmt: skip
    monkeypatch.setattr("streamlit.net_util._external_ip", None)
    starlette_websocket._is_origin_allowed("http://evil.example", "127.0.0.1")
    assert asked, "a careless server asks the internet for its own address"
    asked.clear()

    async def let_in(scope: dict, receive: object, send: object) -> None:
        origin, host = (dict(scope["headers"])[name].decode() for name in (b"origin", b"host"))
        assert starlette_websocket._is_origin_allowed(origin, host)
        sent.append({"type": "let in"})

    async def send(message: dict) -> None:
        sent.append(message)

    def told(origin: str) -> str:
        sent.clear()
        headers = [(b"host", b"127.0.0.1"), (b"origin", origin.encode())]
        guard = Guard(let_in, OWN_NAMES)
        asyncio.run(guard({"type": "websocket", "headers": headers}, None, send))
        return str(sent[0]["type"])

    sent: list[dict] = []
    assert told("http://127.0.0.1") == "let in"
    assert told("http://evil.example") == told("null") == told("http://[") == "websocket.close"
    assert asked == []


def test_answers_forbid_frames_guessing_and_foreign_content(server: Server) -> None:
    for path in ("/", "/_stcore/health", "/static/nothing", "/media/nothing"):
        headers = server.ask(path)[1]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "SAMEORIGIN"
        assert headers["referrer-policy"] == "no-referrer"
        policy = headers["content-security-policy"]
        assert "default-src 'self'" in policy and "frame-ancestors 'self'" in policy
        assert not re.search(r"\*|https?:", policy)
        assert headers.get("access-control-allow-origin") is None


def test_every_route_without_a_session_hands_out_no_data(
    server: Server, attacked: Attacked, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dashboard.server import app

    built = app._build_starlette_app()
    paths = {r.path for r in built.routes if isinstance(r, Route | WebSocketRoute | Mount)}
    assert len(paths) == len({r.path for r in built.routes}), "a route of an unknown kind"
    # Whoever sees this fail: say here what the new route gives to a stranger.
    assert paths == {
        "/feeds/{name:path}.atom",  # what was saved as a view, to be read without a session
        "/_stcore/health", "/_stcore/metrics", "/_stcore/host-config",
        "/media/{file_id:path}", "/_stcore/upload_file/{session_id}/{file_id}",
        "/component/{path:path}", "/_stcore/bidi-components/{path:path}", "/_stcore/stream",
        "/auth/login", "/auth/logout", "/oauth2callback",
        "/_stcore/agent/interact", "/_stcore/agent/mcp", "/_stcore/agent/openapi.json", "",
    }  # fmt: skip
    secrets = ("Evilcorp", "recalled", "Toyota", str(attacked.data), "auth_secret")
    for path in (
        *ROUTES,
        "/_stcore/metrics?families=session_events",
        "/static/../../pyproject.toml",
    ):
        body = server.ask(path)[2].decode(errors="replace")
        assert not any(word in body for word in secrets), path
    metrics = server.ask("/_stcore/metrics")[2].decode()
    assert all(line.startswith(("#", "cache_", "session_", "active_")) for line in metrics.split("\n") if line), metrics  # noqa: E501  # fmt: skip


def test_the_interface_for_programs_and_static_files_are_off(server: Server) -> None:
    for path in ("/_stcore/agent/interact", "/_stcore/agent/mcp"):
        status, _, body = server.ask(path, "POST", b"{}", Content_Type="application/json")
        assert status >= 400 and b"does not serve the agent API" in body
    page = server.ask("/")[2]
    # What is no route is the page's own document, never a file of the project.
    for path in ("/app/static/config.toml", "/pyproject.toml", "/.streamlit/config.toml"):
        assert server.ask(path)[2] in (page, b"Not Found", b"Bad Request")


@pytest.mark.parametrize(
    "path",
    [
        "/media/../../../etc/passwd", "/media/%2e%2e%2f%2e%2e%2fetc%2fpasswd", "//etc/passwd",
        "/static/..%2f..%2f..%2fetc/passwd", "/component/a/../../../../etc/passwd",
        "/_stcore/bidi-components/motorwire_reader/../../../../../etc/passwd",
        "/feeds/../../../etc/passwd.atom", "/%5c%5cevil.example%5cshare",
    ],
)  # fmt: skip
def test_paths_lead_nowhere(server: Server, path: str) -> None:
    status, _, body = server.ask(path)
    assert b"root:" not in body and b"evil.example" not in body
    assert status in (400, 404) or body == server.ask("/")[2]


def _multipart(name: str) -> tuple[bytes, str]:
    body = (
        f'--b\r\nContent-Disposition: form-data; name="f"; filename="{name}"\r\n'
        "Content-Type: text/csv\r\n\r\ntitle,text\r\n--b--\r\n"
    )
    return body.encode(), "multipart/form-data; boundary=b"


def test_an_upload_needs_the_token_and_a_living_session(server: Server) -> None:
    path = "/_stcore/upload_file/no-such-session/file"
    body, kind = _multipart("a.csv")
    assert server.ask(path, "PUT", body, Content_Type=kind)[0] == 403
    assert server.ask(path, "DELETE")[0] == 403
    token = SimpleCookie(server.ask("/_stcore/health")[1]["set-cookie"])["_streamlit_xsrf"].value
    cookie = f"_streamlit_xsrf={token}"
    other = SimpleCookie(server.ask("/_stcore/health")[1]["set-cookie"])["_streamlit_xsrf"].value
    for forged in (None, "", "2|00000000|00|1", other):
        found = server.ask(path, "PUT", body, Content_Type=kind, Cookie=cookie, X_Xsrftoken=forged)
        assert found[0] == 403
    with_token = {"Content_Type": kind, "Cookie": cookie, "X_Xsrftoken": token}
    status, _, said = server.ask(path, "PUT", body, **with_token)
    assert status == 400 and b"Invalid session_id" in said
    # Even with a token, no page of another site may send a file.
    assert server.ask(path, "PUT", body, Origin="http://evil.example", **with_token)[0] == 403


@needs_browser[0]
@needs_browser[1]
def test_a_page_of_another_port_reaches_nothing(
    browser: Browser, attacked_address: str, canary: Canary
) -> None:
    """The same machine, another origin: a page that a careless program on this machine serves."""
    page = browser.new_page()
    page.goto(canary.url)
    canary.asked.clear()
    got = page.evaluate(
        """async (address) => {
          const tries = {}
          for (const path of ['/', '/_stcore/health', '/_stcore/metrics', '/feeds/x.atom'])
            tries[path] = await fetch(address + path, {credentials: 'include'})
              .then(answer => answer.text(), () => 'refused')
          tries.socket = await new Promise(done => {
            const socket = new WebSocket(address.replace('http', 'ws') + '/_stcore/stream')
            socket.onopen = () => done('opened'); socket.onerror = () => done('refused')
          })
          const frame = document.createElement('iframe')
          frame.src = address; document.body.append(frame)
          await new Promise(done => { frame.onload = done; setTimeout(done, 3000) })
          return tries
        }""",
        attacked_address,
    )
    framed = [frame.url for frame in page.frames[1:]]
    page.close()
    assert framed == ["chrome-error://chromewebdata/"], "the dashboard was shown in a frame"
    assert set(got.values()) == {"refused"}, got
