"""The rules of `access.toml`: which e-mail addresses and claims have which role.

    trust_unverified_email = false

    [email]
    "ann@example.com" = "operator"   # decides alone, also as "none"
    "*@example.com" = "viewer"

    [claim.groups]
    "news-desk" = "analyst"

Of the patterns and claims that fit, the highest role holds.
"""

import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from pathlib import Path
from typing import Any

from etl.errors import MotorwireError

_OUTSIDE_ADDRESSES = re.compile(r"[\s\"(),:;<>\[\\\]]")
"""Signs of comments, quotes and lists, by which one mailbox has several addresses (RFC 5322)."""


class AccessError(MotorwireError):
    """The login or its rules are set up wrongly: nobody is let in until that is mended."""


class Role(IntEnum):
    """What a person may do; each role may do what those before it may."""

    NONE = 0
    VIEWER = 1
    """Look at everything and download it."""
    ANALYST = 2
    """Check events, say who names are, keep saved views."""
    OPERATOR = 3
    """Add dumps, start and cancel runs, switch what runs by itself, read the audit log."""

    @property
    def word(self) -> str:
        """The role as it is called in `access.toml` and on the screens."""
        return self.name.lower()


_ROLES = {role.word: role for role in Role}


@dataclass(frozen=True)
class Rules:
    """Roles by e-mail address (folded), by `*@domain`, and by claim and value."""

    emails: Mapping[str, Role] = field(default_factory=dict)
    domains: Mapping[str, Role] = field(default_factory=dict)
    claims: Mapping[str, Mapping[str, Role]] = field(default_factory=dict)
    trusts_unverified: bool = False


def read_rules(path: Path) -> Rules:
    """The rules of the file; none, so that nobody has a role, where there is no file.

    Raises `AccessError` where the file cannot be read or says what it cannot say.
    """
    try:
        # Editors of Windows begin a file with a mark of its order of bytes.
        found = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        return Rules()
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise AccessError(f"{path} cannot be read ({error}); mend it") from error
    unknown = sorted(set(found) - {"trust_unverified_email", "email", "claim"})
    if unknown:
        raise AccessError(f"{path}: {', '.join(unknown)} is nothing that can be set there")
    trusts = found.get("trust_unverified_email", False)
    if not isinstance(trusts, bool):
        raise AccessError(f"{path}: trust_unverified_email is true or false")
    emails: dict[str, Role] = {}
    domains: dict[str, Role] = {}
    for pattern, role in _roles(path, "email", found.get("email", {})).items():
        name, _, domain = _fold(pattern).rpartition("@")
        if not name or not domain or "*" in domain or ("*" in name and name != "*"):
            raise AccessError(
                f"{path}: {pattern!r} is no e-mail address, and not like *@example.com"
            )
        table, key = (domains, domain) if name == "*" else (emails, f"{name}@{domain}")
        if key in table:
            raise AccessError(
                f"{path}: {pattern!r} stands there twice, in other letters; leave one"
            )
        table[key] = role
    claims = found.get("claim", {})
    if not isinstance(claims, dict):
        raise AccessError(f"{path}: claim is a table of tables, such as [claim.groups]")
    if "email" in claims:
        # As a claim it would count unverified.
        raise AccessError(f"{path}: addresses stand in [email], not in [claim.email]")
    return Rules(
        emails,
        domains,
        {name: _roles(path, f"claim.{name}", values) for name, values in claims.items()},
        trusts,
    )


def role_of(claims: Mapping[str, Any], rules: Rules) -> Role:
    """The role of the person that the claims of an identity token tell of."""
    fitting = [
        role
        for name, roles in rules.claims.items()
        for value in _values(claims.get(name))
        if (role := roles.get(value)) is not None
    ]
    address = address_of(claims, rules)
    if address is not None:
        if address in rules.emails:
            return rules.emails[address]
        fitting.append(rules.domains.get(address.rpartition("@")[2], Role.NONE))
    return max(fitting, default=Role.NONE)


def address_of(claims: Mapping[str, Any], rules: Rules) -> str | None:
    """The person's e-mail address, folded; None where there is none that can be trusted.

    An address counts only where the provider says that it has verified it (`email_verified`), or
    where the rules trust the provider without that, and only in its plain form.
    """
    email = claims.get("email")
    is_verified = claims.get("email_verified") is True or (
        rules.trusts_unverified and claims.get("email_verified") is None
    )
    if not (isinstance(email, str) and is_verified):
        return None
    address = _fold(email)
    name, _, domain = address.partition("@")
    is_plain = address.isprintable() and not _OUTSIDE_ADDRESSES.search(address)
    return address if name and domain and "@" not in domain and is_plain else None


def _fold(address: str) -> str:
    """The address in small letters, those of ASCII only: folded further, the addresses of two
    people can become one (U+017F, a long s, folds to s)."""
    return re.sub("[A-Z]+", lambda found: found[0].lower(), address.strip())


def _roles(path: Path, table: str, found: Any) -> dict[str, Role]:
    if not isinstance(found, dict):
        raise AccessError(f"{path}: {table} is a table of names and roles")
    for name, role in found.items():
        if not isinstance(role, str) or role not in _ROLES:
            known = ", ".join(_ROLES)
            raise AccessError(
                f"{path}: {name!r} in {table} has the role {role!r}; it is one of {known}"
            )
    return {name: _ROLES[role] for name, role in found.items()}


def _values(claim: Any) -> list[str]:
    """A claim's texts and whole numbers as texts: providers send one, or a list."""
    values = claim if isinstance(claim, list | tuple) else [claim]
    return [
        value if isinstance(value, str) else json.dumps(value)
        for value in values
        if isinstance(value, str | int)
    ]
