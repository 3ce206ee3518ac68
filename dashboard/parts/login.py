"""The way in where a login is on, and who is logged in."""

import streamlit as st

from dashboard.access.people import current_person
from dashboard.access.provider import login_section, provider_names
from dashboard.access.rules import AccessError, Role
from dashboard.plain import escape_markdown, safe_text
from etl.settings import DataLayout


def let_in(layout: DataLayout) -> None:
    """Ends the page here for whoever has not logged in, or has no role; shows them the way."""
    try:
        person = current_person(layout)
        role = Role.NONE if person is None else person.role(layout)
    except AccessError as error:
        st.error("Nobody is let in: the login is set up wrongly.", icon=":material/error:")
        st.text(str(error))
        st.stop()
    if role > Role.NONE:
        return
    with (
        st.container(horizontal_alignment="center"),
        st.container(border=True, width=460, horizontal_alignment="center"),
    ):
        if person is None:
            st.title("Motorwire", anchor=False, text_alignment="center")
            st.text(
                "Log in to see which company did what, when and with whom.",
                text_alignment="center",
            )
            for provider, label in _providers():
                st.button(
                    f"Log in{label}",
                    key=f"login-{provider or 'default'}",
                    type="primary",
                    icon=":material/login:",
                    on_click=st.login,
                    args=(provider,) if provider else (),
                )
        else:
            st.title("No role yet", anchor=False, text_alignment="center")
            st.text(
                f"You are logged in as {safe_text(person.name)}. An operator lets you in by adding "
                "your address, or a claim of yours, to the file access.toml."
            )
            st.button("Log out", key="logout", icon=":material/logout:", on_click=st.logout)
    st.stop()


def show_person(layout: DataLayout) -> None:
    """Who is logged in and as what, with the way out; nothing without a login."""
    person = current_person(layout)
    if person is None or person.claims is None:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        # Plain text: in Markdown an address of e-mail becomes a link.
        st.text(f"{safe_text(person.name)} · {person.role(layout).word}")
        st.button(
            "Log out", key="logout", icon=":material/logout:", type="tertiary", on_click=st.logout
        )


def _providers() -> list[tuple[str, str]]:
    """The names of the providers with what the button adds; one without a name for a single one."""
    named = provider_names(login_section() or {})
    if not named:
        return [("", "")]
    return [(name, f" with {escape_markdown(name.capitalize())}") for name in named]
