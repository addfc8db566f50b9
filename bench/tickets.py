"""Steps of tickets a second over HTTP, beside the very statements of such a step under pgbench in the same run.

`python bench/tickets.py [--json]`, or `./run bench tickets`. Ours: a real server process, a worker for each core, 32
clients that each hand tickets of their own from crew to crew (二次派遣), a step an HTTP request: signed in, checked
against table, rights and version, stored with its event, told to all that listens. Peer: pgbench with 32 clients runs
what one such step sends to the database, statement by statement, on tickets of the same kind; no HTTP, no Python.
"""

import argparse
import csv
import http.client
import json
import re
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import Engine, event, text

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from api.access import accounts, tokens  # noqa: E402 - run as a file, the house is found first
from bench.sync import database, server  # noqa: E402 - as above
from bench.tiling.peers import pgbench_program  # noqa: E402 - as above
from inspections import reference  # noqa: E402 - as above
from inspections.tickets.steps import take  # noqa: E402 - as above
from registry.actor import Actor, Role  # noqa: E402 - as above
from registry.database import open_engine, writing  # noqa: E402 - as above

BAR = 0.12
CLIENTS, TICKETS, SECONDS, ROUNDS = 32, 20, 8, 3
HOUSE, CREWS = "PSGS", ("PSGS-01", "PSGS-02")
REFERENCE = ROOT / "fixtures" / "reference"

_TICKET = "(select id from public.bench_ticket where n = :n)"
_TICKETS = """
insert into inspections.ticket (id, number, state, version, defect_code, hazard, place_zh, place_en, community_code,
    geom, assignee_code, reported_at, filed_at, dispatched_at, due_at)
select gen_random_uuid(), 'B-' || n, 'dispatched', 1, 'broken', true, '基准', 'bench', '370203005001',
    st_setsrid(st_makepoint(120.37 + n * 0.00001, 36.08), 4326), 'PSGS', now(), now(), now(), now() + interval '6 hours'
from generate_series(1, {tickets}) n;
create table public.bench_ticket as select row_number() over (order by number) as n, id from inspections.ticket;
alter table public.bench_ticket add primary key (n);
"""


def measure() -> list[dict[str, object]]:
    """One row: steps a second, ours over HTTP beside pgbench; medians of three rounds in turn."""
    with database() as url, tempfile.TemporaryDirectory() as folder:
        engine = open_engine(url)
        key, desk, ids = _furnish(engine)
        script = Path(folder) / "step.sql"
        script.write_text(_statements(engine, desk, ids[0]), encoding="utf-8")
        ours, peer = [], []
        with server(url) as port:
            _drive(port, key, ids, seconds=2)  # warm
            for _ in range(ROUNDS):
                ours.append(_drive(port, key, ids, seconds=SECONDS))
                peer.append(_pgbench(url, script))
        engine.dispose()
    fast, straight = statistics.median(ours), statistics.median(peer)
    row: dict[str, object] = {"name": "tickets", "ratio": round(fast / straight, 3), "bar": BAR}
    row |= {"ours": round(fast), "peer": round(straight), "unit": "steps/s"}
    return [row | {"peer_is": "pgbench, the same statements"}]


def _furnish(engine: Engine) -> tuple[str, Actor, list[uuid.UUID]]:
    """The rules of the city, an organisation with two crews, tickets it was given; token and actor of its own desk."""
    with (REFERENCE / reference.RULES).open(encoding="utf-8") as file:
        codes = {row["assignee_code"] for row in csv.DictReader(file)} - {reference.OWNER} | {HOUSE}
    rows = [{"code": code, "kind": "company", "parent": None} for code in sorted(codes)]
    rows += [{"code": crew, "kind": "crew", "parent": HOUSE} for crew in CREWS]
    now = datetime.now(UTC)
    with writing(engine) as conn:
        organisation = "insert into registry.organisation (code, name_zh, name_en, kind, parent_code)"
        conn.execute(text(f"{organisation} values (:code, :code, :code, :kind, :parent)"), rows)
        with (REFERENCE / "asset_classes.csv").open(encoding="utf-8") as file:
            classes = [{"code": row["code"]} for row in csv.DictReader(file)]
        conn.execute(
            text("insert into registry.asset_class (code, name_zh, name_en, is_cover) values (:code, '', '', true)"),
            classes,
        )
        reference.load(conn, REFERENCE)
        conn.exec_driver_sql(_TICKETS.format(tickets=CLIENTS * TICKETS + 1))
        made = accounts.create(
            conn, login="house", name="bench", password=None, org_code=HOUSE, roles=[Role.CREW, Role.DISPATCHER],
            areas=["370203"], now=now,
        )  # fmt: skip
        key = tokens.add(conn, made.id, name="bench", days=1, most_days=1, now=now)[1]
        ids = list(conn.execute(text("select id from public.bench_ticket order by n")).scalars())
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as conn:
        conn.execute(text("vacuum analyze"))
    return key, accounts.as_actor(made), ids


def _statements(engine: Engine, desk: Actor, ticket_id: uuid.UUID) -> str:
    """What one step sends to the database, as a script of pgbench on tickets at random; ids of events are made anew."""
    sent: list[tuple[str, Any]] = []
    event_id = uuid.uuid4()
    with writing(engine) as conn:

        def listener(_: object, __: object, statement: str, parameters: Any, *___: object) -> None:
            sent.append((statement, parameters))

        event.listen(engine, "before_cursor_execute", listener)
        take(
            conn, desk, ticket_id, action="assign", event_id=event_id, if_version=1, now=datetime.now(UTC),
            data={"crew_code": CREWS[0]},
        )  # fmt: skip
        event.remove(engine, "before_cursor_execute", listener)
        raw = conn.connection.driver_connection
        assert isinstance(raw, psycopg.Connection)
        cursor = psycopg.ClientCursor(raw)
        plain = [cursor.mogrify(statement, parameters) for statement, parameters in sent]
    lines = [f"\\set n random(2, {CLIENTS * TICKETS + 1})", "begin;"]
    for statement in plain:
        own = re.sub(f"'{ticket_id.hex}'(::uuid)?", _TICKET, statement)
        own = re.sub(f"'{event_id.hex}'(::uuid)?", "gen_random_uuid()", own)
        if "update inspections.ticket\n" in own:
            own = re.sub(r"\bversion = 2\b", "version = version + 1", own)
        if "insert into inspections.ticket_event" in own:
            own = own.replace(
                ", 2, 'assign'", f", (select version from inspections.ticket where id = {_TICKET}), 'assign'"
            )
        code = (line for line in own.splitlines() if not line.lstrip().startswith("--"))
        lines.append(" ".join(code).rstrip("; ") + ";")
    return "\n".join([*lines, "commit;"]) + "\n"


def _drive(port: int, key: str, ids: Sequence[uuid.UUID], *, seconds: float) -> float:
    """Steps a second of all clients together, each on tickets of its own."""
    until = time.monotonic() + seconds

    def one(client: int) -> int:
        line = http.client.HTTPConnection("127.0.0.1", port)
        mine = ids[1 + client * TICKETS : 1 + (client + 1) * TICKETS]
        done = 0
        while time.monotonic() < until:
            ticket = mine[done % TICKETS]
            version = _versions.get(ticket, 1)
            body = {"id": str(uuid.uuid4()), "action": "assign", "crew_code": CREWS[version % 2]}
            headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json", "If-Match": f'"{version}"'}
            line.request("POST", f"/api/v1/tickets/{ticket}/steps", json.dumps(body), headers)
            answer = line.getresponse()
            told = json.loads(answer.read())
            if answer.status == 412:  # pgbench moved it meanwhile
                _versions[ticket] = told["fields"]["version"]
                continue
            assert answer.status == 200, told
            _versions[ticket] = told["version"]
            done += 1
        line.close()
        return done

    began = time.monotonic()
    with ThreadPoolExecutor(CLIENTS) as pool:
        total = sum(pool.map(one, range(CLIENTS)))
    return total / (time.monotonic() - began)


_versions: dict[uuid.UUID, int] = {}


def _pgbench(url: str, script: Path) -> float:
    """Transactions a second of the script under pgbench."""
    run = [str(pgbench_program()), "-n", "-c", str(CLIENTS), "-j", "2", "-T", str(SECONDS), "-f", str(script), url]
    done = subprocess.run(run, check=False, capture_output=True, text=True)
    said = done.stdout
    if done.returncode:
        raise RuntimeError(done.stderr[-3000:])
    assert "number of failed transactions: 0" in said, said
    return float(said.split("tps = ")[1].split()[0])


def main() -> int:
    """Print the row, as words or JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    [row] = measure()
    print(json.dumps(row) if options.json else row)
    return 0


if __name__ == "__main__":
    sys.exit(main())
