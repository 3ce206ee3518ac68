"""Checking an event: what readers said of it, and the buttons to say it."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from dashboard import corrections
from dashboard.access.actions import may, name_at_screen
from dashboard.filters.selection import format_day
from dashboard.labels import known_themes, known_types, status_label, theme_label, type_label
from dashboard.parts.notices import write_and_tell
from dashboard.plain import safe_text
from dashboard.queries import events as event_queries
from etl.audit import Action, local_user
from etl.contracts import STATUSES
from etl.corrections.log import EDITABLE, LONGEST_NAME, Correction, accept, edit, reject
from etl.settings import data_layout
from etl.warehouse.serving import Snapshot

Row = dict[str, Any]

_NAME = "reader-name"
_SAID = {"accepted": "Right", "edited": "Right, with changes", "rejected": "Wrong"}
_COLOURS = {"accepted": "green", "edited": "blue", "rejected": "red"}
_MOST_COMPANIES = 12


def reader_name() -> str:
    """The name under which corrections are noted: of who has logged in, else of who sits at this
    machine, or what they call themselves in this session."""
    return name_at_screen() or st.session_state.get(_NAME) or local_user()


def show_check(snapshot: Snapshot, event: Row) -> None:
    """What readers said of the event, and buttons to call it right or wrong, to change it, or to
    take the last word back."""
    layout = data_layout()
    standing = corrections.read_standing(layout)
    last = standing.of_event.get(event["event_id"])
    state = standing.check_of(event["event_id"], event["check"])
    base = last.event if last else event
    with st.container(border=True):
        with st.container(horizontal=True, vertical_alignment="center"):
            if state in _SAID:
                st.badge(_SAID[state], color=_COLOURS[state])  # type: ignore[arg-type]
                st.caption(_who(last, event))
            else:
                st.markdown("**Is this right?**" if may(Action.CORRECT) else "Not checked yet")
        if not may(Action.CORRECT):
            return
        with st.container(horizontal=True):
            st.button(
                "Right",
                key="check-right",
                icon=":material/check:",
                disabled=state == "accepted",
                on_click=_note,
                args=(lambda: accept(base, reader_name()),),
                help="The type, the companies and the rest are as the sentence says",
            )
            st.button(
                "Wrong",
                key="check-wrong",
                icon=":material/close:",
                disabled=state == "rejected",
                on_click=_note,
                args=(lambda: reject(base, reader_name()),),
                help="The sentence tells of no such event; it is left out from now on",
            )
            if st.button("Change", key="check-change", icon=":material/edit:"):
                _show_form(snapshot, base, _shown(event, last))
            if last is not None:
                st.button(
                    "Undo",
                    key="check-undo",
                    icon=":material/undo:",
                    type="tertiary",
                    on_click=_take_back,
                    args=(last.correction_id,),
                )
            with st.popover("As…", icon=":material/person:", type="tertiary"):
                show_name("event")


def _who(last: Correction | None, event: Row) -> str:
    by = last.made_by if last else event["checked_by"]
    at = last.made_at if last else event["checked_at"]
    return safe_text(f"{by}, {format_day(at.date())}").replace("[", "(").replace("]", ")")


def _shown(event: Row, last: Correction | None) -> Row:
    """The event with the changes that hold."""
    return event | last.changes if last else event


def _note(make: Callable[[], Correction]) -> None:
    write_and_tell(
        lambda: corrections.note(data_layout(), [make()]), "Noted. The figures follow in a moment."
    )


def _take_back(correction_id: str) -> None:
    write_and_tell(
        lambda: corrections.take_back(data_layout(), correction_id, reader_name()),
        "Taken back.",
        ":material/undo:",
    )


@st.dialog("Change the event", width="medium")
def _show_form(snapshot: Snapshot, base: Row, shown: Row) -> None:
    # st.text shows plain text: the sentence comes from an article.
    st.text(safe_text(shown["evidence"]))
    ids = event_queries.company_ids(snapshot)
    with st.form("change-event", border=False):
        types = known_types([shown["event_type"]])
        event_type = st.selectbox(
            "Type", types, index=types.index(shown["event_type"]), format_func=type_label
        )
        status = st.segmented_control(
            "Status", STATUSES, default=shown["status"], format_func=status_label, required=True
        )
        names = st.multiselect(
            "Companies",
            sorted({*ids, *shown["companies"]}, key=str.casefold),
            default=shown["companies"],
            format_func=safe_text,
            accept_new_options=True,
            max_selections=_MOST_COMPANIES,
            help="Those that act or are acted upon. A name that the list lacks can be typed.",
        )
        themes = st.multiselect(
            "Themes",
            known_themes(shown["themes"]),
            default=shown["themes"],
            format_func=theme_label,
        )
        first, last = st.columns(2)
        start = first.date_input(
            "First day", value=shown["event_start"], format="YYYY-MM-DD", min_value="1800-01-01"
        )
        end = last.date_input(
            "Last day",
            value=shown["event_end"],
            format="YYYY-MM-DD",
            min_value="1800-01-01",
            help="The same day for what happens on one day",
        )
        if not st.form_submit_button("Save", type="primary", icon=":material/save:"):
            return
    if not names:
        st.error("Name at least one company.")
        return
    known = dict(zip(shown["companies"], shown["company_ids"], strict=True)) | ids
    values: Row = {
        "event_type": event_type,
        "status": status,
        "companies": list(names),
        "company_ids": [known.get(name, "") for name in names],
        "themes": list(themes),
        "event_start": start or end,
        "event_end": end or start,
    }
    changes = {name: values[name] for name in EDITABLE if values[name] != base[name]}
    if "event_start" in changes or "event_end" in changes:
        changes |= {name: values[name] for name in ("event_start", "event_end")}
    if "companies" in changes or "company_ids" in changes:
        changes |= {name: values[name] for name in ("companies", "company_ids")}
    try:
        found = edit(base, changes, reader_name()) if changes else accept(base, reader_name())
    except ValueError:
        st.error("The last day must not be before the first one.")
        return
    _note(lambda: found)
    st.rerun()


def show_name(place: str) -> None:
    """The name under which corrections are noted, to be changed; `place` tells widgets apart.
    Nothing where the login says who it is."""
    if name_at_screen() is not None:
        return
    # A widget's own value is forgotten with the page that shows it.
    key = f"name-{place}"
    st.text_input(
        "Your name",
        key=key,
        value=reader_name(),
        max_chars=LONGEST_NAME,
        on_change=lambda: st.session_state.update({_NAME: st.session_state[key]}),
        help="Corrections are noted under this name",
        width=260,
    )
