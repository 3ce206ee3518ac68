"""The network of companies: pairs against rows, the picture, the choices, hostile names."""

import json
from collections import Counter
from collections.abc import Callable
from datetime import date
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from dashboard.charts.layout import UNIT, place_points
from dashboard.charts.network import list_companies, make_network_option
from dashboard.filters.selection import Selection
from dashboard.queries import events as event_queries
from dashboard.queries import network as network_queries
from dashboard.queries.network import RELATIONS
from etl.contracts import EVENT_TYPES
from etl.warehouse.serving import Snapshot
from tests.dashboard import invented
from tests.dashboard.screens import words

Open = Callable[..., AppTest]
PAGE = "network.py"


def expected_edges(snapshot: Snapshot, selection: Selection, relations=RELATIONS) -> Counter:
    rows = event_queries.list_events(snapshot, selection).to_pylist()
    return Counter(
        (*pair, row["event_type"])
        for row in rows
        if row["event_type"] in relations
        for pair in combinations(sorted(set(row["companies"])), 2)
    )


def option_of(app: AppTest) -> dict:
    return json.loads(app.get("echarts_chart")[0].proto.spec)


def test_relations_are_event_types() -> None:
    assert set(RELATIONS) <= set(EVENT_TYPES)


@pytest.mark.parametrize(
    ("selection", "relations"),
    [
        (Selection(), RELATIONS),
        (Selection(companies=("Toyota",)), RELATIONS),
        (Selection(themes=("battery",), statuses=("happened",)), ("supply_contract",)),
    ],
)
def test_pairs_are_those_of_the_rows(
    snapshot: Snapshot, selection: Selection, relations: tuple[str, ...]
) -> None:
    expected = expected_edges(snapshot, selection, relations)
    edges = network_queries.strongest_edges(snapshot, selection, relations, limit=10_000)
    found = {(e["a"], e["b"], e["relation"]): e["events"] for e in edges.to_pylist()}
    assert found == expected
    pairs = {(a, b) for a, b, _ in expected}
    assert network_queries.count_pairs(snapshot, selection, relations) == (
        len(pairs),
        len(expected),
    )
    listed = network_queries.list_pairs(snapshot, selection, relations).to_pylist()
    assert {(row["a"], row["b"]) for row in listed} == pairs
    for row in listed:
        counts = {name: expected[row["a"], row["b"], name] for name in RELATIONS}
        assert {name: row[name] for name in RELATIONS} == counts
        assert row["events"] == sum(counts.values())


def test_an_event_of_three_companies_connects_each_two(tmp_path: Path) -> None:
    made = invented.Invented([], [], [], [], [])
    for number, names in enumerate((["A", "B", "C"], ["B", "A"], ["D"])):
        invented.add_event(
            made, article_id=f"n{number}", title="Deal", text="They sign.", evidence="They sign.",
            cue="sign", day=invented.NEWEST, kind="partnership", status="happened",
            companies=names, themes=[],
        )  # fmt: skip
    snapshot = invented.publish(made, tmp_path)
    edges = network_queries.strongest_edges(snapshot, Selection(), RELATIONS, limit=2).to_pylist()
    assert [(e["a"], e["b"], e["events"]) for e in edges] == [("A", "B", 2), ("A", "C", 1)]
    counts = network_queries.count_of_companies(
        snapshot, Selection(), RELATIONS, ("A", "B", "C", "D")
    )
    assert counts == {"A": 2, "B": 2, "C": 1}
    between = network_queries.events_between(snapshot, Selection(), RELATIONS, ("A", "B"))
    assert set(between["event_id"].to_pylist()) == {"e-n0", "e-n1"}


def test_brands_of_one_parent_are_no_pair(tmp_path: Path) -> None:
    made = invented.Invented([], [], [], [], [])
    invented.add_event(
        made, article_id="n", title="Deal", text="They sign.", evidence="They sign.", cue="sign",
        day=invented.NEWEST, kind="partnership", status="happened",
        companies=["BMW", "MINI", "Toyota"], themes=[],
    )  # fmt: skip
    made.events[0]["company_ids"] = ["bmw", "mini", "toyota"]
    snapshot = invented.publish(made, tmp_path)
    brands = network_queries.count_pairs(snapshot, Selection(), RELATIONS)
    parents = network_queries.count_pairs(snapshot, Selection(by_parent=True), RELATIONS)
    assert (brands, parents) == ((3, 3), (1, 1))


def test_groups_of_points_stand_apart_and_always_alike() -> None:
    edges = [(0, 1), (1, 2), (2, 0), (3, 4), (5, 6), (6, 7), (7, 8), (8, 9)]
    places = place_points(11, edges)
    assert np.array_equal(places, place_points(11, edges))
    groups = [[0, 1, 2], [3, 4], [5, 6, 7, 8, 9], [10]]
    for one, other in combinations(groups, 2):
        apart = np.linalg.norm(places[one][:, None] - places[other][None], axis=2).min()
        assert apart > UNIT / 2
    lengths = [np.linalg.norm(places[a] - places[b]) for a, b in edges]
    assert min(lengths) > UNIT / 3
    assert max(lengths) < 3 * UNIT
    assert place_points(0, []).shape == (0, 2)


def test_names_are_drawn_as_plain_text() -> None:
    hostile = "{b}<img src=x onerror=window.hacked=1>\u202e{x|y}"
    edges = [
        {"a": "A", "b": hostile, "relation": "partnership", "events": 3},
        {"a": "A", "b": hostile, "relation": "investment", "events": 1},
    ]
    option = make_network_option(edges, {"A": 4, hostile: 4}, background="#FFFFFF")
    assert option["tooltip"]["renderMode"] == "richText"
    graph = option["series"][0]
    shown = "(b)<img src=x onerror=window.hacked=1>(x/y)"
    assert [point["name"] for point in graph["data"]] == ["A", shown]
    assert graph["data"][1]["tooltip"]["formatter"] == f"{shown}\n4 events with other companies"
    told = [line["tooltip"]["formatter"] for line in graph["links"]]
    assert told == [f"A and {shown}\nPartnership: 3 events", f"A and {shown}\nInvestment: 1 event"]
    # Both lines can be seen: they are not curved alike, and have the colours of their relations.
    assert len({line["lineStyle"]["curveness"] for line in graph["links"]}) == 2
    assert len({line["lineStyle"]["color"] for line in graph["links"]}) == 2
    texts = json.dumps([graph["data"], graph["links"]])
    assert "{" not in texts.replace('{"', "").replace("{}", "")


def test_says_what_to_do_when_there_is_nothing(tmp_path: Path, published: Path, open_app) -> None:
    assert "No events yet" in words(open_app(tmp_path, PAGE))
    assert "No event fits these filters" in words(open_app(published, PAGE, q="zeppelin"))
    app = open_app(published, PAGE, type="recall")
    assert not app.exception
    assert "None of the selected events connects two companies" in words(app)


def test_the_page_draws_and_lists_all_pairs(
    published: Path, snapshot: Snapshot, open_app: Open
) -> None:
    app = open_app(published, PAGE)
    assert not app.exception
    expected = expected_edges(snapshot, Selection())
    graph = option_of(app)["series"][0]
    drawn = min(len(expected), 100)
    assert len(graph["links"]) == drawn
    if len(expected) > drawn:
        assert f"{len(expected) - drawn:,} more are left out" in words(app)
    pairs = {(a, b) for a, b, _ in expected}
    assert f"of {len(pairs)} pairs" in words(app) or f"{len(pairs)} pairs" in words(app)


def test_fewer_lines_say_how_many_are_left_out(tmp_path: Path, open_app: Open) -> None:
    snapshot = invented.publish(invented.invent(700), tmp_path)
    total = len(expected_edges(snapshot, Selection()))
    assert total > 50
    app = open_app(tmp_path, PAGE)
    app.segmented_control(key="lines").set_value(50).run()
    assert not app.exception
    assert len(option_of(app)["series"][0]["links"]) == 50
    assert f"Drawn are the 50 lines with the most events; {total - 50:,} more" in words(app)


def test_relations_and_months_stand_in_the_address(
    published: Path, snapshot: Snapshot, open_app: Open
) -> None:
    app = open_app(
        published,
        PAGE,
        relations=["supply_contract", "<b>"],
        months=["2024-02", "2024-06"],
    )
    assert not app.exception
    assert app.pills(key="relations-of-page").value == ["supply_contract"]
    narrowed = network_queries.narrow(Selection(), date(2024, 2, 1), date(2024, 6, 1))
    assert (narrowed.date_from, narrowed.date_to) == (date(2024, 2, 1), date(2024, 6, 30))
    expected = expected_edges(snapshot, narrowed, ("supply_contract",))
    assert len(option_of(app)["series"][0]["links"]) == len(expected)

    app.pills(key="relations-of-page").set_value(["supply_contract", "partnership"]).run()
    assert not app.exception
    assert app.query_params["relations"] == ["supply_contract", "partnership"]
    both = expected_edges(snapshot, narrowed, ("supply_contract", "partnership"))
    assert len(option_of(app)["series"][0]["links"]) == min(100, len(both))
    app.pills(key="relations-of-page").set_value([]).run()
    assert "relations" not in app.query_params
    slider = next(found for found in app.select_slider if found.label == "Months")
    assert slider.value == ("2024-02", "2024-05")  # no relation is told in June
    slider.set_value(("2024-03", "2024-04")).run()
    assert not app.exception
    assert app.query_params["months"] == ["2024-03", "2024-04"]
    spring = network_queries.narrow(Selection(), date(2024, 3, 1), date(2024, 4, 1))
    assert len(option_of(app)["series"][0]["links"]) == len(expected_edges(snapshot, spring))


def test_a_pair_in_the_address_shows_its_events(
    published: Path, snapshot: Snapshot, open_app: Open
) -> None:
    (a, b, _), _ = expected_edges(snapshot, Selection()).most_common(1)[0]
    app = open_app(published, PAGE, between=[a, b])
    assert not app.exception
    assert f"Relations between {a.replace('-', chr(92) + '-')} and " in words(app)
    between = network_queries.events_between(snapshot, Selection(), RELATIONS, (a, b))
    assert len(app.dataframe[0].value) == between.num_rows
    app.button(key="network-close").click().run()
    assert not app.exception
    assert "between" not in app.query_params
    assert "Relations between" not in words(app)


def test_a_pair_without_events_says_so(published: Path, open_app: Open) -> None:
    app = open_app(published, PAGE, between=["<script>", "No One"])
    assert not app.exception
    assert "No event under these filters, relations and months names them." in words(app)


def test_a_hostile_name_stays_text(published: Path, open_app: Open) -> None:
    name = invented.HOSTILE_NAME
    app = open_app(published, PAGE, company=name, between=[name, "Plain Partner"])
    assert not app.exception
    assert "\\<img src\\=x" in words(app)
    points = option_of(app)["series"][0]["data"]
    assert {point["name"] for point in points} == {name.replace("{b}", "(b)"), "Plain Partner"}
    assert list_companies([{"a": name, "b": "Plain Partner"}]) == [name, "Plain Partner"]
