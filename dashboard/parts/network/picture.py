"""The network of companies: its picture, the events behind a line or point, and all pairs as a
table."""

from collections.abc import Sequence
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from dashboard.charts.network import HEIGHT, list_companies, make_network_option
from dashboard.filters.selection import Selection
from dashboard.labels import type_label
from dashboard.parts import choice, links, tables, views
from dashboard.parts.companies.profile import show_company_link
from dashboard.parts.network.choose_relations import choose_companies, show_relation_legend
from dashboard.plain import escape_markdown, safe_text
from dashboard.queries import network as network_queries
from dashboard.queries.events import MAX_ROWS
from etl.warehouse.serving import Snapshot

PAGE_ROWS = 50
_BACKGROUNDS = {"light": "#FFFFFF", "dark": "#10161D"}
"""The colours of the page, as in `.streamlit/config.toml`, for saved pictures."""


def show_network(
    snapshot: Snapshot,
    selection: Selection,
    relations: Sequence[str],
    edge_count: int,
    line_count: int,
) -> None:
    """The `line_count` strongest of `edge_count` relations as a picture. A click on a line or a
    point chooses its companies."""
    edges = network_queries.strongest_edges(
        snapshot, selection, relations, limit=line_count
    ).to_pylist()
    companies = list_companies(edges)
    counts = network_queries.count_of_companies(snapshot, selection, relations, companies)
    theme = st.context.theme.type or "light"
    key = views.table_key("network", snapshot, selection, relations)
    show_relation_legend(relations)
    st.echarts_chart(
        make_network_option(edges, counts, background=_BACKGROUNDS[theme]),
        key=key,
        height=HEIGHT,
        on_select=partial(_on_select, key, [(e["a"], e["b"]) for e in edges], companies),
        alt="Companies as points, their relations as lines between them; all pairs are in the "
        "table below",
    )
    left_out = edge_count - len(edges)
    rest = (
        f"Drawn are the {len(edges):,} lines with the most events; {left_out:,} more are left out "
        "here and counted in the table below. "
        if left_out
        else ""
    )
    st.caption(
        f"{rest}A point is as large as its company has events with others, a line as wide as it "
        "has events. An event with three companies draws a line between each two of them. Click a "
        "line or a point to read its events; drag to move, turn the wheel to come nearer."
    )


def _on_select(key: str, pairs: list[tuple[str, str]], companies: list[str]) -> None:
    state: Any = st.session_state.get(key) or {}
    chosen = state.get("selection", {}).get("selected") or []
    if not chosen:
        choose_companies()
        return
    number = chosen[0]["data_indices"][0]
    if chosen[0]["data_type"] == "edge":
        choose_companies(*pairs[number])
    else:
        choose_companies(companies[number])


def show_evidence(
    snapshot: Snapshot,
    selection: Selection,
    relations: Sequence[str],
    companies: tuple[str, ...],
) -> None:
    """The events that name the chosen companies: two of them, or one and any other."""
    names = " and ".join(escape_markdown(name) for name in companies)
    whose = f"between {names}" if len(companies) > 1 else f"of {names} with other companies"
    st.header(f"Relations {whose}", anchor=False)
    events = network_queries.events_between(snapshot, selection, relations, companies)
    with st.container(horizontal=True, vertical_alignment="center"):
        for name in companies:
            show_company_link(name)
        if _is_expressible(selection, companies):
            types = tuple(name for name in selection.event_types or relations if name in relations)
            links.show_link(
                "Show these events",
                companies=companies[:1],
                with_companies=companies[1:],
                event_types=types,
                period="",
                date_from=selection.date_from,
                date_to=selection.date_to,
            )
        st.button(
            "Close",
            key="network-close",
            icon=":material/close:",
            type="tertiary",
            on_click=choose_companies,
        )
    if not events.num_rows:
        st.caption("No event under these filters, relations and months names them.")
        return
    noun = "event" if events.num_rows == 1 else "events"
    most = f" The newest {MAX_ROWS:,} are shown." if events.num_rows == MAX_ROWS else ""
    st.caption(f"{events.num_rows:,} {noun}.{most} Tick a row to open the event.")
    tables.show_events(
        events,
        key=views.table_key("between", snapshot, selection, relations, companies),
        on_choose=choice.ask_to_open,
        height=420,
        leaves_page=True,
    )


def _is_expressible(selection: Selection, companies: tuple[str, ...]) -> bool:
    """Whether filters can say which events are shown: two companies, and none that the reader
    filters by beside them."""
    filtered = (selection.companies, selection.with_companies)
    return len(companies) == 2 and all(
        not names or set(names) & set(companies) for names in filtered
    )


def show_pairs(
    snapshot: Snapshot, selection: Selection, relations: Sequence[str], count: int
) -> None:
    """All pairs of companies, those with the most events first. A row chooses its companies."""
    slot = st.container()
    number = views.choose_page(count, PAGE_ROWS, views.table_key("pairs-page", selection))
    rows = network_queries.list_pairs(
        snapshot, selection, relations, limit=PAGE_ROWS, offset=(number - 1) * PAGE_ROWS
    ).to_pylist()
    pairs = {f"{row['a']}\n{row['b']}": (row["a"], row["b"]) for row in rows}
    frame = pd.DataFrame(
        {
            "a": [safe_text(row["a"]) for row in rows],
            "b": [safe_text(row["b"]) for row in rows],
            "events": [row["events"] for row in rows],
            **{name: [row[name] for row in rows] for name in relations},
            "first": pd.Series([row["first"] for row in rows], dtype="object"),
            "last": pd.Series([row["last"] for row in rows], dtype="object"),
        }
    )

    def choose(pair: str | None) -> None:
        choose_companies(*pairs.get(pair or "", ()))

    with slot:
        views.show_range(count, number, PAGE_ROWS, ("pair of companies", "pairs of companies"))
        tables.show_choice(
            frame,
            list(pairs),
            key=views.table_key("pairs", snapshot, selection, relations, number),
            columns=_pair_columns(relations),
            on_choose=choose,
            chosen=None,
            height=420,
            alt="Pairs of companies by the number of events between them",
        )


def _pair_columns(relations: Sequence[str]) -> dict[str, Any]:
    return {
        "a": st.column_config.TextColumn("Company", width=150),
        "b": st.column_config.TextColumn("And company", width=150),
        "events": st.column_config.NumberColumn("Events", format="localized", width=70),
        **{
            name: st.column_config.NumberColumn(type_label(name), format="localized", width=125)
            for name in relations
        },
        "first": st.column_config.DateColumn("First", format="YYYY-MM-DD", width=85),
        "last": st.column_config.DateColumn("Last", format="YYYY-MM-DD", width=85),
    }
