"""Parts of the guide that tell how sure the table is: what was measured, what this installation's
readers found, and what the score says."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import corrections
from dashboard.charts import calibration
from dashboard.filters.selection import Selection, format_day
from dashboard.labels import known_types, type_label
from dashboard.pages import CHECKS
from dashboard.parts import links, tables
from dashboard.plain import escape_markdown
from dashboard.queries.facets import facet_counts
from dashboard.queries.quality import scores_by_extractor
from etl.corrections.precision import Checked, total
from etl.evaluation.figures import Figures, Measurement, TypeFigures, likely_range, read_figures
from etl.nlp.encoder.manifest import ModelFacts, read_model_facts
from etl.settings import data_layout
from etl.warehouse.serving import Snapshot

_DEVELOPMENT, _HELD_OUT = "development", "held_out"
_WEAK = 0.5
"""Types below this F1 on the larger set are named as weak."""


def _share(help_text: str) -> Any:
    return st.column_config.ProgressColumn(
        min_value=0, max_value=1, format="percent", width=85, help=help_text
    )


_COLUMNS = {
    "Type": st.column_config.TextColumn(width=165),
    "Events here": st.column_config.NumberColumn(
        format="localized", width=85, help="Events of the type in your data, not called wrong"
    ),
    "Right": _share("Measured: of those found, the share that is right (precision)"),
    "of found": st.column_config.NumberColumn(
        width=70, help="On how many finds the share of right ones rests"
    ),
    "likely": st.column_config.TextColumn(
        width=85, help="Where the true share lies 19 times of 20: few finds say little"
    ),
    "Found": _share("Measured: of those that the articles tell, the share found (recall)"),
    "of told": st.column_config.NumberColumn(
        width=65, help="On how many labelled ones the share of found ones rests"
    ),
    "Both": st.column_config.NumberColumn(
        format="%.2f",
        width=60,
        help="Measured on the larger set of articles: right and found in one figure (F1) from 0 to"
        " 1, which is best",
    ),
    "of pairs": st.column_config.NumberColumn(
        width=70, help="How many labelled ones the larger set has"
    ),
    "Readers: right": st.column_config.NumberColumn(
        width=95, help="Events of the type that readers here have called right"
    ),
    "changed": st.column_config.NumberColumn(width=75, help="Those that readers have changed"),
    "wrong": st.column_config.NumberColumn(width=65, help="Those that readers have called wrong"),
}

_SCORE_WORDS = """\
Every event has a score: the probability that its type and the surest of its companies are right.
Of events with a score of 80 % about eight in ten should be right. The picture shows how far that
held on the articles that the model's first training left out; dots on the line are as they should
be. A click on a dot shows your events from that score up.

The score says nothing of the date, the themes, the persons and the products of an event.
"""

_LIMITS = """\
- **Who takes part.** More than half of the wrong finds have the right type and a company that is
  only mentioned, listed or compared beside those that act; a third of the misses are of this kind
  too.
- **What is missed.** An event that is not in the table may still have happened: about four in ten
  that real articles tell are not found.
- **Denials** are told by a few words only.
- **Persons and products** are listed with every event whose sentence names them; too many
  products.
- **Happenings put together.** Two of one type and company in one article become one event where
  no date, person or product tells them apart.
- **Readers differ.** Each article was labelled by one reader; another would disagree here and
  there.
- **Other news.** The model learned from articles heavy in Tesla, large technology firms and the
  stock news of 2017 to 2020, all in English. On other news it will do less well than measured.
"""


def show_quality(snapshot: Snapshot | None) -> None:
    """All of it; counts of events where something is published."""
    figures, model = read_figures(), read_model_facts()
    checked = corrections.precision(data_layout())
    _show_versions(figures, model, snapshot)
    _show_whole(figures, checked, snapshot)
    with st.container(border=True):
        _show_types(figures, checked, snapshot)
    left, right = st.columns(2, gap="medium")
    with left, st.container(border=True, height="stretch"):
        _show_score(model)
    with right, st.container(border=True, height="stretch"):
        st.header("What is known to be weak", anchor=False)
        st.markdown(_LIMITS)
        _show_weak_types(figures, snapshot)


def _show_versions(figures: Figures, model: ModelFacts, snapshot: Snapshot | None) -> None:
    if model.name != figures.extractor:
        st.warning(
            f"The model in use is {escape_markdown(model.name)}. The measured figures on this page "
            f"are of another one, {figures.extractor}: they say little of yours.",
            icon=":material/warning:",
        )
    if snapshot is None:
        return
    others = [
        row
        for row in scores_by_extractor(snapshot).to_pylist()
        if row["extractor"] != figures.extractor
    ]
    if others:
        told = ", ".join(
            f"{row['events']:,} of {escape_markdown(row['extractor'])}" for row in others
        )
        st.info(
            f"Not all events come from the version that was measured ({figures.extractor}):"
            f" {told}.",
            icon=":material/info:",
        )


def _show_whole(figures: Figures, checked: Sequence[Checked], snapshot: Snapshot | None) -> None:
    measured = figures.measurements[_DEVELOPMENT]
    with st.grid(4, min_column_width=190):
        st.metric(
            "Right, of those found",
            f"{measured.precision:.0%}",
            border=True,
            height="stretch",
            help=f"Measured on {measured.meaning} (precision)",
        )
        st.metric(
            "Found, of those told",
            f"{measured.recall:.0%}",
            border=True,
            height="stretch",
            help=f"Measured on {measured.meaning} (recall)",
        )
        _show_expected(snapshot)
        _show_checked(total(checked))
    st.caption(
        f"Measured on {format_day(figures.measured_on)} on {measured.meaning}. An event counts once"
        " for each of its companies, and is right where type and company are."
    )
    with st.expander("All measurements", icon=":material/straighten:"):
        _show_measurements(figures)


def _show_expected(snapshot: Snapshot | None) -> None:
    rows = [] if snapshot is None else scores_by_extractor(snapshot).to_pylist()
    events = sum(row["events"] for row in rows)
    mean = sum(row["events"] * row["mean_score"] for row in rows) / events if events else None
    st.metric(
        "Right here, by the scores",
        "-" if mean is None else f"{mean:.0%}",
        border=True,
        height="stretch",
        help=f"The mean score of the {events:,} events in your data",
    )


def _show_checked(every: Checked) -> None:
    with st.container(border=True, height="stretch", gap="xxsmall"):
        st.metric(
            "Right here, by readers",
            f"{every.precision:.0%}" if every.count else "-",
            help="Of the events that readers of this installation have checked, the share that was "
            "right as it was. Readers do not check at random.",
        )
        st.page_link(CHECKS.path, label=f"{every.count:,} checked", icon=CHECKS.icon)


def _show_measurements(figures: Figures) -> None:
    names = {
        "event_f1": "Type and company (F1)",
        "precision": "… right, of those found (P)",
        "recall": "… found, of those told (R)",
        "type_f1": "Type in its article (F1)",
        "company_f1": "Companies (F1)",
        "theme_f1": "Themes (F1)",
        "date_f1": "First and last day (F1)",
        "status_accuracy": "Status right",
        "macro_f1": "Mean over the types (F1)",
    }
    measured = figures.measurements.values()
    scores = [field.name for field in fields(Measurement) if field.name in names]
    st.table(
        pd.DataFrame(
            {own.meaning: [f"{getattr(own, score):.3f}" for score in scores] for own in measured},
            index=[names[score] for score in scores],
        ),
        alt="Scores on each set of articles",
    )
    st.caption("The first column is what this command gives:")
    st.code(figures.command, language=None, wrap_lines=True)


def _show_types(figures: Figures, checked: Sequence[Checked], snapshot: Snapshot | None) -> None:
    st.header("By event type", anchor=False)
    st.caption(
        "Tick a row to see the events of the type. The larger set has "
        f"{figures.measurements[_HELD_OUT].meaning}."
    )
    counts = {} if snapshot is None else facet_counts(snapshot, Selection(), "event_types")
    said = {own.event_type: own for own in checked}
    names = known_types([*counts, *said])
    names.sort(key=lambda name: -counts.get(name, 0))
    tables.show_choice(
        _type_rows(names, figures.types, said, counts),
        names,
        key="guide-types",
        columns=_COLUMNS,
        on_choose=_choose_type,
        chosen=None,
        height=455,
        leaves_page=True,
        alt="Measured figures and what readers said, by event type",
    )


def _type_rows(
    names: Sequence[str],
    measured: Mapping[str, TypeFigures],
    said: Mapping[str, Checked],
    counts: Mapping[str, int],
) -> pd.DataFrame:
    rows = []
    for name in names:
        own, readers = measured.get(name), said.get(name, Checked(name))
        rows.append(
            (
                type_label(name),
                counts.get(name, 0),
                own.precision if own else None,
                own.found if own else None,
                _tell_range(own.right, own.found) if own else "",
                own.recall if own else None,
                own.gold if own else None,
                own.held_out_f1 if own else None,
                own.held_out_pairs if own else None,
                readers.accepted,
                readers.edited,
                readers.rejected,
            )
        )
    return pd.DataFrame(rows, columns=list(_COLUMNS)).astype(
        dict.fromkeys(("of found", "of told", "of pairs"), "Int64")
    )


def _tell_range(right: int, count: int) -> str:
    low, high = likely_range(right, count)
    return f"{100 * low:.0f} to {100 * high:.0f} %"


def _choose_type(event_type: str | None) -> None:
    if event_type is not None:
        links.ask_for_only(event_types=(event_type,))


def _show_score(model: ModelFacts) -> None:
    st.header("What the score means", anchor=False)
    st.markdown(_SCORE_WORDS)
    if not model.reliability:
        st.caption("The model in use was made without held-out articles, so there is no picture.")
        return
    calibration.show_calibration(
        model.reliability, lambda least: links.ask_for_only(least_score=least)
    )
    pairs = sum(own.pairs for own in model.reliability)
    st.caption(
        f"{pairs:,} proposed pairs of an event and a company. Those below {model.threshold:.1%} "
        "are not in the table. The scores were adjusted on the same articles."
    )


def _show_weak_types(figures: Figures, snapshot: Snapshot | None) -> None:
    counts = {} if snapshot is None else facet_counts(snapshot, Selection(), "event_types")
    weak = sorted(
        (own.held_out_f1, name) for name, own in figures.types.items() if own.held_out_f1 < _WEAK
    )
    st.markdown("**Weak types**, those that did worst on the larger set of articles first:")
    with st.container(horizontal=True, gap="small"):
        for _, name in weak:
            label = f"{escape_markdown(type_label(name))} · {counts.get(name, 0):,}"
            links.show_link_to(label, event_types=(name,))
