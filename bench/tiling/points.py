"""A database of its own with 1,000,000 covers, somebody who may see them, and the tiles that are full of them."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Engine, text
from sqlalchemy.engine import make_url

from api import cluster
from api.access import accounts, tokens
from maps import tiles
from registry.actor import Role
from registry.database import migrate, open_engine, writing
from registry.sql import load

ROWS = 1_000_000
SIDE = {15: 6, 16: 10}  # tiles asked for: a square of so many around the middle, all of them full of points
MIDDLE = (120.375, 36.0876)


def squares(zoom: int) -> list[tuple[int, int, int]]:
    """The tiles of one zoom that are asked for."""
    west, _, east, _ = tiles.bounds(zoom, 0, 0)
    x0 = int((MIDDLE[0] - west) / (east - west)) - SIDE[zoom] // 2
    y0 = next(y for y in range(2**zoom) if tiles.bounds(zoom, 0, y)[1] < MIDDLE[1]) - SIDE[zoom] // 2
    return [(zoom, x, y) for x in range(x0, x0 + SIDE[zoom]) for y in range(y0, y0 + SIDE[zoom])]


@contextmanager
def database() -> Iterator[str]:
    """A database of its own with the points; dropped afterwards."""
    server = os.environ.get("JINGGE_DATABASE_URL") or cluster.up()
    name = f"jingge_bench_{secrets.token_hex(4)}"
    admin = open_engine(server, pool_size=1).execution_options(isolation_level="AUTOCOMMIT")
    with admin.connect() as conn:
        conn.execute(text(f'create database "{name}"'))
    url = make_url(server).set(database=name, drivername="postgresql").render_as_string(hide_password=False)
    engine = open_engine(url)
    try:
        migrate(engine)
        _fill(engine)
        yield url
    finally:
        engine.dispose()
        with admin.connect() as conn:
            conn.execute(text(f'drop database "{name}" with (force)'))
        admin.dispose()


def _fill(engine: Engine) -> None:
    statements = load(Path(__file__).resolve().parent.parent / "tiles.sql")
    with engine.begin() as conn:
        conn.execute(text("select registry.open_change()"))
        conn.execute(text("set local session_replication_role = replica"))  # no ledger of codes for these
        conn.execute(text("select setseed(0.5)"))
        conn.execute(statements["classes"])
        conn.execute(statements["covers"], {"last": ROWS - 1})
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as conn:
        conn.execute(text("vacuum analyze registry.asset"))


def add_token(url: str) -> str:
    """The key of somebody who sees all the points."""
    engine, now = open_engine(url), datetime.now(UTC)
    with writing(engine) as conn:
        made = accounts.create(
            conn,
            login="bench",
            name="bench",
            password=None,
            org_code=None,
            roles=[Role.LEADER],
            areas=["370203"],
            now=now,
        )
        _, key = tokens.add(conn, made.id, name="bench", days=1, most_days=1, now=now)
    engine.dispose()
    return key
