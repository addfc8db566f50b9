"""Vector tiles of 1,000,000 points per second: beside tipg and the bare statement, on one table, in one run.

`python bench/tiles.py [--json]`, or `./run bench tiles`. Ours: a real server process, signed in by token, the layer
`covers` of registry.asset. Peers: tipg as a server process of its own (same table, same column, one worker like ours),
and under pgbench (prepared, no parallel query, no JIT) the bare ST_AsMVT statement of tiles.sql (same points, column
and margin) and, without a bar, the very statements our server sends: what HTTP, sign-in and areas cost. Two clients
each, in turns; the median of the turns counts. Then the same tiles from memory, and unchanged (304), beside ours drawn
each time.
"""

import argparse
import json
import statistics
import sys
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.tiling.clients import read_tag, run_clients, server, write_asks
from bench.tiling.peers import run_pgbench, tipg_settings, write_bare, write_own
from bench.tiling.points import SIDE, add_token, database, squares

TURNS = 3
SERVE = ["uvicorn", "api.server:application", "--factory", "--log-level", "warning", "--no-access-log"]


def measure() -> list[dict[str, object]]:
    """Rows for `./run bench`: each zoom beside tipg and the bare statement; then what memory and ETags bring."""
    with ExitStack() as stack:
        url = stack.enter_context(database())
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        headers = {"Authorization": f"Bearer {add_token(url)}"}
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
                bare=partial(run_pgbench, url, write_bare(folder, zoom)),
                own=partial(run_pgbench, url, write_own(url, folder, zoom)),
            )
            rows.append(_row(f"tiles_z{zoom}_tipg", rate["drawn"], rate["tipg"], 1.8, "tipg, same table, same column"))
            rows.append(
                _row(f"tiles_z{zoom}_statement", rate["drawn"], rate["bare"], 0.7, "the bare statement, pgbench")
            )
            rows.append(_row(f"tiles_z{zoom}_own", rate["drawn"], rate["own"], None, "our own statement, pgbench"))
        paths = [path for pair in zip(*(_ours(zoom) for zoom in SIDE), strict=False) for path in pair]  # zooms in turn
        asks = write_asks(paths, headers)
        unchanged = write_asks(
            paths, headers, [read_tag(kept, ask) for ask in asks]
        )  # afterwards all of them are in memory
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


def _row(name: str, ours: float, peer: float, bar: float | None, peer_is: str) -> dict[str, object]:
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
