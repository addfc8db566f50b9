"""Vector tiles of 1,000,000 points per second: beside tipg and the bare statement, on one table, in one run.

`python bench/tiles.py [--json]`, or `./run bench tiles`. Ours: a real server process, signed in by token, the layer
`covers` of registry.asset. Peers: tipg as a server process of its own (same table, same column, one worker like ours),
and the very statement under pgbench with prepared statements, parallel query and JIT off. Two clients each, in turns;
the median of the turns counts. Then the same tiles from memory, and unchanged (304), beside ours uncached.
"""

import argparse
import json
import multiprocessing as mp
import os
import re
import secrets
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from urllib.parse import quote

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import psycopg  # noqa: E402 - after the path of this checkout
from sqlalchemy import Engine, text  # noqa: E402
from sqlalchemy.engine import make_url  # noqa: E402

from api import cluster  # noqa: E402
from api.access import accounts, tokens  # noqa: E402
from maps import tiles  # noqa: E402
from registry.actor import Actor, Role  # noqa: E402
from registry.database import migrate, open_engine, writing  # noqa: E402
from registry.sql import load  # noqa: E402

ROWS = 1_000_000
CLIENTS = 2
TURNS = 3
TURN_S = 3.0
SIDE = {15: 6, 16: 10}  # tiles asked for: a square of so many around the middle, all of them full of points
ACTOR = Actor(account_id=None, name="bench", org_code=None, roles=frozenset({Role.LEADER}), areas=("370203",))
SERVE = ["uvicorn", "api.server:application", "--factory", "--log-level", "warning", "--no-access-log"]
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
    statements = load(Path(__file__).parent / "tiles.sql")
    with engine.begin() as conn:
        conn.execute(text("set local session_replication_role = replica"))  # no ledger of codes for these
        conn.execute(text("select setseed(0.5)"))
        conn.execute(statements["classes"])
        conn.execute(statements["covers"], {"last": ROWS - 1})
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as conn:
        conn.execute(text("vacuum analyze registry.asset"))


def _token(url: str) -> str:
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


def measure() -> list[dict[str, object]]:
    """Rows for `./run bench`: each zoom beside tipg and the bare statement; then what memory and ETags bring."""
    with ExitStack() as stack:
        url = stack.enter_context(database())
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        headers = {"Authorization": f"Bearer {_token(url)}"}
        ours = {"JINGGE_DATABASE_URL": url, "JINGGE_LOG_LEVEL": "WARNING"}
        drawn = stack.enter_context(server(SERVE, {**ours, "JINGGE_TILE_CACHE_MB": "0"}, "/healthz"))
        kept = stack.enter_context(server(SERVE, ours, "/healthz"))
        tipg = stack.enter_context(
            server(["uvicorn", "tipg.main:app", "--log-level", "warning"], tipg_settings(url), "/healthz")
        )
        rows = []
        for zoom in SIDE:
            asks, peer_asks = write_asks(_ours(zoom), headers), write_asks(_theirs(zoom), {})
            rate = _turns(
                drawn=partial(run_clients, drawn, asks),
                tipg=partial(run_clients, tipg, peer_asks),
                pgbench=partial(run_pgbench, url, folder, zoom),
            )
            rows.append(_row(f"tiles_z{zoom}tipg_settings", rate["drawn"], rate["tipg"], 1.8, "tipg, same table, same column"))
            rows.append(
                _row(f"tiles_z{zoom}_statement", rate["drawn"], rate["pgbench"], 0.7, "the bare statement, pgbench")
            )
        paths = [path for pair in zip(*(_ours(zoom) for zoom in SIDE), strict=False) for path in pair]  # zooms in turn
        asks = write_asks(paths, headers)
        unchanged = write_asks(paths, headers, [read_tag(kept, ask) for ask in asks])  # afterwards all of them are in memory
        rate = _turns(
            drawn=partial(run_clients, drawn, asks),
            kept=partial(run_clients, kept, asks),
            unchanged=partial(run_clients, kept, unchanged),
        )
        rows.append(_row("tiles_memory", rate["kept"], rate["drawn"], 10, "ours, drawn each time"))
        rows.append(_row("tiles_unchanged", rate["unchanged"], rate["drawn"], 10, "ours, drawn each time"))
        return rows


def _ours(zoom: int) -> list[str]:
    return [f"/tiles/covers/{z}/{x}/{y}.mvt" for z, x, y in squares(zoom)]


def _theirs(zoom: int) -> list[str]:
    where = "/collections/registry.asset/tiles/WebMercatorQuad"
    return [f"{where}/{z}/{x}/{y}?properties=class_code" for z, x, y in squares(zoom)]


def _turns(**ways: Callable[[], float]) -> dict[str, float]:
    """The median rate of each way, after so many turns of all."""
    got: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(TURNS):
        for name, way in ways.items():
            got[name].append(way())
    return {name: statistics.median(rates) for name, rates in got.items()}


def _row(name: str, ours: float, peer: float, bar: float, peer_is: str) -> dict[str, object]:
    return {
        "name": name,
        "ratio": round(ours / peer, 2),
        "bar": bar,
        "ours": round(ours, 1),
        "peer": round(peer, 1),
        "peer_is": peer_is,
        "unit": "tiles/s",
    }


def main() -> None:
    """Print the rows."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    options = parser.parse_args()
    for row in measure():
        print(
            json.dumps(row)
            if options.json
            else f"{row['name']}: {row['ratio']} (bar {row['bar']}), {row['ours']} {row['peer']}"
        )


if __name__ == "__main__":
    main()
