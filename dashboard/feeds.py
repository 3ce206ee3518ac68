"""The feeds of saved views as addresses of the dashboard: `/feeds/<name of the view>.atom`.

The name is looked up among the saved views and never used as a path. Who may ask is settled before
(`dashboard.guard`).
"""

import logging
import re
from urllib.parse import quote, unquote

import duckdb
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from dashboard.downloads.atom import ATOM_MIME, feed_of, make_atom
from dashboard.queries.facets import newest_article
from dashboard.saved_views import SavedViewsError, find_view, read_views
from etl.errors import MotorwireError
from etl.settings import data_layout
from etl.warehouse.serving import current_snapshot

_PARTING = re.compile(r"[/\\%]")
_LOG = logging.getLogger(__name__)


def feed_path(name: str) -> str:
    """The path of a saved view's feed. Slashes of a name are coded twice, so that they part no
    folders on the way to the server, nor look like a way out of one."""
    one_part = _PARTING.sub(lambda found: quote(found[0], safe=""), name)
    return f"/feeds/{quote(one_part, safe='')}.atom"


def feed_route() -> Route:
    """The route that answers with feeds, GET only."""
    return Route("/feeds/{name:path}.atom", _answer, methods=["GET"])


def _answer(request: Request) -> Response:
    layout = data_layout()
    try:
        saved = find_view(read_views(layout.views), unquote(request.path_params["name"]))
    except SavedViewsError as error:
        return PlainTextResponse(f"{error}\n", status_code=404)
    try:
        snapshot = current_snapshot(layout.serving)
        selection = saved.view.resolve(newest_article(snapshot))
        feed = feed_of(saved.view, str(request.base_url), saved)
        return Response(make_atom(snapshot, selection, feed).getvalue(), media_type=ATOM_MIME)
    except MotorwireError as error:
        return PlainTextResponse(f"{error}\n", status_code=503)
    except duckdb.Error:
        _LOG.exception("a feed failed")
        return PlainTextResponse("the data could not be read\n", status_code=503)
