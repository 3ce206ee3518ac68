"""Part of the runs page: adding files to the inbox.

What a file is and what will become of it is said before it is added. Names of files are hostile:
they are shown in table cells and as plain text only.
"""

from dataclasses import dataclass
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import orchestration
from dashboard.access.actions import may
from dashboard.parts.runs import problems
from dashboard.plain import safe_text
from etl.audit import Action
from etl.errors import MotorwireError
from etl.settings import DataLayout

_ROUND = "runs-upload-round"
_ADDED = "runs-added"


@dataclass(frozen=True, slots=True)
class _Offer:
    """An uploaded file: what it is, and the name it would get; None where it is not added."""

    upload: Any
    kind: str
    name: str | None
    remark: str

    @property
    def told(self) -> str:
        """The remark with the file's name, which some remarks begin with anyway."""
        name = self.upload.name
        return self.remark if name in self.remark else f"{name}: {self.remark}"


def show_upload(layout: DataLayout) -> None:
    """Takes files, says what they are, and adds them to the inbox when asked to."""
    _show_news()
    if not may(Action.ADD_DUMP):
        st.caption("Operators add dumps and start runs.")
        return
    most = st.get_option("server.maxUploadSize")
    uploads = st.file_uploader(
        "Files with news articles",
        accept_multiple_files=True,
        # A new key empties the widget after the files were added.
        key=f"runs-upload-{st.session_state.get(_ROUND, 0)}",
        help="JSON Lines, JSON, CSV, Parquet, HTML, WARC, RSS, Atom, news XML or plain text, also "
        f"packed (gz, bz2, xz, zst, zip, tar). Put files larger than {most:,} MB and folders into "
        "the inbox folder yourself.",
    )
    if not uploads:
        return
    offers = _offers(layout, uploads, most * 1024 * 1024)
    st.dataframe(
        pd.DataFrame(
            {
                "File": [safe_text(offer.upload.name) for offer in offers],
                "Holds": [offer.kind for offer in offers],
                "Size": [offer.upload.size for offer in offers],
            }
        ),
        hide_index=True,
        height="content" if len(offers) <= 8 else 320,
        column_config={
            "File": st.column_config.TextColumn(width="medium"),
            "Size": st.column_config.NumberColumn(format="bytes", width="small"),
        },
        alt="The files to add and what they hold",
    )
    # Whole sentences, which a cell would cut short.
    remarks = [offer.told for offer in offers if offer.remark]
    if remarks:
        st.text(safe_text("\n".join(remarks)))
    good = [offer for offer in offers if offer.name is not None]
    st.button(
        f"Add {len(good)} file{'s' if len(good) != 1 else ''} to the inbox",
        key="runs-upload-add",
        icon=":material/upload:",
        type="primary",
        disabled=not good,
        on_click=partial(_add, layout, good),
    )


def _offers(layout: DataLayout, uploads: list[Any], most_bytes: int) -> list[_Offer]:
    taken: set[str] = set()
    offers = []
    for upload in uploads:
        offer = _offer(layout, upload, most_bytes)
        if offer.name in taken:
            offer = _Offer(
                upload, offer.kind, None, "left out: another of these files has the same name"
            )
        if offer.name is not None:
            taken.add(offer.name)
        offers.append(offer)
    return offers


def _offer(layout: DataLayout, upload: Any, most_bytes: int) -> _Offer:
    try:
        if upload.size > most_bytes:
            raise MotorwireError(
                f"it is larger than {most_bytes // 1024 // 1024:,} MB; put it into the inbox folder"
            )
        name = orchestration.name_in_inbox(layout, upload.name, upload.getbuffer())
        kind = orchestration.kind_of(upload, upload.name)
    except MotorwireError as error:
        return _Offer(upload, "", None, f"left out: {error}")
    if kind.problem is not None:
        return _Offer(upload, kind.words, None, f"left out: {kind.problem}")
    if name is None:
        return _Offer(upload, kind.words, None, "the inbox has this very file already")
    remarks = [kind.note] if kind.note else []
    if name != upload.name:
        remarks.append(f"will be called {name}")
    return _Offer(upload, kind.words, name, "; ".join(remarks))


def _add(layout: DataLayout, offers: list[_Offer]) -> None:
    refused = []
    for offer in offers:
        try:
            orchestration.add_file(layout, offer.name or "", offer.upload.getbuffer())
        except (MotorwireError, OSError) as error:
            refused.append(problems.plain_words(error))
    st.session_state[_ADDED] = len(offers) - len(refused)
    st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1
    if refused:
        what = "The file was not added." if len(refused) == 1 else "Some files were not added."
        problems.note(what, "\n".join(refused))


def _show_news() -> None:
    added = st.session_state.pop(_ADDED, 0)
    if added:
        st.toast(f"{added} file{'s' if added > 1 else ''} added", icon=":material/check:")
