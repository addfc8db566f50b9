"""1,000,000 points of one FlatGeobuf file into a full register, beside ogr2ogr loading the file into a bare table.

`./run bench imports [--json]`. Ours: `jingge import` as a process over a database that holds 170,000 covers, 940 grids
and 7,082 cells: read, checked, matched, minted, placed, stored with its indexes and its history, committed. Peer:
ogr2ogr by COPY into a table of its own in the same database, with a spatial index; the better of two turns of each.
Ratio: our time over theirs, so the bar is an upper one. Further rows: the peak memory of the importing process
(resident, itself alone, in GiB), the same for a file of 3,000,000 beside that for 1,000,000, and, on the register of
1,170,000 that came out, the nearest covers asked over HTTP, the slowest hundredth beside that of the bare statements.
"""

import json
import os
import secrets
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import geopandas as gpd
import numpy as np
import pyogrio
import shapely
from sqlalchemy import Engine, text
from sqlalchemy.engine import make_url

from api import cluster
from bench.looking import lookups
from registry.database import migrate, open_engine
from registry.sql import load

ROOT = Path(__file__).resolve().parent.parent
ROWS = int(os.environ.get("JINGGE_BENCH_ROWS", "1000000"))
BAR, BAR_GIB, BAR_GROWTH = 1.0, 1.5, 1.05  # growth: what two runs of one file differ by
TURNS = 2
WEST, SOUTH, WIDTH, HEIGHT = 120.312, 36.037, 0.126, 0.101
FURNITURE = ("classes", "places", "streets", "communities", "grids", "cells", "covers")


def measure() -> list[dict[str, object]]:
    """Rows for `./run bench`: seconds beside ogr2ogr, the importer's peak memory and its growth, nearest covers."""
    ours, theirs, nearest = [], [], {}
    with tempfile.TemporaryDirectory() as folder:
        file = write_points(Path(folder) / "points.fgb", ROWS)
        for turn in range(TURNS):
            with database() as url:
                theirs.append(_ogr2ogr(url, file))
                ours.append(run_import(url, file))
                if turn == TURNS - 1:
                    nearest = lookups.measure(url)
        file.unlink()
        large = write_points(Path(folder) / "more.fgb", 3 * ROWS)
        with database() as url:
            _, large_gib, counts = run_import(url, large)
            assert counts["read"] == 3 * ROWS, counts
    for _, _, counts in ours:
        assert counts["read"] == ROWS, counts
        assert counts["rejected"] == 0, counts
    seconds, peak_gib = min(run[0] for run in ours), max(run[1] for run in ours)
    return [
        _row("imports_seconds", seconds, min(theirs), BAR, "ogr2ogr into a bare table", "s"),
        _row("imports_memory", peak_gib, BAR_GIB, BAR, "the most it may take", "GiB"),
        _row("imports_growth", large_gib, peak_gib, BAR_GROWTH, "a file of a third of its size", "GiB"),
        _row("nearest_p99", nearest["http_ms"], nearest["sql_ms"], 3.0, "the bare statements, psycopg", "ms"),
    ]


def _row(name: str, ours: float, peer: float, most: float, peer_is: str, unit: str) -> dict[str, object]:
    ratio = round(ours / peer, 2)
    figures = {"ours": round(ours, 2), "peer": round(peer, 2), "peer_is": peer_is, "unit": unit}
    return {"name": name, "ratio": ratio, "bar": most, "at_most": True} | figures


def write_points(file: Path, rows: int) -> Path:
    """Points over the district by seed, an id each, of twenty classes in turn; written a million at a time."""
    draw = np.random.default_rng(20261124)
    for start in range(0, rows, 1_000_000):
        numbers = np.arange(start, min(start + 1_000_000, rows))
        points = shapely.points(WEST + draw.random(len(numbers)) * WIDTH, SOUTH + draw.random(len(numbers)) * HEIGHT)
        columns = {
            "source_id": [f"P{n}" for n in numbers],
            "class_code": [f"010{1 + n % 20:02d}" for n in numbers],
            "setting": "footway",
        }
        frame = gpd.GeoDataFrame(columns, geometry=points, crs=4326)
        pyogrio.write_dataframe(frame, file.with_suffix(".gpkg"), layer="points", append=start > 0)
    subprocess.run(["ogr2ogr", "-f", "FlatGeobuf", str(file), str(file.with_suffix(".gpkg"))], check=True)
    file.with_suffix(".gpkg").unlink()
    return file


def _ogr2ogr(url: str, file: Path) -> float:
    parsed = make_url(url)
    host = parsed.query.get("host") or parsed.host
    target = f"PG:dbname={parsed.database} host={host} user={parsed.username}"
    options = ["-nln", "public.bare", "-lco", "GEOMETRY_NAME=geom", "-lco", "SPATIAL_INDEX=GIST", "-gt", "65536"]
    command = ["ogr2ogr", "-f", "PostgreSQL", target, str(file), *options, "--config", "PG_USE_COPY", "YES"]
    began = time.perf_counter()
    try:
        subprocess.run(command, check=True, capture_output=True)
    except FileNotFoundError:
        raise RuntimeError("ogr2ogr is missing (Debian: apt-get install gdal-bin)") from None
    return time.perf_counter() - began


def run_import(url: str, file: Path) -> tuple[float, float, dict[str, int]]:
    """Seconds, peak GiB and the counts of `jingge import`."""
    command = [sys.executable, "-c", "from api.cli import main; main()", "import", str(file), "--as", "covers"]
    command += ["--source", "bench", "--id-field", "source_id", "--json"]
    began = time.perf_counter()
    process = subprocess.Popen(
        command, cwd=ROOT, env={**os.environ, "JINGGE_DATABASE_URL": url}, stdout=subprocess.PIPE
    )
    assert process.stdout is not None
    peak_kib = [0]
    watcher = threading.Thread(target=_watch, args=(process.pid, peak_kib))
    watcher.start()
    answer = process.stdout.read()
    status = process.wait()
    seconds = time.perf_counter() - began
    watcher.join()
    if status:
        raise RuntimeError(f"the import ended with {status}: {answer[-2000:]!r}")
    told = json.loads(answer)
    print(json.dumps(told["phase_seconds"]), file=sys.stderr)
    return seconds, peak_kib[0] / 2**20, told


def _watch(pid: int, peak_kib: list[int]) -> None:
    """The most memory a process held since it began its program; what wait tells counts the parent it was forked of."""
    while True:
        try:
            lines = Path(f"/proc/{pid}/status").read_text().splitlines()
        except OSError:
            return
        peaks = [int(line.split()[1]) for line in lines if line.startswith("VmHWM")]
        if not peaks:  # it ended
            return
        peak_kib[0] = max(peak_kib[0], *peaks)
        time.sleep(0.05)


@contextmanager
def database() -> Iterator[str]:
    """A database with the furniture of imports.sql; dropped afterwards."""
    server = os.environ.get("JINGGE_DATABASE_URL") or cluster.up()
    name = f"jingge_bench_{secrets.token_hex(4)}"
    admin = open_engine(server, pool_size=1).execution_options(isolation_level="AUTOCOMMIT")
    with admin.connect() as conn:
        conn.execute(text(f'create database "{name}"'))
    url = make_url(server).set(database=name, drivername="postgresql").render_as_string(hide_password=False)
    engine = open_engine(url)
    try:
        migrate(engine)
        _furnish(engine)
        yield url
    finally:
        engine.dispose()
        with admin.connect() as conn:
            conn.execute(text(f'drop database "{name}" with (force)'))
        admin.dispose()


def _furnish(engine: Engine) -> None:
    statements = load(Path(__file__).with_suffix(".sql"))
    with engine.begin() as conn:
        conn.execute(text("select setseed(0.5)"))
        for name in FURNITURE:
            conn.execute(statements[name])
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as conn:
        conn.execute(text("vacuum analyze"))
        for question, expected in (("grid", 940), ("unit_grid", 7082), ("asset", 170_000)):
            found = conn.execute(text(f"select count(*) from registry.{question}")).scalar_one()
            assert found == expected, f"{question}: {found}"


if __name__ == "__main__":
    for line in measure():
        print(json.dumps(line))
