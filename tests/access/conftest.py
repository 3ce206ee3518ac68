"""A team's data directory: a login is on, and rules give roles."""

import shutil
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest
from upath import UPath

from dashboard.access import people
from etl.settings import DATA_VARIABLE, DataLayout
from tests.dashboard.conftest import ENTRY, published

__all__ = ["published"]

RULES = """
[email]
"vera@example.com" = "viewer"
"anna@example.com" = "analyst"
"olaf@example.com" = "operator"
"""
SECRETS = {
    "redirect_uri": "http://localhost:8501/oauth2callback",
    "cookie_secret": "a-long-secret-of-these-tests-only",
    "client_id": "motorwire",
    "client_secret": "another-secret",
    "server_metadata_url": "http://localhost:9/.well-known/openid-configuration",
}


class Team:
    """Who sits at the screen of a data directory with a login, and the app in process."""

    def __init__(self, layout: DataLayout, claims: dict[str, Any]) -> None:
        self.layout = layout
        self._claims = claims

    def log_in(self, name: str, **claims: Any) -> None:
        """From now on this person sits there; nobody with an empty name."""
        self._claims.clear()
        if name:
            address = f"{name}@example.com"
            self._claims.update(is_logged_in=True, email=address, email_verified=True, **claims)

    def set_rules(self, rules: str) -> None:
        self.layout.access.write_text(rules)

    def open(self, name: str = "", page: str = "overview.py", **parameters: str) -> AppTest:
        """The app as this person sees it."""
        self.log_in(name)
        app = AppTest.from_file(str(ENTRY), default_timeout=60)
        app.secrets["auth"] = SECRETS
        for key, value in parameters.items():
            app.query_params[key] = value
        app.run()
        if page != "overview.py":
            app.switch_page(f"app_pages/{page}").run()
        return app


@pytest.fixture
def team(published: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Team:
    root = tmp_path / "data"
    shutil.copytree(published, root)
    monkeypatch.setenv(DATA_VARIABLE, str(root))
    claims: dict[str, Any] = {}
    monkeypatch.setattr(people, "claims_at_screen", lambda: claims)
    layout = DataLayout(UPath(root))
    layout.access.write_text(RULES)
    return Team(layout, claims)
