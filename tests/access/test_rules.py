from pathlib import Path

import pytest

from dashboard.access.rules import AccessError, Role, Rules, read_rules, role_of

RULES = """
[email]
"Ann@Example.com" = "operator"
"bob@example.com" = "none"
"*@example.com" = "viewer"

"stan@example.com" = "operator"
"strasse@example.com" = "operator"
"kim@example.com" = "operator"

[claim.groups]
news-desk = "analyst"
7 = "operator"
True = "operator"
1 = "operator"

[claim.is_staff]
true = "viewer"
"""


@pytest.fixture
def rules(tmp_path: Path) -> Rules:
    path = tmp_path / "access.toml"
    path.write_text(RULES)
    return read_rules(path)


def verified(email: str, **claims: object) -> dict[str, object]:
    return {"email": email, "email_verified": True, **claims}


@pytest.mark.parametrize(
    ("claims", "role"),
    [
        (verified("ann@example.com"), Role.OPERATOR),
        (verified(" ANN@EXAMPLE.COM "), Role.OPERATOR),
        (verified("carl@example.com"), Role.VIEWER),
        (verified("carl@example.com", groups=["other", "news-desk"]), Role.ANALYST),
        (verified("carl@elsewhere.com", groups="news-desk"), Role.ANALYST),
        (verified("carl@elsewhere.com", groups=[7]), Role.OPERATOR),
        (verified("bob@example.com"), Role.NONE),
        (verified("bob@example.com", groups=["news-desk"]), Role.NONE),
        (verified("carl@elsewhere.com"), Role.NONE),
        (verified("ann@example.com.evil.org"), Role.NONE),
        (verified("carl@sub.example.com"), Role.NONE),
        (verified("carl@example.com\u200b"), Role.NONE),
        (verified("carl@evil.org@example.com"), Role.NONE),
        (verified("*@example.com"), Role.VIEWER),
        # Folded as Unicode folds, these are the addresses of others.
        (verified("\u017ftan@example.com"), Role.VIEWER),
        (verified("stra\u00dfe@example.com"), Role.VIEWER),
        (verified("\u212aim@example.com"), Role.VIEWER),
        (verified("STAN@example.com"), Role.OPERATOR),
        # Other ways to write an address that has no role.
        (verified('"bob"@example.com'), Role.NONE),
        (verified("bob(x)@example.com"), Role.NONE),
        (verified("b\u200bob@example.com"), Role.NONE),
        (verified("bob\x00@example.com"), Role.NONE),
        (verified("bob @example.com"), Role.NONE),
        (verified("\ud800@example.com"), Role.NONE),
        (verified("@example.com"), Role.NONE),
        ({"groups": True}, Role.NONE),
        ({"groups": [True, 1.0]}, Role.NONE),
        ({"is_staff": True}, Role.VIEWER),
        ({"is_staff": "yes"}, Role.NONE),
        ({"email": "ann@example.com", "email_verified": False}, Role.NONE),
        ({"email": "ann@example.com", "email_verified": "true"}, Role.NONE),
        ({"email": "ann@example.com"}, Role.NONE),
        ({"email": ["ann@example.com"], "email_verified": True}, Role.NONE),
        ({"name": "ann@example.com", "email_verified": True}, Role.NONE),
        ({"groups": [["news-desk"], {"news-desk": 1}, None]}, Role.NONE),
        ({}, Role.NONE),
    ],
)
def test_roles(rules: Rules, claims: dict[str, object], role: Role) -> None:
    assert role_of(claims, rules) is role


def test_addresses_that_no_provider_verifies_count_where_that_is_said(tmp_path: Path) -> None:
    path = tmp_path / "access.toml"
    path.write_text("trust_unverified_email = true\n" + RULES)
    rules = read_rules(path)
    assert role_of({"email": "ann@example.com"}, rules) is Role.OPERATOR
    refuted = {"email": "ann@example.com", "email_verified": False}
    assert role_of(refuted, rules) is Role.NONE, "the provider says that it is not theirs"


def test_without_a_file_nobody_has_a_role(tmp_path: Path) -> None:
    assert role_of(verified("ann@example.com"), read_rules(tmp_path / "none.toml")) is Role.NONE


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[email\n", "cannot be read"),
        ("\udcff", "cannot be read"),
        ('[emails]\n"a@b.com" = "viewer"', "emails"),
        ('[email]\n"a@b.com" = "admin"', "none, viewer, analyst, operator"),
        ('[email]\n"a@b.com" = true', "none, viewer, analyst, operator"),
        ('[email]\n"*" = "viewer"', "no e-mail address"),
        ('[email]\n"*@*" = "viewer"', "no e-mail address"),
        ('[email]\n"a*@b.com" = "viewer"', "no e-mail address"),
        ('email = "a@b.com"', "table"),
        ('[email]\n"Ann@b.com" = "operator"\n"ann@b.com" = "none"', "twice"),
        ('[email]\n"*@B.com" = "viewer"\n"*@b.com" = "none"', "twice"),
        ('[claim.email]\n"a@b.com" = "viewer"', r"stand in \[email\]"),
        ('claim = "groups"', "table of tables"),
        ('[claim]\ngroups = "viewer"', "table"),
        ('trust_unverified_email = "no"', "true or false"),
    ],
)
def test_wrong_rules_let_nobody_in(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "access.toml"
    path.write_bytes(text.encode(errors="surrogateescape"))
    with pytest.raises(AccessError, match=told):
        read_rules(path)


def test_rules_as_editors_of_windows_write_them(tmp_path: Path) -> None:
    path = tmp_path / "access.toml"
    path.write_bytes(b"\xef\xbb\xbf" + RULES.replace("\n", "\r\n").encode())
    assert role_of(verified("ann@example.com"), read_rules(path)) is Role.OPERATOR
