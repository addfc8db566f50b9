"""What tiles are measured beside: statements under pgbench (the bare one, and our own), and tipg."""

import os
import re
import subprocess
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote

import psycopg
from sqlalchemy.engine import make_url

from bench.tiling.clients import CLIENTS, TURN_S
from bench.tiling.points import squares
from maps import tiles
from registry.actor import Actor, Role
from registry.sql import load

STATEMENTS = Path(__file__).resolve().parent.parent / "tiles.sql"


def write_bare(folder: Path, zoom: int) -> list[Path]:
    """The statement any book has, for any of the tiles asked for."""
    asked = squares(zoom)
    columns, rows = {x for _, x, _ in asked}, {y for _, _, y in asked}
    script = folder / f"{zoom}.sql"
    script.write_text(
        f"\\set z {zoom}\n"
        f"\\set x random({min(columns)}, {max(columns)})\n"
        f"\\set y random({min(rows)}, {max(rows)})\n"
        f"{load(STATEMENTS)['statement']};\n",
        encoding="utf-8",
    )
    return [script]


def write_own(url: str, folder: Path, zoom: int) -> list[Path]:
    """The statements our server sends for these tiles, a file each."""
    actor = Actor(None, "bench", None, frozenset({Role.LEADER}), ("370203",))
    scripts = []
    with psycopg.connect(url) as conn:
        for z, x, y in squares(zoom):
            asked = tiles.asked("covers", z, x, y, actor=actor)
            statement = tiles.STATEMENTS[tiles.LAYERS["covers"].statement(z)]
            script = folder / f"own_{z}_{x}_{y}.sql"
            told = psycopg.ClientCursor(conn).mogrify(statement, tiles.parameters(asked))
            script.write_text(f"{told};\n", encoding="utf-8")
            scripts.append(script)
    return scripts


def run_pgbench(url: str, scripts: Sequence[Path]) -> float:
    """Tiles per second of statements under pgbench, prepared, no parallel query, no JIT."""
    done = subprocess.run(
        [str(pgbench_program()), "-n", "-Mprepared", f"-c{CLIENTS}", f"-j{CLIENTS}", f"-T{TURN_S:.0f}",
         *(f"-f{script}" for script in scripts), url],
        env={**os.environ, "PGOPTIONS": "-c jit=off -c max_parallel_workers_per_gather=0"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    found = re.search(r"tps = ([0-9.]+)", done.stdout)
    if not found:
        raise RuntimeError(done.stderr[-2000:])
    return float(found[1])


def pgbench_program() -> Path:
    """Where pgbench is. Raises RuntimeError."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/pgbench"))
    if not found:
        raise RuntimeError("pgbench is missing (Debian: apt-get install postgresql-contrib)")
    return found[-1]


def tipg_settings(url: str) -> dict[str, str]:
    """The environment in which tipg serves the points."""
    parsed = make_url(url)
    host = quote(str(parsed.query.get("host") or parsed.host), safe="")  # its settings want the socket as a host
    password = f":{quote(parsed.password, safe='')}" if parsed.password else ""
    return {
        "DATABASE_URL": f"postgresql://{parsed.username}{password}@{host}:{parsed.port or 5432}/{parsed.database}",
        "TIPG_DB_SCHEMAS": '["registry"]',
        "TIPG_DB_TABLES": '["registry.asset"]',
    }
