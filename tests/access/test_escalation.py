"""Attacks on the roles: what is done counts, not what is drawn.

A page that only hides its buttons is no defence: a screen that was drawn for another role, or a
forged message of the browser, asks for what the button does all the same.
"""

from typing import Any

import pytest

from dashboard import corrections, naming, orchestration
from dashboard.access.actions import LEAST_ROLE, AccessDeniedError, require
from dashboard.access.people import Person
from dashboard.access.rules import AccessError, Role
from etl import audit
from etl.audit import Action
from etl.corrections.log import accept, read_log
from etl.runs.automation import Automation, read_automation
from etl.runs.requests import pending_requests
from tests.access.conftest import RULES, SECRETS, Team
from tests.dashboard import invented
from tests.dashboard.screens import words

NAMES = {Role.VIEWER: "vera", Role.ANALYST: "anna", Role.OPERATOR: "olaf"}
HIDDEN = "Tesla"


def entries(team: Team) -> list[tuple[str, str, str, bool]]:
    """The audit log, oldest first."""
    found = reversed(audit.latest(team.layout.audit))
    return [(entry.who, entry.role, entry.action, entry.is_allowed) for entry in found]


@pytest.mark.parametrize("action", Action)
@pytest.mark.parametrize("role", NAMES)
def test_each_action_takes_its_role(team: Team, action: Action, role: Role) -> None:
    person = Person(
        f"{NAMES[role]}@example.com",
        {"email": f"{NAMES[role]}@example.com", "email_verified": True},
    )
    # The rules of the test's directory count, and the login of its rules file.
    people_layout = team.layout
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("dashboard.access.people.login_section", lambda: SECRETS)
        if role >= LEAST_ROLE[action]:
            require(people_layout, action, "x", person)
        else:
            with pytest.raises(AccessDeniedError, match=LEAST_ROLE[action].word):
                require(people_layout, action, "x", person)
    ((who, told, done, is_allowed),) = entries(team)
    assert (who, told, done) == (person.name, role.word, action)
    assert is_allowed == (role >= LEAST_ROLE[action])


def test_what_changes_something_is_refused_where_it_is_done(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The functions themselves, called as a forged message would reach them."""
    monkeypatch.setattr("dashboard.access.people.login_section", lambda: SECRETS)
    layout = team.layout
    event = invented.invent().events[0]
    attacks: list[tuple[str, Any]] = [
        ("anna", lambda: orchestration.start_runs(layout, [""])),
        ("anna", lambda: orchestration.cancel_run(layout, "x")),
        ("anna", lambda: orchestration.add_file(layout, "x.jsonl", memoryview(b"{}"))),
        ("anna", lambda: orchestration.set_automation(layout, Automation(True, True))),
        ("vera", lambda: corrections.note(layout, [accept(event, "olaf@example.com")])),
        ("vera", lambda: corrections.take_back(layout, "x", "olaf@example.com")),
        ("vera", lambda: naming.add_alias(layout, "tesla", "X", needs_context=False)),
        ("vera", lambda: naming.add_company(layout, "X", alias="X")),
        ("vera", lambda: naming.mark_not_company(layout, "X")),
        ("vera", lambda: naming.take_back(layout, "X")),
    ]
    for name, attack in attacks:
        for who in ("", name):
            team.log_in(who)
            with pytest.raises(AccessDeniedError):
                attack()
    assert pending_requests(layout) == []
    assert read_automation(layout) == Automation()
    assert not read_log(layout.corrections).standing
    assert not layout.inbox.exists() or not list(layout.inbox.iterdir())
    assert not (layout.local / "catalogue").exists()
    logged = entries(team)
    assert len(logged) == 2 * len(attacks)
    assert not any(is_allowed for *_, is_allowed in logged)
    assert {who for who, *_ in logged} == {"not logged in", "vera@example.com", "anna@example.com"}

    team.log_in("olaf")
    assert len(orchestration.start_runs(layout, [""])) == 1
    assert entries(team)[-1] == ("olaf@example.com", "operator", "start run", True)


def test_nobody_sees_anything_without_a_login(team: Team) -> None:
    for page in ("overview.py", "events.py", "runs.py", "activity.py"):
        app = team.open("")
        if page != "overview.py":
            app.switch_page(f"app_pages/{page}").run()
        told = words(app)
        assert not app.exception
        assert "Log in" in [button.label for button in app.button]
        assert not app.dataframe
        assert not app.metric
        assert not app.multiselect
        assert HIDDEN not in told


@pytest.mark.parametrize(
    "claims",
    [
        {"email": "olaf@example.com", "email_verified": True},
        {"email": "olaf@example.com", "email_verified": True, "is_logged_in": "yes"},
        {"email": "olaf@example.com", "email_verified": False, "is_logged_in": True},
        {"email": "eve@example.com", "email_verified": True, "is_logged_in": True},
        {"email": "eve@example.com", "role": "operator", "is_logged_in": True},
    ],
)
def test_claims_that_give_no_role(team: Team, claims: dict[str, Any]) -> None:
    app = team.open("")
    team._claims.update(claims)
    app.run()
    assert not app.exception
    assert not app.dataframe
    assert not app.metric
    assert {button.key for button in app.button} <= {"login-default", "logout"}


def test_a_viewer_looks_and_downloads(team: Team) -> None:
    app = team.open("vera", "events.py")
    assert not app.exception
    assert len(app.dataframe)
    keys = {button.key for button in app.button}
    assert not any(key and key.startswith(("check-", "story-", "view-")) for key in keys)
    assert "· viewer" in words(app)
    runs = team.open("vera", "runs.py")
    assert not runs.exception
    assert runs.button(key="runs-rebuild").disabled
    assert runs.toggle(key="runs-nightly").disabled
    assert "Operators add dumps" in words(runs)
    assert "Choose dumps" not in words(runs), "what is refused is not offered"
    assert "operator only" in words(team.open("vera", "activity.py"))


def test_a_disabled_button_that_is_pressed_all_the_same(team: Team) -> None:
    app = team.open("vera", "runs.py")
    # The browser would not let it be pressed; a forged message does not ask the browser.
    app.button(key="runs-rebuild").proto.disabled = False
    app.button(key="runs-rebuild").click().run()
    app.toggle(key="runs-nightly").proto.disabled = False
    app.toggle(key="runs-nightly").set_value(True).run()
    assert not app.exception
    assert pending_requests(team.layout) == []
    assert read_automation(team.layout) == Automation()


def test_buttons_that_were_drawn_for_an_operator(team: Team) -> None:
    app = team.open("olaf", "runs.py")
    team.set_rules(RULES.replace('"operator"', '"analyst"'))
    app.button(key="runs-rebuild").click().run()
    assert not app.exception
    assert pending_requests(team.layout) == []
    assert "takes the role operator" in words(app)
    assert app.button(key="runs-rebuild").disabled, "the page follows the role"
    assert entries(team) == [("olaf@example.com", "analyst", "start run", False)]


def test_a_screen_that_was_drawn_for_a_role_that_is_gone(team: Team) -> None:
    app = team.open("anna", "events.py")
    assert app.button(key="check-wrong")
    team.set_rules(RULES.replace('"analyst"', '"viewer"'))
    app.button(key="check-wrong").click().run()
    assert not app.exception
    assert not read_log(team.layout.corrections).standing
    assert entries(team) == [("anna@example.com", "viewer", "correct", False)]
    assert "check-wrong" not in {button.key for button in app.button}, "the page follows the role"

    team.set_rules("")
    app.run()
    assert "No role yet" in [title.value for title in app.title]
    assert not app.dataframe


def test_corrections_stand_under_the_name_of_the_login(team: Team) -> None:
    app = team.open("anna", "events.py")
    assert not [field for field in app.text_input if field.label == "Your name"]
    app.session_state["reader-name"] = "olaf@example.com"
    app.button(key="check-right").click().run()
    (correction,) = read_log(team.layout.corrections).standing
    assert correction.made_by == "anna@example.com"
    assert entries(team) == [("anna@example.com", "analyst", "correct", True)]


def test_rules_that_cannot_be_read_let_nobody_in(team: Team) -> None:
    team.set_rules("[email")
    app = team.open("olaf")
    assert "Nobody is let in" in app.error[0].value
    assert not app.dataframe


def test_rules_without_a_provider_let_nobody_in(team: Team) -> None:
    """A secrets file that got lost must not open the door."""
    person = Person("olaf", None)
    with pytest.raises(AccessError, match="no login is set up"):
        person.role(team.layout)
    with pytest.raises(AccessError):
        orchestration.start_runs(team.layout, [""])
    assert pending_requests(team.layout) == []


def test_what_cannot_be_logged_is_not_done(team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dashboard.access.people.login_section", lambda: SECRETS)
    team.layout.audit.mkdir(parents=True)  # a folder where the file should be
    team.log_in("olaf")
    with pytest.raises(OSError):
        orchestration.start_runs(team.layout, [""])
    assert pending_requests(team.layout) == []
