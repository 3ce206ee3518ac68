"""Saved views under the filters: to choose one, to save, rename or delete one, and to share what is
shown as a link or a feed.

What is chosen is not remembered: the list marks the view whose filters are set. Names are free
text: they stand in plain widgets and in code blocks, never in Markdown.
"""

from collections.abc import Callable, Sequence
from functools import partial
from io import BytesIO

import streamlit as st

from dashboard.access.actions import may, name_at_screen, require
from dashboard.downloads.atom import ATOM_MIME, feed_of, make_atom
from dashboard.feeds import feed_path
from dashboard.filters import address
from dashboard.filters.view import to_parameters
from dashboard.parts.download_button import show_download
from dashboard.parts.notices import write_and_tell
from dashboard.plain import safe_text
from dashboard.saved_views import (
    LONGEST_NAME,
    SavedView,
    SavedViewsError,
    delete_view,
    find_view,
    fold_name,
    read_views,
    rename_view,
    save_view,
)
from etl.audit import Action
from etl.settings import data_layout
from etl.warehouse.serving import Snapshot

_CHOSEN, _LAST, _NAME, _NEW_NAME = "saved-view", "saved-view-last", "view-name", "view-new-name"
_SAVE, _EDIT, _SHARE = "save-view", "edit-view", "share-view"
"""The popovers."""


def show_saved_views(snapshot: Snapshot) -> None:
    """Draws the list of saved views and its buttons. To be called when the filters are drawn and
    the address is written."""
    try:
        saved = read_views(data_layout().views)
    except SavedViewsError as error:
        st.warning("Your saved views cannot be read.", icon=":material/warning:")
        st.code(safe_text(str(error)), language=None, wrap_lines=True)
        _show_share(snapshot, None)
        return
    chosen = _chosen_view(saved)
    st.session_state[_CHOSEN] = chosen.name if chosen else None
    st.selectbox(
        "Saved views",
        [view.name for view in saved],
        key=_CHOSEN,
        on_change=_apply,
        args=(saved,),
        placeholder="Choose a view" if saved else "None saved yet",
        disabled=not saved,
        help="Filters under a name. A view that is open is marked here; a period such as the last "
        "30 days moves with the data.",
    )
    with st.container(horizontal=True, gap="small"):
        if may(Action.KEEP_VIEW):
            _show_save(saved)
            if chosen is not None:
                _show_edit(chosen)
        _show_share(snapshot, chosen)


def _chosen_view(saved: Sequence[SavedView]) -> SavedView | None:
    """The view whose filters are set; of several such, the one that was used last."""
    present = to_parameters(address.current_view())
    same = [view for view in saved if to_parameters(view.view) == present]
    last = st.session_state.get(_LAST)
    return next((view for view in same if view.name == last), same[0] if same else None)


def _apply(saved: Sequence[SavedView]) -> None:
    name = st.session_state[_CHOSEN]
    if name is None:
        address.reset()
        return
    st.session_state[_LAST] = st.session_state[_NAME] = name
    address.set_view(find_view(saved, name).view)


def _show_save(saved: Sequence[SavedView]) -> None:
    with st.popover("Save", key=_SAVE, on_change="rerun"):
        name = st.text_input(
            "Save the filters as", key=_NAME, max_chars=LONGEST_NAME, placeholder="Name of the view"
        )
        is_taken = fold_name(name) in {fold_name(view.name) for view in saved}
        if is_taken:
            st.caption("A view of this name is saved already. Its filters will be replaced.")
        st.button(
            "Replace" if is_taken else "Save",
            key="view-save",
            type="primary",
            on_click=_save,
            kwargs={"replaces": is_taken},
        )


def _save(*, replaces: bool) -> None:
    name = st.session_state[_NAME]
    view = address.current_view()

    def write() -> None:
        require(data_layout(), Action.KEEP_VIEW, f"save {name}")
        save_view(data_layout().views, name, view, replaces=replaces)
        _close(_SAVE, name)

    write_and_tell(write, "The view is saved.")


def _show_edit(chosen: SavedView) -> None:
    with st.popover("Edit", key=_EDIT, on_change="rerun") as popover:
        if not popover.open:
            st.session_state[_NEW_NAME] = chosen.name
        st.text_input("Name of the view", key=_NEW_NAME, max_chars=LONGEST_NAME)
        with st.container(horizontal=True):
            st.button("Rename", key="view-rename", on_click=_rename, args=(chosen,))
            st.button(
                "Delete",
                key="view-delete",
                icon=":material/delete:",
                on_click=_delete,
                args=(chosen,),
                help="The filters stay set, so that it can be saved again",
            )


def _rename(chosen: SavedView) -> None:
    new_name = st.session_state[_NEW_NAME]

    def write() -> None:
        require(data_layout(), Action.KEEP_VIEW, f"rename {chosen.name} to {new_name}")
        rename_view(data_layout().views, chosen.name, new_name)
        _close(_EDIT, new_name)

    write_and_tell(write, "The view is renamed.")


def _delete(chosen: SavedView) -> None:
    def write() -> None:
        require(data_layout(), Action.KEEP_VIEW, f"delete {chosen.name}")
        delete_view(data_layout().views, chosen.name)
        _close(_EDIT, "")

    write_and_tell(write, "The view is deleted. The filters stay set.", ":material/delete:")


def _close(popover: str, name: str) -> None:
    st.session_state[popover] = False
    st.session_state[_LAST] = st.session_state[_NAME] = " ".join(name.split())


def _show_share(snapshot: Snapshot, chosen: SavedView | None) -> None:
    # Only when it is open: the page, which is drawn later, has put its own parameters into the
    # address by then.
    popover = st.popover("Share", key=_SHARE, on_change="rerun")
    if not popover.open:
        return
    with popover:
        st.markdown("**Link to this page with its filters**")
        st.code(address.link_here(), language=None, wrap_lines=True)
        st.markdown("**Newest stories as a feed**")
        if name_at_screen() is not None:
            st.caption("Feed readers cannot log in: fetch the file here, or have it written.")
        elif chosen is not None:
            st.code(
                address.dashboard_address() + feed_path(chosen.name), language=None, wrap_lines=True
            )
            st.caption("For a feed reader on this machine, while the dashboard is open.")
        else:
            st.caption("A saved view has an address for feed readers, too.")
        show_download(
            "Atom feed",
            _feed_maker(snapshot, chosen),
            f"motorwire-{snapshot.version}.atom",
            ATOM_MIME,
            key="download-atom",
            icon=":material/rss_feed:",
        )


def _feed_maker(snapshot: Snapshot, chosen: SavedView | None) -> Callable[[], BytesIO]:
    feed = feed_of(address.current_view(), address.dashboard_address(), chosen)
    return partial(make_atom, snapshot, address.current_selection(), feed)
