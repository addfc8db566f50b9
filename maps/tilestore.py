"""Tiles kept in memory as long as nothing they are drawn from has changed."""

from collections import OrderedDict
from threading import Lock

import psycopg
from sqlalchemy import Engine, event

from maps.changes import Changes
from maps.tiles import LAYERS, Request, Tile, draw, open_tile_engine
from registry.database import told
from registry.errors import Unavailable

MOST_BYTES = 64 * 1024 * 1024
_OVERHEAD_BYTES = 600  # of an entry beside its body

Version = tuple[int, int]  # see Changes.version


class TileStore:
    """Draws tiles and keeps them. Lives as long as `engine`: closed when that is disposed of."""

    def __init__(self, engine: Engine, *, pool_size: int = 6, most_bytes: int = MOST_BYTES) -> None:
        self._engine = open_tile_engine(engine, pool_size=pool_size)
        self._changes = Changes(engine)
        self._most_bytes = most_bytes
        self._kept: OrderedDict[Request, tuple[Version, Tile]] = OrderedDict()
        self._bytes = 0
        self._lock = Lock()
        event.listen(engine, "engine_disposed", self._close)

    def kept(self, request: Request) -> Tile | None:
        """The tile if it is in memory and nothing it is drawn from has changed since; never waits."""
        entry = self._kept.get(request)
        if entry is None or self._changes.version(LAYERS[request.layer].tables) != entry[0]:
            return None
        with self._lock:
            if request in self._kept:
                self._kept.move_to_end(request)
        return entry[1]

    def get(self, request: Request) -> Tile:
        """The tile, kept or drawn now. Raises Unavailable when the database does not answer."""
        found = self.kept(request)
        if found is not None:
            return found
        if not request.moments.is_now:  # asked for now and then: not worth the memory
            return self._draw(request)
        try:
            self._changes.listen()
        except psycopg.OperationalError as error:
            raise Unavailable("the database does not answer; try again in a moment") from error
        version = self._changes.version(LAYERS[request.layer].tables)  # before the snapshot, see Changes
        made = self._draw(request)
        if version is not None:
            self._keep(request, version, made)
        return made

    def _draw(self, request: Request) -> Tile:
        with told():
            pooled = self._engine.raw_connection()
        try:
            conn = pooled.driver_connection
            assert isinstance(conn, psycopg.Connection)
            return draw(conn, request)
        except psycopg.OperationalError as error:  # the pool does not see it: drop what may be broken
            pooled.invalidate(error)
            self._engine.dispose()
            raise Unavailable("the database does not answer; try again in a moment") from error
        finally:
            pooled.close()

    def _keep(self, request: Request, version: Version, made: Tile) -> None:
        with self._lock:
            old = self._kept.pop(request, None)
            self._bytes -= len(old[1].body) + _OVERHEAD_BYTES if old else 0
            self._kept[request] = (version, made)
            self._bytes += len(made.body) + _OVERHEAD_BYTES
            while self._bytes > self._most_bytes:
                _, (_, dropped) = self._kept.popitem(last=False)
                self._bytes -= len(dropped.body) + _OVERHEAD_BYTES

    def _close(self, _: Engine) -> None:
        self._changes.close()
        self._engine.dispose()
        with self._lock:
            self._kept.clear()
            self._bytes = 0
