"""What clocks ring: in order, once, whoever is killed meanwhile and however many look after them."""

import multiprocessing
import os
import signal
import time
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import Connection, Engine, text

from inspections.clocks import ringing
from inspections.clocks.limits import Kind
from inspections.clocks.running import standing_of
from registry.database import open_engine, writing
from tests.inspections.clocks.walk import Walk, hours
from tests.inspections.tickets.scene import FAR, NOW, OTHER_SEWER, SEWER, hazard

BELLS = "select ticket_id, action, data, version, at from inspections.ticket_event where data ? 'clock' order by seq"
STAGES = ["warn", "late", "escalate", "supervise"]
SPAWN = multiprocessing.get_context("spawn")


def bells(conn: Connection) -> list[tuple[UUID, str, str]]:
    return [(row.ticket_id, row.data["clock"], row.action) for row in conn.execute(text(BELLS))]


def ring_all(conn: Connection, at: float, *, most: int = 500) -> int:
    total = 0
    while rung := ringing.ring(conn, now=hours(at), most=most):
        total += rung
    return total


def test_each_stage_rings_when_it_falls_due(furnished: Connection) -> None:
    walk = Walk(furnished, hazard(furnished))
    walk.steps("file", "dispatch", "accept", "arrive", "make_safe")
    for at, told in ((4.4, []), (4.5, ["warn"]), (6, ["late"]), (7.4, []), (7.5, ["escalate"]), (9, ["supervise"])):
        before = len(bells(furnished))
        ring_all(furnished, at)
        assert [stage for _, _, stage in bells(furnished)[before:]] == told
    assert ring_all(furnished, 1000) == 0


def test_the_version_stays_and_the_event_says_what_rang(furnished: Connection) -> None:
    walk = Walk(furnished, hazard(furnished))
    walk.steps("file", "dispatch", "accept", "arrive", "make_safe")
    ring_all(furnished, 5)
    (row,) = furnished.execute(text(BELLS)).all()
    clock = walk.running(Kind.REPAIR)
    assert clock is not None
    assert (row.version, row.at, row.data["clock_id"]) == (walk.version, hours(5), str(clock.id))
    assert row.data["fell_at"] == hours(4.5).isoformat()
    assert row.data["due_at"] == hours(6).isoformat()


def test_after_a_long_outage_all_of_it_is_told_in_order(furnished: Connection) -> None:
    tickets = [Walk(furnished, hazard(furnished, asset)) for asset in (SEWER, OTHER_SEWER, FAR)]
    for at, walk in enumerate(tickets):
        walk.steps("file", "dispatch", at=at)
    total = ring_all(furnished, 500, most=2)
    rows = furnished.execute(text(BELLS)).all()
    fell = [row.data["fell_at"] for row in rows]
    assert fell == sorted(fell)
    levels = 1 + 4  # dispatched after one hour: warned; after two: all of it
    assert total == len(rows) == 3 * 3 * len(STAGES) + levels
    assert len({(row.data["clock_id"], row.action) for row in rows}) == len(rows)


def test_what_was_late_is_told_though_it_ended_before_anybody_looked(furnished: Connection) -> None:
    walk = Walk(furnished, hazard(furnished))
    walk.steps("file", "dispatch", "accept", "arrive", "make_safe")
    walk.step("repair", 7)
    ring_all(furnished, 8)
    assert [stage for _, clock, stage in bells(furnished) if clock == "repair"] == ["warn", "late"]
    walk.step("rework", 8)
    ring_all(furnished, 100)
    assert [stage for _, clock, stage in bells(furnished) if clock == "repair"] == STAGES


def test_a_rework_before_anybody_looked_tells_nothing_twice(furnished: Connection) -> None:
    walk = Walk(furnished, hazard(furnished))
    walk.steps("file", "dispatch", "accept", "arrive", "make_safe")
    walk.step("repair", 7)
    walk.step("rework", 8)
    ring_all(furnished, 100)
    assert [stage for _, clock, stage in bells(furnished) if clock == "repair"] == STAGES


def test_a_clock_that_stands_still_does_not_ring(furnished: Connection) -> None:
    walk = Walk(furnished, hazard(furnished))
    walk.steps("file", "dispatch", "arrive", "make_safe")
    walk.step("ask_suspension", 1, until=hours(24 * 4).isoformat())
    walk.steps("approve", "suspend", at=1)
    assert ring_all(furnished, 24 * 4) == 0
    assert ring_all(furnished, 24 * 4 + 4) == 1  # it goes on by itself at its cap


# Real processes ----------------------------------------------------------------------------------------------------


def _scene(engine: Engine, *assets: str) -> int:
    """Tickets that were dispatched and forgotten; how many bells they owe."""
    with writing(engine) as conn:
        for asset in assets:
            Walk(conn, hazard(conn, asset)).steps("file", "dispatch")
    return len(assets) * 3 * len(STAGES)  # arrive, make_safe, repair


def _tick(url: str, most: int, rounds: int, gate: object) -> None:
    engine = open_engine(url, pool_size=1)
    gate.wait()  # type: ignore[attr-defined]  # a barrier
    for _ in range(rounds):
        with writing(engine) as conn:
            ringing.ring(conn, now=NOW + timedelta(days=30), most=most)
    engine.dispose()


def _ring_slowly(url: str) -> None:
    """Rings one clock after the other for ever, and holds each transaction open for a moment before it is committed."""
    engine = open_engine(url, pool_size=1)
    while True:
        with writing(engine) as conn:
            ringing.ring(conn, now=NOW + timedelta(days=30), most=1)
            time.sleep(0.05)


def _told(engine: Engine) -> list[tuple[str, str]]:
    with engine.connect() as conn:
        return [(row.data["clock_id"], row.action) for row in conn.execute(text(BELLS))]


@pytest.mark.journey
def test_two_processes_that_tick_at_once_ring_once(town: Engine) -> None:
    owed = _scene(town, SEWER, OTHER_SEWER, FAR)
    url = town.url.render_as_string(hide_password=False)
    gate = SPAWN.Barrier(2)
    ticking = [SPAWN.Process(target=_tick, args=(url, 2, 40, gate)) for _ in range(2)]
    for process in ticking:
        process.start()
    for process in ticking:
        process.join(60)
        assert process.exitcode == 0
    told = _told(town)
    assert len(told) == len(set(told)) == owed


@pytest.mark.journey
def test_killed_between_rounds_and_within_them_nothing_is_lost_and_nothing_told_twice(town: Engine) -> None:
    owed = _scene(town, SEWER)
    url = town.url.render_as_string(hide_password=False)
    kills, seen = 0, [0]
    while len(told := _told(town)) < owed and kills < 60:
        process = SPAWN.Process(target=_ring_slowly, args=(url,))
        process.start()
        deadline = time.monotonic() + 30
        while len(_told(town)) < min(len(told) + 3, owed) and time.monotonic() < deadline:
            time.sleep(0.01)
        assert process.pid is not None
        os.kill(process.pid, signal.SIGKILL)
        process.join()
        assert process.exitcode == -signal.SIGKILL
        kills += 1
        seen.append(len(_told(town)))
    assert kills > 2
    assert seen == sorted(seen)
    assert len(told) == len(set(told)) == owed


def test_a_ticket_that_somebody_holds_waits_for_the_next_round(town: Engine) -> None:
    with writing(town) as conn:
        held, free = (Walk(conn, hazard(conn, asset)) for asset in (SEWER, OTHER_SEWER))
        for walk in (held, free):
            walk.steps("file", "dispatch")
    with town.begin() as desk:
        desk.execute(text("select from inspections.ticket where id = :id for no key update"), {"id": held.id})
        with writing(town) as conn:
            assert ring_all(conn, 1000) == 12
            assert {ticket for ticket, _, _ in bells(conn)} == {free.id}
    with writing(town) as conn:
        assert ring_all(conn, 1000) == 12
        clocks = [clock for clock in standing_of(conn, held.id).clocks if clock.is_running and clock.limit.shares]
        assert [(clock.rung, clock.next_at) for clock in clocks] == [(4, None)] * 3
