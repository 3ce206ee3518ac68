"""Page: what differs between two published snapshots."""

import streamlit as st

from dashboard import pages
from dashboard.parts import changes, choice, heading, notices, views
from dashboard.queries import changes as change_queries
from etl.settings import data_layout
from etl.warehouse.serving import list_snapshots

PAGE_ROWS = 100

heading.show_title(pages.CHANGES)
kept = list_snapshots(data_layout().serving)
if not kept:
    notices.show_nothing_published()
    st.stop()
if len(kept) == 1:
    st.info("Only one snapshot has been published, so there is nothing to compare it with yet.")
    st.stop()
with notices.plain_errors():
    older, newer = changes.choose_snapshots(kept)
    counts = change_queries.count_changes(older, newer)
    if not counts.num_rows:
        st.info("These two snapshots hold the same events.")
        st.stop()
    pair = (older.version, newer.version)
    kinds = changes.choose_kinds(counts, views.table_key("change-kinds", *pair))
    left, right = st.columns(2)
    with left:
        event_type = changes.choose_group(
            counts, "event_type", "Type", views.table_key("change-types", *pair)
        )
    with right:
        dump = changes.choose_group(counts, "dump", "Dump", views.table_key("change-dumps", *pair))
    count = sum(
        row["events"]
        for row in counts.to_pylist()
        if row["kind"] in kinds
        and event_type in (None, row["event_type"])
        and dump in (None, row["dump"])
    )
    chosen = (*pair, kinds, event_type, dump)
    number = views.choose_page(count, PAGE_ROWS, views.table_key("change-page", *chosen))
    views.show_range(count, number, PAGE_ROWS, ("event", "events"))
    rows = change_queries.list_changes(
        older,
        newer,
        kinds=kinds,
        event_type=event_type,
        dump=dump,
        limit=PAGE_ROWS,
        offset=(number - 1) * PAGE_ROWS,
    )
    changes.show_changes(rows, *chosen, number)
    choice.open_if_asked()
