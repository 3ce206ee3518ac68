from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.filters.selection import (
    ALL_TIME,
    Selection,
    describe,
    format_day,
    period_bounds,
)

NEWEST = date(2024, 11, 20)


@pytest.mark.parametrize(
    ("period", "first", "last", "expected"),
    [
        (ALL_TIME, None, None, (None, None)),
        ("Last 7 days", None, None, (date(2024, 11, 14), NEWEST)),
        (ALL_TIME, date(2024, 1, 1), None, (date(2024, 1, 1), None)),
        (ALL_TIME, date(2024, 2, 1), date(2024, 1, 1), (date(2024, 1, 1), date(2024, 2, 1))),
        ("Last 7 days", date(2024, 11, 16), None, (date(2024, 11, 16), NEWEST)),
        ("Last 7 days", date(2020, 1, 1), date(2030, 1, 1), (date(2024, 11, 14), NEWEST)),
        ("nonsense", None, None, (None, None)),
    ],
)
def test_periods_have_bounds(
    period: str, first: date | None, last: date | None, expected: tuple[date | None, date | None]
) -> None:
    assert period_bounds(period, NEWEST, first, last) == expected


def test_periods_without_articles_are_open() -> None:
    assert period_bounds("Last 7 days", None, None, None) == (None, None)


def test_the_period_before_is_as_long() -> None:
    week = Selection(date_from=date(2024, 11, 14), date_to=NEWEST, text="x")
    assert week.previous_period == Selection(
        date_from=date(2024, 11, 7), date_to=date(2024, 11, 13), text="x"
    )
    assert Selection().previous_period is None
    assert Selection(date_from=date(1, 1, 1), date_to=NEWEST).previous_period is None


def test_filters_are_told_in_words() -> None:
    selection = Selection(
        ("BMW", "Tesla"), ("battery",), ("recall",), ("planned",), date(2024, 1, 1), None, "brakes"
    )
    assert describe(selection) == [
        ("Companies", "BMW or Tesla"),
        ("Themes", "Batteries"),
        ("Event types", "Recall"),
        ("Status", "Planned"),
        ("Dates", "from 1 Jan 2024"),
        ("Text", "brakes"),
    ]
    assert describe(Selection()) == []
    assert format_day(None) == "-"


def test_the_address_sets_the_filters(published, open_app) -> None:
    app: AppTest = open_app(
        published,
        company=["Toyota", "Škoda"],
        theme="Batteries",
        type=["Recall", "Partnership"],
        status="Planned",
        from_="2023-01-01",
        to="2024-12-31",
        q="car*",
    )
    assert not app.exception
    assert app.session_state["selection"] == Selection(
        ("Toyota", "Škoda"),
        ("battery",),
        ("recall", "partnership"),
        ("planned",),
        date(2023, 1, 1),
        date(2024, 12, 31),
        "car*",
    )


def test_the_filters_set_the_address(published, open_app) -> None:
    app: AppTest = open_app(published)
    app.multiselect(key="company").select("Toyota").run()
    app.text_input(key="q").set_value("recalled").run()
    assert app.session_state["selection"] == Selection(companies=("Toyota",), text="recalled")


@pytest.mark.parametrize(
    "parameters",
    [
        {"company": "No Such Company"},
        {"company": ["", "<script>alert(1)</script>", "' OR 1=1 --"]},
        {"theme": "nonsense", "type": "nonsense", "status": "nonsense"},
        {"period": "nonsense"},
        {"from_": "2024-13-45", "to": "never"},
        {"from_": "99999-01-01"},
        {"event": "no-such-event"},
        {"unknown": "x"},
    ],
)
def test_nonsense_in_the_address_is_ignored(published, open_app, parameters) -> None:
    app: AppTest = open_app(published, **parameters)
    assert not app.exception
    assert not app.error
    assert app.session_state["selection"] == Selection()


def test_dates_in_the_wrong_order_are_swapped(published, open_app) -> None:
    app: AppTest = open_app(published, from_="2024-06-30", to="2024-01-01")
    selection = app.session_state["selection"]
    assert (selection.date_from, selection.date_to) == (date(2024, 1, 1), date(2024, 6, 30))


def test_reset_clears_every_filter(published, open_app) -> None:
    app: AppTest = open_app(
        published, company="Toyota", status="Planned", period="Last year", q="recalled"
    )
    assert not app.session_state["selection"].is_everything
    next(b for b in app.sidebar.button if b.label == "Reset filters").click().run()
    assert app.session_state["selection"] == Selection()
    assert not app.query_params


def test_filters_hold_over_pages(published, open_app) -> None:
    app: AppTest = open_app(published)
    app.multiselect(key="company").select("Toyota").run()
    for page in ("events.py", "runs.py", "overview.py"):
        app.switch_page(f"app_pages/{page}").run()
        assert not app.exception, page
    assert app.session_state["selection"] == Selection(companies=("Toyota",))
