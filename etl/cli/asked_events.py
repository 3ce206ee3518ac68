"""Which events an export is asked for: a saved view, filters as options, and what is new.

A value that can mean nothing is an error, where the dashboard's address drops it: nobody looks at
an export that a typing error has emptied.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from dashboard.filters.parents import follow_parents
from dashboard.filters.selection import Selection
from dashboard.filters.view import (
    BY_PARENT,
    FROM,
    PERIOD,
    PERIODS,
    SCORE,
    TEXT,
    TO,
    View,
    from_parameters,
    to_parameters,
)
from dashboard.labels import known_themes, known_types
from dashboard.queries.events import company_ids, has_company
from dashboard.queries.facets import company_values, facet_counts, newest_article
from dashboard.saved_views import SavedView, find_view, read_views
from etl.contracts import CHECKS, STATUSES
from etl.errors import ConfigurationError
from etl.settings import DataLayout
from etl.warehouse.serving import Snapshot

_OPTIONS = {TEXT: "text"}
"""Parameters whose option is called otherwise."""

_FORMS = {
    "company": "a name of at most 200 characters",
    "source": "a name of at most 200 characters",
    "language": "an ISO 639-1 code such as en",
    FROM: "a day such as 2024-11-03",
    TO: "a day such as 2024-11-03",
    SCORE: "a percentage in steps of 5",
    TEXT: "at most 300 characters",
}
_RUNS_LOOKED_AT = 10_000


@dataclass(frozen=True)
class Asked:
    """The view, the saved one that it comes from if any, and what both mean for the data."""

    view: View
    saved: SavedView | None
    selection: Selection


def read_asked(
    layout: DataLayout,
    snapshot: Snapshot,
    view_name: str | None,
    given: Mapping[str, Sequence[str]],
    *,
    by_parent: bool | None = None,
    published_since: datetime | None = None,
    read_since: datetime | None = None,
) -> Asked:
    """The events that the options ask for. A filter that is `given` replaces that of the view.

    Raises `SavedViewsError` for an unknown view, `ConfigurationError` for a value without meaning.
    """
    given = {name: list(values) for name, values in given.items() if values}
    _check(snapshot, given)
    saved = find_view(read_views(layout.views), view_name) if view_name is not None else None
    parameters = {**(saved.parameters if saved else {}), **given}
    if by_parent is not None:
        parameters[BY_PARENT] = ["true" if by_parent else ""]
    view = from_parameters(parameters)
    if by_parent is not None:
        companies = follow_parents(snapshot, view.asked.companies, by_parent=by_parent)
        view = view.change(companies=companies)
    is_as_saved = saved is not None and view == saved.view
    selection = replace(
        view.resolve(newest_article(snapshot)),
        published_since=published_since,
        dumps=None if read_since is None else _dumps_read_since(layout, read_since),
    )
    return Asked(view, saved if is_as_saved else None, selection)


def unknown_companies(snapshot: Snapshot, selection: Selection) -> list[str]:
    """The chosen companies that neither an event nor the catalogue names."""
    known = company_ids(snapshot)
    return [c for c in selection.companies if c not in known and not has_company(snapshot, c)]


def _check(snapshot: Snapshot, given: Mapping[str, Sequence[str]]) -> None:
    everything = Selection(checks=CHECKS)
    closed: dict[str, Iterable[str]] = {
        "theme": known_themes(facet_counts(snapshot, everything, "themes")),
        "type": known_types(facet_counts(snapshot, everything, "event_types")),
        "status": STATUSES,
        "country": company_values(snapshot, "countries"),
        "kind": company_values(snapshot, "kinds"),
        "check": CHECKS,
        PERIOD: PERIODS,
    }
    understood = to_parameters(from_parameters(given))
    for name, values in given.items():
        option = f"--{_OPTIONS.get(name, name)}"
        for value in values:
            if name in closed and value not in closed[name]:
                known = ", ".join(sorted(closed[name]))
                raise ConfigurationError(f"{option} {value}: not known; known are {known}")
            if name not in closed and value.strip() not in understood.get(name, []):
                raise ConfigurationError(f"{option} {value}: give {_FORMS[name]}")


def _dumps_read_since(layout: DataLayout, moment: datetime) -> tuple[str, ...]:
    """The dumps of runs that ended well since then."""
    # Imported here: it takes seconds, and an export that does not ask for it does without.
    from etl.runs.history import list_runs

    runs = list_runs(layout, limit=_RUNS_LOOKED_AT)
    found = {
        run.dump
        for run in runs
        if run.dump and run.status == "success" and run.ended_at and run.ended_at >= moment
    }
    return tuple(sorted(found))
