"""The server is killed twenty times while steps are taken and bells ring, ten times in the midst of ringing.

No event is lost, no bell is missed (warn, late, supervisor, 督办) or rings twice, nothing comes twice but under its id.
"""

import json
import multiprocessing
import multiprocessing.process
import os
import signal
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count

import httpx
import numpy as np
import pytest
from sqlalchemy import Engine, text

from api.cli import service
from api.demo import stage
from inspections.outbox import signing, webhooks
from registry.actor import Role
from registry.database import reading, writing
from tests.api.live import Receiver, stream, until
from tests.api.support import Made, make_account
from tests.inspections.tickets import scene
from tests.journeys.ladder import MOMENTS, Ladder

pytestmark = pytest.mark.journey

ROUNDS = 20
SECRET = signing.secret_of(bytes(range(32)))


# Started from a process that has imported all there is, for twenty starts would take longer than all the rest.
_WARM = multiprocessing.get_context("forkserver")
_WARM.set_forkserver_preload(["api.server", "api.cli.service"])


def serve(url: str, port: int) -> None:
    """`jingge serve`, in a process of its own."""
    os.environ |= {"JINGGE_DATABASE_URL": url, "JINGGE_WEBHOOK_NETWORKS": "127.0.0.0/8", "JINGGE_LOG_LEVEL": "ERROR"}
    service.serve(port=port)


@dataclass(slots=True)
class Server:
    """The real process with its chores, which dies and comes back on the same port."""

    url: str
    port: int
    process: multiprocessing.process.BaseProcess | None = None

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        self.process = _WARM.Process(target=serve, args=(self.url, self.port))
        self.process.start()
        until(self._answers)

    def end(self, how: signal.Signals) -> int | None:
        assert self.process is not None
        assert self.process.pid is not None
        os.kill(self.process.pid, how)
        self.process.join(timeout=30)
        return self.process.exitcode

    def _answers(self) -> bool:
        try:
            return httpx.get(f"{self.base}/healthz", timeout=5, verify=False).is_success
        except httpx.TransportError:
            return False


@dataclass(slots=True)
class Reader:
    """Reads the stream until told to stop, and resumes after the last id whenever it breaks."""

    server: Server
    token: str
    numbers: list[int] = field(default_factory=list)
    bodies: list[dict[str, object]] = field(default_factory=list)
    resumed: int = 0
    last_id: str = "0"
    stop: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        while not self.stop.is_set():
            try:
                self._read()
            except httpx.HTTPError:
                time.sleep(0.2)
            self.resumed += 1

    def _read(self) -> None:
        with stream(self.server.base, self.token, last_id=self.last_id) as source:
            for event in source.iter_sse():
                if event.data:
                    self.numbers.append(int(event.id))
                    self.bodies.append(json.loads(event.data))
                self.last_id = event.id
                if self.stop.is_set():
                    return


@dataclass(slots=True)
class Desk:
    """Urges on tickets without end; a step that was not answered is sent again under its id."""

    server: Server
    token: str
    tickets: list[uuid.UUID]
    done: list[uuid.UUID] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    stop: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        with httpx.Client(timeout=10, headers={"Authorization": f"Bearer {self.token}", "If-Match": '"1"'}) as client:
            for turn in count():
                if self.stop.is_set():
                    return
                self._take(client, self.tickets[turn % len(self.tickets)], uuid.uuid4())
                time.sleep(0.1)

    def _take(self, client: httpx.Client, ticket_id: uuid.UUID, event_id: uuid.UUID) -> None:
        body = {"id": str(event_id), "action": "urge", "reason": "快"}
        while True:
            try:
                answer = client.post(f"{self.server.base}/api/v1/tickets/{ticket_id}/steps", json=body)
            except httpx.TransportError:
                time.sleep(0.2)
                continue
            if answer.status_code == 503:
                time.sleep(0.2)
                continue
            if answer.status_code != 200:
                self.faults.append(answer.text)
            self.done.append(event_id)
            return


@pytest.fixture
def town(fresh: Callable[[], Engine]) -> Engine:
    engine = fresh()
    with writing(engine) as conn:
        scene.furnish(conn)
    return engine


@pytest.fixture
def server(town: Engine) -> Iterator[Server]:
    made = Server(town.url.render_as_string(hide_password=False), stage.free_port())
    made.start()
    yield made
    assert made.process is not None
    made.process.kill()
    made.process.join(timeout=30)


def _hook(engine: Engine, owner: Made, url: str) -> None:
    with writing(engine) as conn:
        webhooks.create(
            conn, scene.person(Role.ADMIN), webhooks.Wanted("journey", url), id_=uuid.uuid4(),
            kind=webhooks.Kind.WEBHOOK, secret=SECRET, now=datetime.now(UTC),
        )  # fmt: skip
        conn.execute(text("update inspections.webhook set account_id = :id"), {"id": owner.id})


def test_no_event_is_lost_and_none_is_doubled_beyond_its_id(town: Engine, server: Server) -> None:
    dice = np.random.default_rng(17)
    refused: set[str] = set()
    calm = threading.Event()

    def answer(message_id: str, _: bytes) -> tuple[int, bytes]:
        if (
            not calm.is_set() and message_id not in refused and dice.random() < 0.1
        ):  # one in ten comes at a bad moment, once
            refused.add(message_id)
            return 503, b"later"
        return 204, b""

    desk_account = make_account(town, Role.DISPATCHER, org="CGJ")
    with Receiver(SECRET, answer) as receiver:
        _hook(town, make_account(town, Role.ADMIN), receiver.url)
        with writing(town) as conn:
            tickets = [scene.hazard(conn, asset) for asset in (scene.SEWER, scene.OTHER_SEWER, scene.FAR)]
        reader = Reader(server, desk_account.token)
        desks = [Desk(server, desk_account.token, tickets) for _ in range(2)]
        threads = [threading.Thread(target=run, daemon=True) for run in (reader.run, *(desk.run for desk in desks))]
        for thread in threads:
            thread.start()
        ladder = Ladder(town)
        ladder.furnish()
        for turn in range(ROUNDS // 2):
            ladder.dispatch()
            seen, much = len(reader.numbers) + len(receiver.got), int(dice.integers(1, 20))
            until(lambda: len(reader.numbers) + len(receiver.got) >= seen + much)  # noqa: B023 - called at once
            server.end(signal.SIGKILL)
            ladder.dispatch(ago=timedelta(hours=1))  # its four bells are due, and ring as the server starts
            with ladder.held(table := list(MOMENTS)[turn % 2]):
                server.start()
                ladder.waits(table)
                server.end(signal.SIGKILL)
            server.start()
        for desk in desks:
            desk.stop.set()
        for thread in threads[1:]:
            thread.join(timeout=60)
            assert not thread.is_alive()
        calm.set()
        until(ladder.is_over, seconds=90)
        with writing(town) as conn:  # what was refused at a second attempt waits for minutes: time passes
            conn.execute(text("update inspections.delivery set next_at = now() where status = 'waiting'"))
        until(lambda: _settled(town), seconds=90)
        until(lambda: len(reader.numbers) >= _stored(town))
        reader.stop.set()
        with writing(town) as conn:  # wakes the reader, which looks whether it shall stop
            scene.hazard(conn, None)
        threads[0].join(timeout=60)
        assert not threads[0].is_alive()
    _check(town, receiver, reader, desks)
    bells = {str(one) for one in ladder.bells()}
    with reading(town) as conn:
        rows = conn.execute(text("select id, number from inspections.outbox")).all()
    assert {row.number for row in rows if str(row.id) in bells} <= set(reader.numbers)
    assert bells <= {str(row.id) for row in rows} & dict(receiver.got).keys()
    print(f"{len(bells)} bells of {len(ladder.tickets)} tickets each rang once, {ladder.killed} kills amid ringing")
    assert server.end(signal.SIGTERM) in {0, -signal.SIGTERM}


def _check(town: Engine, receiver: Receiver, reader: Reader, desks: list[Desk]) -> None:
    with reading(town) as conn:
        rows = conn.execute(text("select number, id, body from inspections.outbox order by number")).all()
        events = set(conn.execute(text("select id from inspections.ticket_event")).scalars())
        attempts = conn.execute(text("select sum(cardinality(attempted_at)) from inspections.delivery")).scalar_one()
    assert not [fault for desk in desks for fault in desk.faults]
    assert {event_id for desk in desks for event_id in desk.done} <= events
    assert {row.id for row in rows} == events, "each event is in the outbox"
    assert [row.number for row in rows] == list(range(1, len(rows) + 1)), "numbers have no gap"
    # the last event, which woke the reader, may have come before or after the end
    assert reader.numbers == list(range(1, len(reader.numbers) + 1)), "each once, in order"
    assert reader.bodies == [row.body for row in rows[: len(reader.bodies)]]
    assert len(rows) - len(reader.numbers) <= 1
    assert receiver.unsigned == []
    told = dict(receiver.got)
    assert {str(row.id) for row in rows[:-1]} <= told.keys() <= {str(row.id) for row in rows}
    assert len(set(receiver.got)) == len(told), "sent again, a message is the same to the byte"
    print(
        f"\n{ROUNDS} kills, {len(rows)} events, stream resumed {reader.resumed} times, "
        f"{len(receiver.got)} messages received of {attempts} attempts under {len(told)} ids"
    )


def _settled(town: Engine) -> bool:
    with reading(town) as conn:
        return bool(
            conn.execute(
                text(
                    "select not exists (select from inspections.outbox where number is null)"
                    " and (select min(position) from inspections.webhook) ="
                    " (select max(number) from inspections.outbox)"
                    " and not exists (select from inspections.delivery where status <> 'delivered')"
                )
            ).scalar_one()
        )


def _stored(town: Engine) -> int:
    with reading(town) as conn:
        return int(conn.execute(text("select count(*) from inspections.outbox")).scalar_one())
