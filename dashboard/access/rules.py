"""The rules of `access.toml`: which e-mail addresses and claims have which role.

    trust_unverified_email = false

    [email]
    "ann@example.com" = "operator"   # decides alone, also as "none"
    "*@example.com" = "viewer"

    [claim.groups]
    "news-desk" = "analyst"

Of the patterns and claims that fit, the highest role holds.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from pathlib import Path
from typing import Any

from etl.errors import MotorwireError

_ANYONE_OF = "*@"


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
    """Roles by e-mail address (in small letters), by `*@domain`, and by claim and value."""

    emails: Mapping[str, Role] = field(default_factory=dict)
    domains: Mapping[str, Role] = field(default_factory=dict)
    claims: Mapping[str, Mapping[str, Role]] = field(default_factory=dict)
    trusts_unverified: bool = False


def read_rules(path: Path) -> Rules:
    """The rules of the file; none, so that nobody has a role, where there is no file.

    Raises `AccessError` where the file cannot be read or says what it cannot say.
    """
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
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
        name, _, domain = pattern.strip().casefold().rpartition("@")
        if not name or not domain or "*" in domain or ("*" in name and name != "*"):
            raise AccessError(
                f"{path}: {pattern!r} is no e-mail address, and not like *@example.com"
            )
        if name == "*":
            domains[domain] = role
        else:
            emails[f"{name}@{domain}"] = role
    claims = found.get("claim", {})
    if not isinstance(claims, dict):
        raise AccessError(f"{path}: claim is a table of tables, such as [claim.groups]")
    return Rules(
        emails,
        domains,
        {name: _roles(path, f"claim.{name}", values) for name, values in claims.items()},
        trusts,
    )


def role_of(claims: Mapping[str, Any], rules: Rules) -> Role:
    """The role of the person that the claims of an identity token tell of.

    An address counts only where the provider says that it has verified it (`email_verified`), or
    where the rules trust the provider without that.
    """
    fitting = [
        role
        for name, roles in rules.claims.items()
        for value in _values(claims.get(name))
        if (role := roles.get(value)) is not None
    ]
    email = claims.get("email")
    is_verified = claims.get("email_verified") is True or (
        rules.trusts_unverified and claims.get("email_verified") is None
    )
    if isinstance(email, str) and email.count("@") == 1 and is_verified:
        address = email.strip().casefold()
        if address in rules.emails:
            return rules.emails[address]
        fitting.append(rules.domains.get(address.rpartition("@")[2], Role.NONE))
    return max(fitting, default=Role.NONE)


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
    """A claim's values as texts: providers send one, or a list."""
    values = claim if isinstance(claim, list | tuple) else [claim]
    return [str(value) for value in values if isinstance(value, str | int)]
