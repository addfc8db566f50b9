"""Vector tiles, for who is signed in, within their areas."""

from collections.abc import Callable, Coroutine
from typing import Annotated, Any

from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter, Path, Request, Response
from fastapi.routing import APIRoute

from api.access.callers import Callers
from api.deps import COOKIE, AskedMoments, CurrentActor
from maps import tiles
from maps.tilestore import TileStore
from registry.actor import Actor
from registry.errors import JinggeError

Handler = Callable[[Request], Coroutine[Any, Any, Response]]


# Tiles are work for the database: more at once than this only wait there, and other requests need threads too.
_AT_ONCE = 6


class TileRoute(APIRoute):
    """A route that takes the short way when it remembers the caller: a tile in memory costs no thread and no query.

    Whatever is not in order goes the way of every route, which says what is wrong.
    """

    def get_route_handler(self) -> Handler:
        """The handler of the class, with the short way before it."""
        whole_way = super().get_route_handler()
        limiter = CapacityLimiter(_AT_ONCE)

        async def handle(request: Request) -> Response:
            asked = _asked(request)
            if asked is None:
                return await whole_way(request)
            store = _store(request)
            tile = store.kept(asked)
            if tile is None:
                tile = await to_thread.run_sync(store.get, asked, limiter=limiter)
            return _answer(request, tile)

        return handle


router = APIRouter(tags=["map"], route_class=TileRoute)
Number = Annotated[int, Path(ge=0)]


@router.get(
    "/tiles/{layer}/{z}/{x}/{y}.mvt",
    summary="A vector tile",
    response_class=Response,
    responses={200: {"content": {tiles.MEDIA_TYPE: {}}}, 304: {"description": "unchanged since the ETag given"}},
)
def get_tile(
    request: Request, actor: CurrentActor, moments: AskedMoments, layer: str, z: Number, x: Number, y: Number
) -> Response:
    """Layers: base, covers, grids, segments, compounds, tickets; zoom 8 to 20, XYZ scheme, Web Mercator.

    The ETag is made from the content: an edit shows in the next request, what did not change answers 304.
    """
    return _answer(request, _store(request).get(tiles.asked(layer, z, x, y, actor=actor, moments=moments)))


def _store(request: Request) -> TileStore:
    store: TileStore = request.app.state.tiles
    return store


def _asked(request: Request) -> tiles.Request | None:
    """What a remembered caller asks for, when it is in order and of the present."""
    if b"as_" in request.scope["query_string"]:
        return None
    actor = _remembered(request)
    if actor is None:
        return None
    place = request.path_params
    try:
        return tiles.asked(place["layer"], int(place["z"]), int(place["x"]), int(place["y"]), actor=actor)
    except (JinggeError, ValueError):
        return None


def _remembered(request: Request) -> Actor | None:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    way, key = ("by_token", token) if scheme.lower() == "bearer" else ("by_session", request.cookies.get(COOKIE))
    callers: Callers = request.app.state.callers
    caller = callers.remembered(way, key, now=request.app.state.clock()) if key else None
    request.state.caller = caller
    return caller.actor if caller and caller.owes is None else None


def _answer(request: Request, tile: tiles.Tile) -> Response:
    headers = {"ETag": tile.etag, "Cache-Control": "private, no-cache"}  # kept by the browser, asked about each time
    if tile.etag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return Response(tile.body, media_type=tiles.MEDIA_TYPE, headers=headers)
