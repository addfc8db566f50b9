"""Vector tiles, for who is signed in, within their areas."""

from collections.abc import Callable, Coroutine
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request, Response
from fastapi.routing import APIRoute

from api.access.callers import Callers
from api.deps import COOKIE, CurrentActor
from maps import tiles
from maps.tilestore import TileStore
from registry.actor import Actor
from registry.errors import JinggeError

Handler = Callable[[Request], Coroutine[Any, Any, Response]]


class TileRoute(APIRoute):
    """A route that answers at once when it remembers both the caller and the tile: no thread, no query.

    Everything else, refusals included, goes the way of every route.
    """

    def get_route_handler(self) -> Handler:
        """The handler of the class, with the short way before it."""
        whole_way = super().get_route_handler()

        async def handle(request: Request) -> Response:
            return _at_once(request) or await whole_way(request)

        return handle


router = APIRouter(tags=["map"], route_class=TileRoute)
Number = Annotated[int, Path(ge=0)]


@router.get(
    "/tiles/{layer}/{z}/{x}/{y}.mvt",
    summary="A vector tile",
    response_class=Response,
    responses={200: {"content": {tiles.MEDIA_TYPE: {}}}, 304: {"description": "unchanged since the ETag given"}},
)
def get_tile(request: Request, actor: CurrentActor, layer: str, z: Number, x: Number, y: Number) -> Response:
    """Layers: base, covers, grids, segments, compounds, tickets; zoom 8 to 20, XYZ scheme, Web Mercator.

    The ETag is made from the content: an edit shows in the next request, what did not change answers 304.
    """
    store = _store(request)
    return _answer(request, store.get(tiles.asked(layer, z, x, y, areas=actor.areas)))


def _store(request: Request) -> TileStore:
    store: TileStore = request.app.state.tiles
    return store


def _at_once(request: Request) -> Response | None:
    """The answer from memory, or None: the caller or the tile is not remembered, or the request is not in order."""
    actor = _remembered(request)
    if actor is None:
        return None
    place = request.path_params
    try:
        asked = tiles.asked(place["layer"], int(place["z"]), int(place["x"]), int(place["y"]), areas=actor.areas)
    except (JinggeError, ValueError):
        return None  # the whole way says what is wrong
    kept = _store(request).kept(asked)
    return _answer(request, kept) if kept else None


def _remembered(request: Request) -> Actor | None:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    way, key = ("by_token", token) if scheme.lower() == "bearer" else ("by_session", request.cookies.get(COOKIE))
    callers: Callers = request.app.state.callers
    caller = callers.remembered(way, key, now=request.app.state.clock()) if key else None
    request.state.caller = caller
    return caller.actor if caller else None


def _answer(request: Request, tile: tiles.Tile) -> Response:
    headers = {"ETag": tile.etag, "Cache-Control": "private, no-cache"}  # kept by the browser, asked about each time
    if tile.etag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return Response(tile.body, media_type=tiles.MEDIA_TYPE, headers=headers)
