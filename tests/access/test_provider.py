"""Logins that would keep nobody out, or let nobody in."""

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.access import provider
from dashboard.access.rules import AccessError
from dashboard.hosts import OWN_NAMES, allowed_hosts
from tests.access.conftest import SECRETS, Team
from tests.dashboard.conftest import ENTRY
from tests.dashboard.screens import words


class Secrets(dict[str, Any]):
    def load_if_toml_exists(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("section", "told"),
    [
        # Whoever guesses what logins are signed with is whoever they like.
        ({**SECRETS, "cookie_secret": ""}, "lacks cookie_secret"),
        ({**SECRETS, "cookie_secret": 7}, "lacks cookie_secret"),
        ({**SECRETS, "cookie_secret": "changeme"}, "shorter than 32"),
        ({**SECRETS, "cookie_secret": "…"}, "shorter than 32"),
        ({key: SECRETS[key] for key in SECRETS if key != "cookie_secret"}, "lacks cookie_secret"),
        ({**SECRETS, "redirect_uri": ""}, "lacks redirect_uri"),
        ({"redirect_uri": "x", "cookie_secret": "x" * 32}, "lacks client_id, client_secret"),
        ({}, "lacks redirect_uri, cookie_secret, client_id"),
        ("google", "is a section"),
        ([1], "is a section"),
    ],
)
def test_a_login_that_is_set_up_wrongly_lets_nobody_in(
    team: Team, monkeypatch: pytest.MonkeyPatch, section: Any, told: str
) -> None:
    monkeypatch.setattr(provider.st, "secrets", Secrets(auth=section))
    with pytest.raises(AccessError, match=told):
        provider.login_section()
    assert allowed_hosts() >= OWN_NAMES, "the server starts, to say what is wrong"
    team.log_in("olaf")
    app = AppTest.from_file(str(ENTRY), default_timeout=60)
    app.secrets["auth"] = section
    app.run()
    assert not app.exception
    assert "Nobody is let in" in app.error[0].value
    assert told.partition(" 32")[0] in words(app)
    assert not app.metric


def test_several_providers_have_sections_of_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    common = {key: SECRETS[key] for key in ("redirect_uri", "cookie_secret")}
    section = {**common, "google": {"client_id": "x"}, "okta": {"server_metadata_url": "x"}}
    monkeypatch.setattr(provider.st, "secrets", Secrets(auth=section))
    assert provider.login_section() == section
    assert provider.provider_names(section) == ["google", "okta"]


def test_the_login_of_another_app(team: Team) -> None:
    """Streamlit reads `~/.streamlit/secrets.toml` for every app of this user."""
    team.layout.access.unlink()
    app = team.open("olaf")
    assert not app.exception
    assert "Nobody is let in" in app.error[0].value
    assert "STREAMLIT_SECRETS_FILES" in words(app)
