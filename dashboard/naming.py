"""The one module through which the dashboard says who names are (`etl.lexicon.own_names`)."""

from dashboard.access.actions import require
from etl.audit import Action
from etl.lexicon import own_names
from etl.settings import DataLayout


def add_alias(layout: DataLayout, company_id: str, name: str, *, needs_context: bool) -> None:
    """A name is another name of the company; raises `MotorwireError`, `OSError`."""
    require(layout, Action.SAY_NAME, f"{name} is {company_id}")
    own_names.add_alias(company_id, name, needs_context=needs_context)


def add_company(
    layout: DataLayout, name: str, *, alias: str, parent_id: str = "", country: str = ""
) -> None:
    """A name is a company of its own; raises `MotorwireError`, `OSError`."""
    require(layout, Action.SAY_NAME, f"{alias or name} is a company")
    own_names.add_company(name, alias=alias, parent_id=parent_id, country=country)


def mark_not_company(layout: DataLayout, name: str) -> None:
    """A name is no company's; raises `MotorwireError`, `OSError`."""
    require(layout, Action.SAY_NAME, f"{name} is no company")
    own_names.mark_not_company(name)


def take_back(layout: DataLayout, name: str) -> None:
    """What was said of a name does not hold; raises `MotorwireError`, `OSError`."""
    require(layout, Action.SAY_NAME, f"{name}: taken back")
    own_names.take_back(name)
