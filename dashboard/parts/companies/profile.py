"""Parts of the page on a company: who it is, how much is told of it, when first and last."""

import streamlit as st

from dashboard.filters import address, page_state
from dashboard.filters.selection import Selection, format_day
from dashboard.labels import country_label, kind_of_company_label
from dashboard.pages import COMPANIES, EVENTS, NAMES, STORIES
from dashboard.parts import links
from dashboard.parts.choice import EVENT
from dashboard.parts.events.reader import show_fields
from dashboard.plain import escape_markdown, safe_text
from dashboard.queries.companies import CompanyFigures, Profile

_MOST_LINKS = 12


def show_company_link(name: str, label: str = "") -> None:
    """A link to the page of a company; `label` is plain text, the name where it is empty."""
    st.page_link(
        COMPANIES.path,
        label=escape_markdown(label or name),
        icon=COMPANIES.icon,
        query_params=address.link_parameters() | {page_state.COMPANY: [name]},
    )


def show_profile(company: str, profile: Profile | None) -> None:
    """What the catalogue says of the company, and the ways to its parent and to those under it."""
    st.header(escape_markdown(company), anchor=False)
    if profile is None:
        st.text("The catalogue lacks this name: it stands here as the texts have it.")
        st.page_link(
            NAMES.path,
            label="Say who it is",
            icon=NAMES.icon,
            query_params={"find": company[:100]},
        )
        return
    fields = [
        ("Also called", ", ".join(profile.aliases)),
        ("Kind", kind_of_company_label(profile.kind) if profile.kind else ""),
        ("Country", country_label(profile.country) if profile.country else ""),
        ("Tickers", ", ".join(profile.tickers)),
    ]
    more = profile.under[_MOST_LINKS:]
    if more:
        fields.append((f"{len(profile.under):,} under it", ", ".join(profile.under)))
    show_fields(
        [(name, safe_text(value)) for name, value in fields if value], key="company-profile"
    )
    if profile.parent:
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.caption("Belongs to", width="content")
            show_company_link(profile.parent)
    if profile.under and not more:
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.caption("Under it", width="content")
            for name in profile.under:
                show_company_link(name)


def show_company_figures(company: str, selection: Selection, figures: CompanyFigures) -> None:
    """The key figures, and the ways to the events behind them."""
    with st.grid(4, min_column_width=120):
        for name in ("events", "articles", "sources", "stories"):
            value: int = getattr(figures, name)
            st.metric(name.capitalize(), f"{value:,}", border=True, height="stretch")
    with st.container(horizontal=True):
        links.show_link(f"All {figures.events:,} events", companies=selection.companies)
        links.show_link(f"All {figures.stories:,} stories", STORIES, companies=selection.companies)
        for label, moment, event in (
            ("First told", figures.first_told, figures.first_event),
            ("Last told", figures.last_told, figures.last_event),
        ):
            if moment is not None and event is not None:
                show_event_link(f"{label} on {format_day(moment.date())}", company, event)


def show_event_link(label: str, company: str, event_id: str) -> None:
    """A link to one event among those of the company. `label` is Markdown."""
    st.page_link(
        EVENTS.path,
        label=label,
        icon=":material/article:",
        query_params=address.link_parameters(companies=(company,)) | {EVENT: [event_id]},
    )
