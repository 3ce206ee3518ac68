"""A reader's browser without a screen: speaks Streamlit's own protocol over its WebSocket.

The messages are those of the installed Streamlit (`streamlit.proto`). One request is under way at a
time, as with one person who waits for the page.
"""

import asyncio
import time
import urllib.parse
from dataclasses import dataclass, field
from typing import Any

import httpx
from streamlit.proto.Alert_pb2 import Alert
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException
from websockets.typing import Subprotocol

LONGEST_WAIT = 120.0
_GOOD_ENDS = (ForwardMsg.FINISHED_SUCCESSFULLY, ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY)


@dataclass(frozen=True)
class Widget:
    """An element on the screen: its kind, its message, and the fragment it stands in."""

    kind: str
    element: Any
    fragment: str


@dataclass
class Answer:
    """What a request gave: how long it took to the last byte, and what was wrong."""

    seconds: float = 0.0
    size: int = 0
    errors: list[str] = field(default_factory=list)


class Session:
    """One open page. All requests return an `Answer`; none raises for what the server does."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._socket: ClientConnection | None = None
        self._elements: dict[tuple[int, ...], Widget] = {}
        self._values: dict[str, dict[str, Any]] = {}
        self._query = ""
        self._page = ""
        self._session_id = ""
        self._asked = 0
        self._file = ""
        self.page_hashes: dict[str, str] = {}
        self.repeats: dict[str, float] = {}
        """Fragments that ask to be run again, and after how many seconds."""

    async def open(self, path: str = "", query: str = "") -> Answer:
        """Opens an address of the dashboard, as a new tab does."""
        await self.close()
        self._elements, self._values, self.repeats = {}, {}, {}
        self._query, self._page = query, ""
        url = self._address.replace("http", "ws", 1) + "/_stcore/stream"
        start = time.perf_counter()
        try:
            self._socket = await connect(
                url, subprotocols=[Subprotocol("streamlit")], max_size=None
            )
        except (OSError, WebSocketException) as error:
            return Answer(errors=[f"no connection: {error!r}"])
        answer = await self._rerun(name=path)
        answer.seconds = time.perf_counter() - start
        return answer

    async def close(self) -> None:
        """Closes the tab."""
        if self._socket is not None:
            await self._socket.close()
            self._socket = None

    async def turn_to(self, path: str) -> Answer:
        """Opens another page by the menu."""
        self._page, self._query, self.repeats = self.page_hashes[path], "", {}
        return await self._rerun()

    async def use(self, widget: Widget, **value: Any) -> Answer:
        """Sets the value of a widget, or presses it; `value` is a field of `WidgetState`."""
        one = getattr(widget.element, widget.kind).id
        if "trigger_value" in value:
            return await self._rerun(fragment=widget.fragment, pressed=one)
        self._values[one] = value
        return await self._rerun(fragment=widget.fragment)

    async def repeat(self, fragment: str) -> Answer:
        """Runs a fragment again that asked for it."""
        return await self._rerun(fragment=fragment, is_repeated=True)

    async def download(self, widget: Widget) -> Answer:
        """Has a file made and fetches it whole."""
        message = BackMsg()
        self._asked += 1
        message.backend_operation_request.request_id = str(self._asked)
        message.backend_operation_request.session_id = self._session_id
        message.backend_operation_request.deferred_file.file_id = (
            widget.element.download_button.deferred_file_id
        )
        start = time.perf_counter()
        answer = await self._exchange(message)
        if not answer.errors:
            url = urllib.parse.urljoin(self._address, self._file)
            try:
                async with httpx.AsyncClient(timeout=LONGEST_WAIT) as client:
                    fetched = await client.get(url)
                answer.size = len(fetched.content)
                if fetched.status_code != 200 or not fetched.content:
                    answer.errors.append(f"file: status {fetched.status_code}")
            except httpx.HTTPError as error:
                answer.errors.append(f"file: {error!r}")
        answer.seconds = time.perf_counter() - start
        return answer

    def widgets(self, *kinds: str) -> list[Widget]:
        """The elements of these kinds that are on the screen."""
        return [widget for widget in self._elements.values() if widget.kind in kinds]

    def chosen(self, widget: Widget) -> dict[str, Any]:
        """The value that was set for a widget; empty where it was not."""
        return self._values.get(getattr(widget.element, widget.kind).id, {})

    async def _rerun(
        self, *, name: str = "", fragment: str = "", pressed: str = "", is_repeated: bool = False
    ) -> Answer:
        message = BackMsg()
        state = message.rerun_script
        state.query_string = self._query
        state.page_script_hash = self._page
        state.page_name = name
        state.fragment_id = fragment
        state.is_auto_rerun = is_repeated
        state.context_info.url = f"{self._address}/{name}"
        state.context_info.timezone = "UTC"
        for one, value in self._values.items():
            widget = state.widget_states.widgets.add(id=one)
            for key, given in value.items():
                if key == "string_array_value":
                    widget.string_array_value.data.extend(given)
                    widget.string_array_value.SetInParent()
                else:
                    setattr(widget, key, given)
        if pressed:
            state.widget_states.widgets.add(id=pressed, trigger_value=True)
        return await self._exchange(message)

    async def _exchange(self, message: BackMsg) -> Answer:
        answer = Answer()
        start = time.perf_counter()
        if self._socket is None:
            return Answer(errors=["no connection"])
        try:
            async with asyncio.timeout(LONGEST_WAIT):
                await self._socket.send(message.SerializeToString())
                while True:
                    data = await self._socket.recv(decode=False)
                    answer.size += len(data)
                    if self._take(ForwardMsg.FromString(data), answer):
                        break
        except TimeoutError:
            answer.errors.append(f"no answer in {LONGEST_WAIT:.0f} seconds")
        except WebSocketException as error:
            answer.errors.append(f"connection lost: {error!r}")
        answer.seconds = time.perf_counter() - start
        return answer

    def _take(self, message: ForwardMsg, answer: Answer) -> bool:
        """Takes a message in; returns whether it is the last one of the answer."""
        kind = message.WhichOneof("type")
        if kind == "delta" and message.delta.WhichOneof("type") == "new_element":
            self._draw(message, answer)
        elif kind == "page_not_found":
            answer.errors.append("page not found")
        elif kind == "session_event":
            event = message.session_event
            if event.WhichOneof("type") == "script_compilation_exception":
                answer.errors.append(f"script: {event.script_compilation_exception.message}")
        elif kind == "backend_operation_response":
            told = message.backend_operation_response
            if told.error_msg:
                answer.errors.append(f"file: {told.error_msg}")
            self._file = told.deferred_file.url
            return True
        elif kind == "script_finished":
            if message.script_finished == ForwardMsg.FINISHED_WITH_COMPILE_ERROR:
                answer.errors.append("script: compile error")
                return True
            return message.script_finished in _GOOD_ENDS
        else:
            self._follow(kind, message)
        return False

    def _follow(self, kind: str | None, message: ForwardMsg) -> None:
        """Notes on which page the session is, and what repeats itself there."""
        if kind == "new_session":
            self._page = message.new_session.page_script_hash
            self._session_id = message.new_session.initialize.session_id
            if not message.metadata.run.fragment_ids:
                self._elements, self.repeats = {}, {}
        elif kind == "navigation":
            self._page = message.navigation.page_script_hash
            self.page_hashes = {
                page.url_pathname: page.page_script_hash for page in message.navigation.app_pages
            }
        elif kind == "page_info_changed":
            self._query = message.page_info_changed.query_string
        elif kind == "auto_rerun":
            self.repeats[message.auto_rerun.fragment_id] = message.auto_rerun.interval
        elif kind == "stop_auto_rerun":
            for fragment in message.stop_auto_rerun.fragment_ids:
                self.repeats.pop(fragment, None)

    def _draw(self, message: ForwardMsg, answer: Answer) -> None:
        element = message.delta.new_element
        kind = element.WhichOneof("type") or ""
        path = tuple(message.metadata.delta_path)
        self._elements[path] = Widget(kind, element, message.delta.fragment_id)
        if kind == "exception":
            answer.errors.append(f"exception: {element.exception.message}")
        elif kind == "alert" and element.alert.format == Alert.ERROR:
            answer.errors.append(f"error: {element.alert.body}")
