"""Cells are published, restored and taken back while crews repair and people report: nothing is lost or homeless."""

import random
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Engine, text

from inspections.tickets.filing import report_defects
from inspections.tickets.steps import take
from registry.database import reading, writing
from registry.history import travel
from registry.history.moments import Moments
from registry.redraw import publishing
from tests.inspections.tickets.redrawn import add_grids, clock, publish, strips, undo
from tests.inspections.tickets.scene import AFTER_PHOTO, CREW, DESK, INSPECTOR, OWNER, furnish, see
from tests.registry.quarter import EAST, at

pytestmark = pytest.mark.journey

COVERS = 120
WALK = ("file", "dispatch", "accept", "make_safe", "repair", "verify", "close")
VERSIONS = dict(zip(WALK, (1, 2, 3, 4, 4, 5, 6), strict=True))  # a make-safe leaves it
BY = dict(zip(WALK, (DESK, DESK, CREW, CREW, CREW, INSPECTOR, DESK), strict=True))


@dataclass
class Town:
    """The quarter with two grids, covers in both, and what was done to them."""

    engine: Engine
    covers: list[str]
    steps: dict[UUID, str] = field(default_factory=dict)  # every step that was answered for, by the id of its event
    moments: list[datetime] = field(default_factory=list)
    faults: list[BaseException] = field(default_factory=list)

    def remember(self) -> None:
        """A moment at which nobody is in the middle of a report."""
        with writing(self.engine) as conn:
            conn.execute(text("select pg_advisory_xact_lock(45, 10)"))
            self.moments.append(clock(conn))

    def report(self, cover: str) -> UUID:
        with writing(self.engine) as conn:
            conn.execute(text("select inspections.lock_cells()"))
            lon, lat = conn.execute(
                text("select st_x(geom), st_y(geom) from registry.asset where code = :code"), {"code": cover}
            ).one()
            seen = see(conn, cover, lon=lon, lat=lat)
            filed = report_defects(conn, INSPECTOR, [seen], now=clock(conn))[seen.observation_id]
        assert filed.ticket_id is not None
        self.steps[seen.observation_id] = "report"
        return filed.ticket_id

    def walk(self, ticket: UUID, *actions: str) -> None:
        """Take steps as a phone does that read the ticket long ago: each from the version it knows."""
        for action in actions:
            version, event = VERSIONS[action], uuid4()
            with writing(self.engine) as conn:
                conn.execute(text("select id from inspections.ticket where id = :id for no key update"), {"id": ticket})
                take(
                    conn,
                    BY[action],
                    ticket,
                    action=action,
                    event_id=event,
                    if_version=version,
                    now=clock(conn),
                    photos=(AFTER_PHOTO,) if action in {"make_safe", "repair", "verify"} else (),
                    data={"condition": "J-restored"} if action == "close" else {},
                )
            self.steps[event] = action

    def publish(self, *shares: float, days: float = 0) -> int:
        with writing(self.engine) as conn:
            return publish(conn, strips(*shares), days=days).plan

    def undo(self, plan: int) -> int:
        with writing(self.engine) as conn:
            return undo(conn, plan).plan


@pytest.fixture
def town(fresh: Callable[[], Engine]) -> Town:
    engine = fresh()
    dice = random.Random(4)
    with writing(engine) as conn:
        furnish(conn)
        add_grids(conn)
        rows = []
        for n in range(COVERS):
            lon, lat = at(dice.uniform(1, 599), dice.uniform(-290, 290))
            rows.append({"code": f"37020301002{n + 500:06d}", "lon": lon, "lat": lat, "id": f"j{n}", "owner": OWNER})
        conn.execute(
            text(
                "insert into registry.asset (code, code_scheme, class_code, community_code, owner_code, setting, geom,"
                f" source, source_id) values (:code, 'GB/T 47678.5-2026', '01002', '{EAST}', :owner, 'footway',"
                " st_setsrid(st_makepoint(:lon, :lat), 4326), 'j', :id)"
            ),
            rows,
        )
    return Town(engine, [str(row["code"]) for row in rows])


@contextmanager
def _meanwhile(town: Town, *jobs: Callable[[], None]) -> Iterator[None]:
    def run(job: Callable[[], None]) -> None:
        try:
            job()
        except BaseException as error:
            town.faults.append(error)

    threads = [threading.Thread(target=run, args=(job,)) for job in jobs]
    for thread in threads:
        thread.start()
    yield
    for thread in threads:
        thread.join(timeout=120)
        assert not thread.is_alive()
    assert town.faults == []


def _check(town: Town) -> None:
    """Nothing that was answered for is lost; at every moment each thing was in exactly one cell that stood then."""
    with reading(town.engine) as conn:
        told = {row.id: row.action for row in conn.execute(text("select id, action from inspections.ticket_event"))}
        versions = conn.execute(
            text(
                "select t.version, count(*) filter (where not e.quiet) as steps,"
                " (array_agg(e.to_state order by e.version desc, e.seq desc))[1] = t.state as same"
                " from inspections.ticket t join inspections.ticket_event e on e.ticket_id = t.id group by t.id"
            )
        ).all()
    assert {event: told.get(event) for event in town.steps} == town.steps
    assert all(row.version == row.steps and row.same for row in versions)
    for moment in town.moments:
        with reading(town.engine) as conn:
            travel.depart(conn, Moments(as_of=moment, as_known_at=moment))
            stood = set(conn.execute(text("select code from registry.micro_grid")).scalars())
            homes = conn.execute(text("select registry.micro_grid_at(geom) from registry.asset where source = 'j'"))
            assert set(homes.scalars()) <= (stood or {None}), moment
            tickets = conn.execute(
                text(
                    "select number, state, closed_at, micro_grid_code, registry.micro_grid_at(geom) as home"
                    " from inspections.ticket_then(:moment)"
                ),
                {"moment": moment},
            ).all()
        for ticket in tickets:
            if ticket.state != "closed":
                assert ticket.micro_grid_code == ticket.home, (ticket, moment)
                continue
            with reading(town.engine) as conn:  # it keeps the cell of the moment at which it was closed
                travel.depart(conn, Moments(as_of=ticket.closed_at, as_known_at=ticket.closed_at))
                then = conn.execute(
                    text("select registry.micro_grid_at(geom) from inspections.ticket where number = :n"),
                    {"n": ticket.number},
                ).scalar_one()
            assert ticket.micro_grid_code == then, (ticket, moment)


def test_publish_work_on_undo_and_restore(town: Town) -> None:
    """One person alone: every turn of a plan with tickets in every state."""
    covers = iter(town.covers)
    tickets = [town.report(next(covers)) for _ in range(len(WALK) + 1)]
    for n, ticket in enumerate(tickets):
        town.walk(ticket, *WALK[:n])
    town.remember()
    first = town.publish(0.5)
    town.remember()
    town.walk(tickets[0], *WALK)
    second = town.publish(0.3, 0.6)
    town.remember()
    town.walk(tickets[1], *WALK[1:])
    waiting = town.publish(0.7, days=1)
    town.remember()
    town.undo(waiting)
    town.remember()
    town.walk(tickets[2], *WALK[2:5])
    restored = town.undo(second)
    town.remember()
    town.walk(tickets[2], *WALK[5:])
    soon = town.publish(0.2, 0.8, days=0.5 / 86400)
    with writing(town.engine) as conn:
        conn.execute(text("select pg_sleep(0.6)"))
        assert publishing.due(conn, now=clock(conn)) == [soon]
        publishing.enact(conn, soon, by="clock")
    town.remember()
    town.undo(soon)
    town.undo(restored + 2)
    town.remember()
    _check(town)
    with reading(town.engine) as conn:
        story = conn.execute(
            text(
                "select data ->> 'plan' as plan, data ->> 'from' as was, data ->> 'micro_grid_code' as home,"
                " data ->> 'by' as who"
                " from inspections.ticket_event where ticket_id = :id and action = 'redraw' order by seq"
            ),
            {"id": tickets[3]},
        ).all()
    assert story[0].plan == str(first)
    assert story[0].was is None
    assert {row.who for row in story} <= {"planner", "clock"}
    assert all(one.home == two.was for one, two in pairwise(story))


def test_crews_close_and_people_report_while_plans_come_and_go(town: Town) -> None:
    early = [town.report(cover) for cover in town.covers[:40]]
    late = town.covers[40:80]

    def crew(part: int) -> Callable[[], None]:
        def repair() -> None:
            for ticket in early[part::2]:
                town.walk(ticket, *WALK)

        return repair

    def residents() -> None:
        for cover in late:
            town.report(cover)

    def planner() -> None:
        plans = [town.publish(0.5)]
        for share in (0.3, 0.6, 0.45):
            town.remember()
            plans.append(town.publish(share, 0.8))
            town.remember()
            plans.append(town.undo(plans[-1]))
            town.remember()

    with _meanwhile(town, crew(0), crew(1), residents, planner):
        pass
    town.remember()
    assert sum(action == "close" for action in town.steps.values()) == len(early)
    _check(town)
    with reading(town.engine) as conn:
        nowhere = text("select count(*) from inspections.ticket where micro_grid_code is null and state <> 'closed'")
        assert conn.execute(nowhere).scalar() == 0
