"""Observations accepted per second over HTTP, beside the same rows written straight with psycopg in the same run.

`python bench/sync.py [--json]`, or `./run bench sync`. Ours: a real server process over a fresh database, four devices
with tokens sending batches of 200, each item checked, matched, stored and entered in the ledger of a running campaign.
Peer: four connections that `executemany` the same rows into the same table of the same database, a commit each
200 rows; no check, no ledger.
"""

import argparse
import http.client
import json
import multiprocessing as mp
import os
import socket
import statistics
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from multiprocessing.synchronize import Barrier
from pathlib import Path

import psycopg
from sqlalchemy import Engine, text
from sqlalchemy.engine import make_url

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from api import cluster  # noqa: E402 - run as a file, the house is found first
from api.access import accounts, tokens  # noqa: E402
from registry.actor import Role  # noqa: E402
from registry.database import migrate, open_engine, writing  # noqa: E402

BAR = 0.5
CLIENTS, BATCH, BATCHES, ROUNDS = 4, 200, 40, 3
COMMUNITY = "370203005001"
CAMPAIGN = uuid.UUID("7d0c3f0a-6f43-4a42-8b0e-2f6a3b9f0001")
ASSETS = CLIENTS * BATCHES * BATCH
Item = dict[str, object]

_PEER = """
insert into inspections.observation (id, batch_id, device_id, account_id, campaign_id, asset_code, matched_by,
    result, geom, accuracy_m, position_source, datum, device_time, observed_at, received_at, content_sha256)
values (%s, %s, %s, %s, %s, %s, 'code', %s, st_setsrid(st_makepoint(%s, %s), 4326), %s, %s, %s, %s, %s, %s, %s)
"""


def measure() -> list[dict[str, object]]:
    """One row: observations a second, ours over HTTP beside psycopg straight; medians of three rounds in turn."""
    with database() as url:
        engine = open_engine(url)
        keys = _furnish(url, engine)
        with server(url) as port:
            ours, peer = [], []
            _run(_send, [(port, key, _batches(n, -1)[:4]) for n, key in enumerate(keys)])  # warm
            for turn in range(ROUNDS):
                ours.append(_run(_send, [(port, key, _batches(n, turn)) for n, key in enumerate(keys)]))
                rows = [(url, _batches(n, turn + ROUNDS)) for n in range(CLIENTS)]
                peer.append(_run(_insert, rows))
        stored = _stored(engine)
        engine.dispose()
    assert stored == (2 * ROUNDS * BATCHES + 4) * CLIENTS * BATCH, "every observation is stored, once"
    fast, straight = statistics.median(ours), statistics.median(peer)
    row: dict[str, object] = {"name": "sync", "ratio": round(fast / straight, 3), "bar": BAR}
    return [
        row | {"ours": round(fast), "peer": round(straight), "unit": "observations/s", "peer_is": "psycopg executemany"}
    ]


@contextmanager
def database() -> Iterator[str]:
    """A fresh migrated database on the server at hand, dropped at the end."""
    server = os.environ.get("JINGGE_DATABASE_URL") or cluster.up()
    name = f"jingge_bench_{uuid.uuid4().hex[:10]}"
    admin = open_engine(server, pool_size=1).execution_options(isolation_level="AUTOCOMMIT")
    with admin.connect() as conn:
        conn.execute(text(f'create database "{name}"'))
    try:
        url = make_url(server).set(database=name).render_as_string(hide_password=False)
        engine = open_engine(url)
        migrate(engine)
        engine.dispose()
        yield url
    finally:
        with admin.connect() as conn:
            conn.execute(text(f'drop database "{name}" with (force)'))
        admin.dispose()


def _furnish(url: str, engine: Engine) -> list[str]:
    """Covers and a running campaign; answers with the token of each device."""
    now = datetime.now(UTC)
    furniture = (ROOT / "bench" / "sync.sql").read_text(encoding="utf-8").format(assets=ASSETS, campaign=CAMPAIGN)
    with psycopg.connect(url) as straight:
        straight.execute(furniture)
    with writing(engine) as conn:
        keys = []
        for n in range(CLIENTS):
            made = accounts.create(
                conn,
                login=f"inspector-{n}",
                name="bench",
                password=None,
                org_code=None,
                roles=[Role.INSPECTOR],
                areas=[COMMUNITY],
                now=now,
            )
            keys.append(tokens.add(conn, made.id, name="bench", days=1, most_days=1, now=now)[1])
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as conn:
        conn.execute(text("vacuum analyze"))
    return keys


@contextmanager
def server(url: str) -> Iterator[int]:
    """A real server over the database, a worker process for each core, as `jingge serve --workers` runs it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    settings = {"JINGGE_DATABASE_URL": url, "JINGGE_LOG_LEVEL": "WARNING"}
    workers = str(min(os.cpu_count() or 1, CLIENTS))
    serve = ["-m", "uvicorn", "--factory", "api.server:application", "--port", str(port), "--workers", workers]
    quiet = ["--log-level", "warning", "--no-access-log", "--timeout-worker-healthcheck", "60"]
    server = subprocess.Popen([sys.executable, *serve, *quiet], cwd=ROOT, env={**os.environ, **settings})
    try:
        for _ in range(200):
            assert server.poll() is None, "the server did not start"
            with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
                break
            time.sleep(0.1)
        yield port
    finally:
        server.terminate()
        server.wait(20)


def _batches(client: int, turn: int) -> list[list[Item]]:
    """What one device saw in a round: every cover of its part once."""
    seen = datetime.now(UTC) - timedelta(minutes=5)
    first = client * BATCHES * BATCH
    items: list[Item] = []
    for n in range(first + 1, first + BATCHES * BATCH + 1):
        lon, lat = 120.3 + (n % 200) * 0.0009, 36.0 + n // 200 * 0.0009
        items.append(
            {
                "id": str(uuid.uuid4()),
                "result": "fine",
                "asset_code": f"37020301002{n:06d}",
                "device_time": (seen + timedelta(milliseconds=n + turn)).isoformat(),
                "position": {
                    "lon": round(lon, 7),
                    "lat": round(lat, 7),
                    "accuracy_m": 4.5,
                    "source": "gnss",
                    "datum": "WGS84",
                },
            }
        )
    return [items[at : at + BATCH] for at in range(0, len(items), BATCH)]


def _run(work: Callable[..., None], jobs: Sequence[tuple[object, ...]]) -> float:
    """Observations a second of all jobs side by side, each a process; preparing is not counted."""
    barrier = mp.get_context("spawn").Barrier(len(jobs) + 1)
    processes = [mp.get_context("spawn").Process(target=work, args=(barrier, *job)) for job in jobs]
    for process in processes:
        process.start()
    barrier.wait(60)
    began = time.perf_counter()
    barrier.wait(120)
    took_s = time.perf_counter() - began
    for process in processes:
        process.join(60)
        assert process.exitcode == 0, "a client failed"
    batches = jobs[0][-1]
    assert isinstance(batches, list)
    return len(jobs) * len(batches) * BATCH / took_s


def _send(barrier: Barrier, port: int, key: str, batches: list[list[Item]]) -> None:
    """A device: one connection, one batch after the other, each answered with receipts."""
    bodies = [
        json.dumps(
            {
                "batch_id": str(uuid.uuid4()),
                "device_id": "bench",
                "device_time": datetime.now(UTC).isoformat(),
                "campaign_id": str(CAMPAIGN),
                "items": items,
            }
        ).encode()
        for items in batches
    ]
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
    answers = []
    barrier.wait(60)
    for body in bodies:
        line.request("POST", "/api/v1/observations", body, headers)
        answer = line.getresponse()
        answers.append((answer.status, answer.read()))
    barrier.wait(120)
    for status, answer_body in answers:
        assert status == 200, answer_body[:500]
        assert all(receipt["status"] == "accepted" for receipt in json.loads(answer_body)["receipts"])


def _insert(barrier: Barrier, url: str, batches: list[list[Item]]) -> None:
    """The peer: the same rows, straight."""
    batch_id, account_id, sha = uuid.uuid4(), uuid.uuid4(), b"0" * 32
    now = datetime.now(UTC)
    rows = [[_row(item, batch_id, account_id, now, sha) for item in items] for items in batches]
    with psycopg.connect(url) as conn, conn.cursor() as cursor:
        barrier.wait(60)
        for some in rows:
            cursor.executemany(_PEER, some)
            conn.commit()
        barrier.wait(120)


def _row(item: Item, batch_id: uuid.UUID, account_id: uuid.UUID, now: datetime, sha: bytes) -> tuple[object, ...]:
    at = item["position"]
    assert isinstance(at, dict)
    seen = datetime.fromisoformat(str(item["device_time"]))
    who = (uuid.UUID(str(item["id"])), batch_id, "bench", account_id, CAMPAIGN, item["asset_code"], item["result"])
    return (*who, at["lon"], at["lat"], at["accuracy_m"], at["source"], at["datum"], seen, seen, now, sha)


def _stored(engine: Engine) -> int:
    with engine.connect() as conn:
        return int(conn.execute(text("select count(*) from inspections.observation")).scalar_one())


def main() -> int:
    """Print the row; exit 1 where the bar is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="one JSON object on one line")
    parser.parse_args()
    rows = measure()
    for row in rows:
        print(json.dumps(row, ensure_ascii=False), flush=True)
    return 0 if all(float(str(row["ratio"])) >= BAR for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
