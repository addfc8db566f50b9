"""What tiles are measured beside: the bare statement under pgbench, and tipg."""

import os
import re
import subprocess
from pathlib import Path
from urllib.parse import quote

import psycopg
from sqlalchemy.engine import make_url

from bench.tiling.clients import CLIENTS, TURN_S
from bench.tiling.points import squares
from maps import tiles
from registry.actor import Actor, Role

ACTOR = Actor(account_id=None, name="bench", org_code=None, roles=frozenset({Role.LEADER}), areas=("370203",))


def run_pgbench(url: str, folder: Path, zoom: int) -> float:
    """Statements per second under pgbench: our own statement for our own tiles."""
    with psycopg.connect(url) as conn:
        for n, (z, x, y) in enumerate(squares(zoom)):
            request = tiles.asked("covers", z, x, y, actor=ACTOR)
            name = tiles.LAYERS["covers"].statement(z)
            written = psycopg.ClientCursor(conn).mogrify(tiles.STATEMENTS[name], tiles.parameters(request))
            (folder / f"{zoom}_{n}.sql").write_text(written.replace("\n", " ") + ";\n", encoding="utf-8")
    scripts = [argument for path in sorted(folder.glob(f"{zoom}_*.sql")) for argument in ("-f", str(path))]
    done = subprocess.run(
        [str(_binary()), "-n", "-M", "prepared", f"-c{CLIENTS}", f"-j{CLIENTS}", f"-T{round(TURN_S)}", *scripts, url],
        env={**os.environ, "PGOPTIONS": "-c jit=off -c max_parallel_workers_per_gather=0"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    found = re.search(r"tps = ([0-9.]+)", done.stdout)
    if not found:
        raise RuntimeError(done.stderr[-2000:])
    return float(found[1])


def _binary() -> Path:
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
