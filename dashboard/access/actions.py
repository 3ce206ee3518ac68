"""What can be done, the role that it takes, and the one door through which it is done.

Every function that changes something or hands something out calls `require` first, wherever it was
called from: that a button is not on the screen keeps nobody from asking for what it does.
"""

from dashboard.access.people import Person, current_person
from dashboard.access.rules import Role
from etl import audit
from etl.audit import Action
from etl.errors import MotorwireError
from etl.settings import DataLayout, data_layout


class AccessDeniedError(MotorwireError):
    """The person's role does not allow what they ask for."""


LEAST_ROLE = {
    Action.DOWNLOAD: Role.VIEWER,
    Action.CORRECT: Role.ANALYST,
    Action.SAY_NAME: Role.ANALYST,
    Action.KEEP_VIEW: Role.ANALYST,
    Action.ADD_DUMP: Role.OPERATOR,
    Action.START_RUN: Role.OPERATOR,
    Action.CANCEL_RUN: Role.OPERATOR,
    Action.SWITCH: Role.OPERATOR,
    Action.READ_AUDIT: Role.OPERATOR,
    Action.BACK_UP: Role.OPERATOR,
    Action.RESTORE: Role.OPERATOR,
}


def may(action: Action) -> bool:
    """Whether the person at the screen may do this: what pages ask before they offer it."""
    layout = data_layout()
    person = current_person(layout)
    return person is not None and person.role(layout) >= LEAST_ROLE[action]


def require(layout: DataLayout, action: Action, subject: str, person: Person | None = None) -> None:
    """Lets the person do this, and writes it into the audit log; or refuses it, and writes that.

    `person` is who sits at the screen, where that cannot be asked any more. Raises
    `AccessDeniedError`, `AccessError`, and `OSError`: what cannot be logged is not done.
    """
    person = person or current_person(layout)
    role = Role.NONE if person is None else person.role(layout)
    is_allowed = role >= LEAST_ROLE[action]
    is_local = person is not None and person.claims is None
    try:
        audit.record(
            layout.audit,
            action,
            subject,
            who="not logged in" if person is None else person.name,
            role=audit.LOCAL if is_local else role.word,
            allowed=is_allowed,
        )
    except OSError:
        # On one's own machine a folder that cannot be written can still be looked at and copied.
        if not (is_local and action is Action.DOWNLOAD):
            raise
    if not is_allowed:
        least = LEAST_ROLE[action].word
        raise AccessDeniedError(f"to {action} takes the role {least}; yours is {role.word}")


def name_at_screen() -> str | None:
    """The name of who has logged in; None without a login."""
    person = current_person(data_layout())
    return None if person is None or person.claims is None else person.name
