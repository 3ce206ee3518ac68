"""Who people are taken for, and rules that change while they are read."""

import os

import pytest

from dashboard.access.people import is_login_on, person_of, rules_of
from dashboard.access.rules import AccessError, Role, Rules
from etl import audit
from tests.access.conftest import RULES, Team


@pytest.mark.parametrize(
    ("claims", "name"),
    [
        ({"email": "Olaf@Example.com", "email_verified": True, "sub": "7"}, "olaf@example.com"),
        ({"email": "olaf@example.com", "email_verified": False, "sub": "7"}, "id 7 (olaf@example"),
        ({"email": "olaf@example.com", "sub": "7"}, "id 7 (olaf@example.com)"),
        ({"name": "olaf@example.com", "sub": "7"}, "id 7 (olaf@example.com)"),
        ({"name": "olaf@example.com" + " " * 1000, "sub": "7"}, "id 7 (olaf@example.com"),
        ({"sub": "7"}, "id 7"),
    ],
)
def test_nobody_goes_by_the_name_of_another(claims: dict[str, object], name: str) -> None:
    """Display names and unverified addresses are whatever people enter."""
    assert person_of(claims, Rules()).name.startswith(name)
    assert (person_of(claims, Rules()).name == "olaf@example.com") == (
        claims.get("email_verified") is True
    )


def test_what_is_done_under_an_assumed_name_is_told_by_the_id(team: Team) -> None:
    team.set_rules(RULES + '[claim.groups]\nwriters = "analyst"\n')
    app = team.open("")
    team._claims.update(
        is_logged_in=True, sub="66", email="olaf@example.com", email_verified=False,
        groups=["writers"],
    )  # fmt: skip
    app.run().switch_page("app_pages/events.py").run()
    app.button(key="check-right").click().run()
    assert not app.exception
    (entry,) = audit.latest(team.layout.audit)
    assert (entry.who, entry.role) == ("id 66 (olaf@example.com)", "analyst")


def test_rules_of_the_same_size_and_time_are_read_anew(team: Team) -> None:
    """`cp -p` and `rsync -t` keep the time of what they copy."""
    team.set_rules('[email]\n"eve@example.com" = "operator"\n')
    assert rules_of(team.layout).emails == {"eve@example.com": Role.OPERATOR}
    state = team.layout.access.stat()
    team.set_rules('[email]\n"bob@example.com" = "operator"\n')
    os.utime(team.layout.access, ns=(state.st_atime_ns, state.st_mtime_ns))
    assert rules_of(team.layout).emails == {"bob@example.com": Role.OPERATOR}


@pytest.mark.parametrize("kind", ["folder", "link", "unreadable"])
def test_rules_that_are_no_file_let_nobody_in(team: Team, kind: str) -> None:
    team.layout.access.unlink()
    if kind == "folder":
        team.layout.access.mkdir()
    elif kind == "link":
        team.layout.access.symlink_to("nowhere.toml")
    else:
        team.layout.access.write_bytes(b"\xff\xfe")
    app = team.open("olaf")
    assert not app.exception
    assert not app.metric
    assert not app.dataframe
    with pytest.raises(AccessError):
        is_login_on(team.layout)  # as where the secrets got lost
