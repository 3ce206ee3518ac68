"""The login with a real provider of OpenID Connect, in the browser."""

import json
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect
from upath import UPath

from etl import audit
from etl.corrections.log import read_log
from etl.runs.requests import pending_requests
from etl.settings import DataLayout
from tests.access.conftest import RULES
from tests.browser import needs_browser
from tests.dashboard.browsing import serve, settle, unused_port

pytestmark = needs_browser

SECRET = "the-client-secret-that-nobody-sees"
COOKIE_SECRET = "the-cookie-secret-that-nobody-sees"


@dataclass
class Served:
    """A dashboard with a login."""

    address: str
    layout: DataLayout


@pytest.fixture(scope="module")
def served(published: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    root = tmp_path_factory.mktemp("team") / "data"
    shutil.copytree(published, root)
    layout = DataLayout(UPath(root))
    layout.access.write_text(RULES + '[claim.groups]\nwriters = "analyst"\n')
    people = [
        *(_claims(name) for name in ("vera", "anna", "olaf", "eve")),
        _claims("gina", groups=["writers"]),
        _claims("mallory", email="olaf@example.com", email_verified=False),
    ]
    port = unused_port()
    with provide(people) as provider:
        secrets = root.parent / "secrets.toml"
        secrets.write_text(
            "[auth]\n"
            f'redirect_uri = "http://127.0.0.1:{port}/oauth2callback"\n'
            f'cookie_secret = "{COOKIE_SECRET}"\n'
            'client_id = "motorwire"\n'
            f'client_secret = "{SECRET}"\n'
            f'server_metadata_url = "{provider}"\n'
        )
        with serve(root, port, STREAMLIT_SECRETS_FILES=str(secrets)) as address:
            yield Served(address, layout)


def _claims(name: str, **claims: object) -> dict[str, object]:
    return {"sub": name, "email": f"{name}@example.com", "email_verified": True, **claims}


@contextmanager
def provide(people: list[dict[str, object]]) -> Iterator[str]:
    """A provider that knows these people, by the address of its description."""
    port = unused_port()
    described = f"http://127.0.0.1:{port}/.well-known/openid-configuration"
    options = [part for claims in people for part in ("--user-claims", json.dumps(claims))]
    provider = subprocess.Popen(
        [sys.executable, "-m", "oidc_provider_mock", "--port", str(port), *options],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        for _ in range(300):
            assert provider.poll() is None, "the provider did not start"
            try:
                with urllib.request.urlopen(described, timeout=1):
                    break
            except OSError:
                time.sleep(0.1)
        yield described
    finally:
        provider.terminate()
        provider.wait(timeout=20)


@pytest.fixture
def window(browser: Browser) -> Iterator[BrowserContext]:
    """A browser of its own, in which nobody has logged in; it reaches this machine only."""
    context = browser.new_context(accept_downloads=True)
    context.route("**/*", _stay_here)
    yield context
    context.close()


def _stay_here(route: Route) -> None:
    here = ("http://127.0.0.1", "http://localhost")
    if route.request.url.startswith(here):
        route.continue_()
    else:  # the provider's page asks for a style sheet from elsewhere
        route.abort()


def log_in(window: BrowserContext, served: Served, name: str) -> Page:
    page = window.new_page()
    page.goto(served.address)
    page.get_by_role("button", name="Log in").click()
    page.get_by_placeholder("sub").wait_for()
    page.get_by_role("button", name=name, exact=True).click()
    page.wait_for_url(f"{served.address}/**")
    expect(page.locator("h1").first).to_be_visible(timeout=20_000)
    settle(page)
    return page


def answer(window: BrowserContext, url: str, method: str = "GET") -> int:
    """The status with which the server answers the browser's own request, cookies included."""
    return window.request.fetch(url, method=method).status


def test_nothing_is_seen_before_the_login(window: BrowserContext, served: Served) -> None:
    page = window.new_page()
    for path in ("/", "/events", "/runs", "/activity", "/events?company=tesla"):
        page.goto(served.address + path)
        expect(page.get_by_role("button", name="Log in")).to_be_visible(timeout=20_000)
        settle(page)
        assert page.get_by_test_id("stDataFrame").count() == 0
        assert page.get_by_test_id("stMetric").count() == 0


def test_a_viewer_looks_and_is_not_offered_more(window: BrowserContext, served: Served) -> None:
    page = log_in(window, served, "vera")
    expect(page.get_by_role("heading", name="Overview")).to_be_visible()
    expect(page.get_by_text("vera@example.com · viewer")).to_be_visible()
    page.goto(f"{served.address}/runs")
    expect(page.get_by_role("heading", name="Inbox")).to_be_visible(timeout=20_000)
    settle(page)
    expect(page.get_by_role("button", name="Rebuild", exact=True)).to_be_disabled()
    assert page.get_by_test_id("stFileUploader").count() == 0
    page.goto(f"{served.address}/events")
    settle(page)
    assert page.get_by_role("button", name="Wrong").count() == 0
    page.get_by_role("button", name="Download").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="CSV").click()
    assert download.value.path().stat().st_size > 1000
    last = audit.latest(served.layout.audit)[0]
    assert (last.who, last.role, last.action) == ("vera@example.com", "viewer", "download")
    assert last.subject == download.value.suggested_filename


def test_an_analyst_by_a_claim_corrects_under_their_own_name(
    window: BrowserContext, served: Served
) -> None:
    page = log_in(window, served, "gina")
    page.goto(f"{served.address}/events")
    settle(page)
    page.get_by_role("button", name="Wrong").click()
    settle(page)
    assert read_log(served.layout.corrections).standing[-1].made_by == "gina@example.com"


def test_an_operator_starts_a_run_until_the_role_is_gone(
    window: BrowserContext, served: Served
) -> None:
    page = log_in(window, served, "olaf")
    page.goto(f"{served.address}/runs")
    page.get_by_role("button", name="Rebuild", exact=True).click()
    settle(page)
    asked = len(pending_requests(served.layout))
    assert asked
    rules = served.layout.access.read_text()
    try:
        served.layout.access.write_text(rules.replace('"operator"', '"none"'))
        page.get_by_role("button", name="Rebuild", exact=True).click()
        expect(page.get_by_text("No role yet")).to_be_visible(timeout=20_000)
    finally:
        served.layout.access.write_text(rules)
    assert len(pending_requests(served.layout)) == asked
    assert audit.latest(served.layout.audit)[0].is_allowed is False


@pytest.mark.parametrize("name", ["eve", "mallory"])
def test_who_has_no_role_sees_nothing(window: BrowserContext, served: Served, name: str) -> None:
    """Mallory says that she is Olaf; her provider says that it has not verified that."""
    page = log_in(window, served, name)
    expect(page.get_by_text("No role yet")).to_be_visible()
    assert page.get_by_test_id("stMetric").count() == 0
    assert answer(window, f"{served.address}/feeds/x.atom") == 403
    page.get_by_role("button", name="Log out").click()
    page.get_by_role("button", name="End session").click()  # the provider's own page
    expect(page.get_by_role("button", name="Log in")).to_be_visible(timeout=20_000)


def test_addresses_beside_the_pages(window: BrowserContext, served: Served) -> None:
    feed = f"{served.address}/feeds/x.atom"
    media = f"{served.address}/media/0123456789.csv"
    upload = f"{served.address}/_stcore/upload_file/session/file"
    for url in (feed, media):
        assert answer(window, url) == 401
    assert answer(window, upload, "PUT") == 401
    log_in(window, served, "anna")
    assert answer(window, feed) == 404, "let in, and there is no such view"
    assert answer(window, media) == 404
    assert answer(window, upload, "PUT") == 403, "only operators add dumps"


@pytest.mark.parametrize(
    "cookie",
    [
        '{"is_logged_in": true, "email": "olaf@example.com", "email_verified": true}',
        "eyJpc19sb2dnZWRfaW4iOnRydWV9.Z0Xk.forged",
        "",
        "\\xff" * 2000,
    ],
)
def test_forged_cookies(served: Served, cookie: str) -> None:
    request = urllib.request.Request(
        f"{served.address}/feeds/x.atom", headers={"Cookie": f"_streamlit_user={cookie}"}
    )
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request, timeout=20)
    with refused.value as response:
        assert response.code == 401


def test_no_secret_is_told(window: BrowserContext, served: Served) -> None:
    page = log_in(window, served, "olaf")
    seen = [page.content(), page.url, served.layout.audit.read_text()]
    seen.append((served.layout.local / "streamlit.log").read_text(errors="replace"))
    for path in (
        "/_stcore/health",
        "/_stcore/host-config",
        "/auth/login",
        "/oauth2callback?code=1",
    ):
        answered = window.request.get(served.address + path, max_redirects=0)
        seen.append(answered.text() + str(answered.headers))
    for told in seen:
        assert SECRET not in told
        assert COOKIE_SECRET not in told
