from collections import Counter
from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.filters.selection import Selection, describe, format_day
from dashboard.filters.view import View, from_parameters, period_bounds, to_parameters
from dashboard.queries import events as event_queries
from tests.dashboard.screens import words

NEWEST = date(2024, 11, 20)


def test_an_address_says_all_of_a_view() -> None:
    view = View(
        Selection(
            ("BMW", "Škoda"), ("battery",), ("recall",), ("planned",), date(2024, 1, 1),
            date(2024, 2, 1), '"x y" -z', ("accepted",), True, ("A & B?",), ("en",), ("CN", "DE"),
            ("carmaker",), 55,
        ),
        "30d",
    )  # fmt: skip
    assert from_parameters(to_parameters(view)) == view
    assert from_parameters({}) == View()
    assert to_parameters(View()) == {}


def test_parts_of_a_view_are_taken_away_one_by_one() -> None:
    view = View(
        Selection(("BMW", "Tesla"), ("battery",), date_from=date(2024, 1, 1), text="x",
                  least_score=50), "7d",
    )  # fmt: skip
    told = [(part.label, part.words) for part in view.parts()]
    assert told == [
        ("Companies", "BMW"),
        ("Companies", "Tesla"),
        ("Themes", "Batteries"),
        ("Period", "Last 7 days"),
        ("Dates", "from 1 Jan 2024"),
        ("Confidence", "at least 50 %"),
        ("Text", "x"),
    ]
    for part in view.parts():
        left = view.without(part)
        assert [p for p in view.parts() if p != part] == left.parts()
        assert left != view


def test_a_company_that_no_event_has_finds_nothing(published, open_app) -> None:
    app: AppTest = open_app(published, company="No Such <b>Company</b>")
    assert not app.exception
    assert app.session_state["selection"].companies == ("No Such <b>Company</b>",)
    assert "No event fits these filters" in words(app)
    chip = app.button(key="chip-0")
    assert chip.label == r"Companies: **No Such \<b\>Company\<\/b\>**"
    chip.click().run()
    assert app.session_state["selection"] == Selection()
    assert not app.query_params


def test_a_group_of_themes_is_chosen_at_once(published, open_app) -> None:
    app: AppTest = open_app(published)
    app.multiselect(key="theme").select("group:In the cabin").run()
    assert set(app.session_state["selection"].themes) == {
        "smart_cockpit", "head_up_display", "voice_assistant",
    }  # fmt: skip


def test_facets_count_under_the_other_filters(published, snapshot, open_app) -> None:
    app: AppTest = open_app(published, type="recall")
    shown = dict(option.rsplit(" · ", 1) for option in app.multiselect(key="company").options)
    recalls = event_queries.list_events(snapshot, Selection(event_types=("recall",))).to_pylist()
    wanted = Counter(company for row in recalls for company in set(row["companies"]))
    assert {name: int(n) for name, n in shown.items()} == wanted
    types = dict(option.rsplit(" · ", 1) for option in app.multiselect(key="type").options)
    assert int(types["Recall"]) == len(recalls)
    assert int(types["Partnership"]) > 0


@pytest.mark.parametrize(
    ("period", "first", "last", "expected"),
    [
        ("", None, None, (None, None)),
        ("7d", None, None, (date(2024, 11, 14), NEWEST)),
        ("", date(2024, 1, 1), None, (date(2024, 1, 1), None)),
        ("", date(2024, 2, 1), date(2024, 1, 1), (date(2024, 1, 1), date(2024, 2, 1))),
        ("7d", date(2024, 11, 16), None, (date(2024, 11, 16), NEWEST)),
        ("7d", date(2020, 1, 1), date(2030, 1, 1), (date(2024, 11, 14), NEWEST)),
        ("nonsense", None, None, (None, None)),
    ],
)
def test_periods_have_bounds(
    period: str, first: date | None, last: date | None, expected: tuple[date | None, date | None]
) -> None:
    assert period_bounds(period, NEWEST, first, last) == expected


def test_periods_without_articles_are_open() -> None:
    assert period_bounds("7d", None, None, None) == (None, None)


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
        theme="battery",
        type=["recall", "partnership"],
        status="planned",
        country="JP",
        kind="carmaker",
        source="EV Daily",
        language="en",
        score="60",
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
        countries=("JP",),
        kinds=("carmaker",),
        sources=("EV Daily",),
        languages=("en",),
        least_score=60,
    )


def test_the_filters_set_the_address(published, open_app) -> None:
    app: AppTest = open_app(published)
    app.multiselect(key="company").select("Toyota").run()
    app.multiselect(key="type").select("recall").run()
    app.text_input(key="q").set_value("recalled").run()
    app.pills(key="status").set_value(["happened"]).run()
    app.segmented_control(key="period").set_value("year").run()
    expected = View(Selection(("Toyota",), (), ("recall",), ("happened",), text="recalled"), "year")
    assert app.session_state["view"] == expected
    told = {
        name: values if isinstance(values, list) else [values]
        for name, values in app.query_params.items()
    }
    assert from_parameters(told) == expected


@pytest.mark.parametrize(
    "parameters",
    [
        {"company": ["", " ", "x" * 201]},
        {"theme": "No-Id", "type": "' OR 1=1 --", "status": "nonsense", "check": "nonsense"},
        {"country": "china", "language": "<b>", "score": "-5", "kind": "%"},
        {"score": "7"},
        {"score": "٦٠"},
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
        published, company="Toyota", status="planned", period="year", q="recalled"
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
