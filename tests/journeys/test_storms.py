"""A storm to its report: forty emergencies, limits raised for those alone, figures counted by hand."""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Connection, Engine, text

from inspections.guards import lowlands, shafts, storms
from inspections.guards.keeping import Kind, guard_of, tell_ran_out
from inspections.guards.lowlands import NewPoint
from inspections.guards.report import report
from inspections.guards.shafts import Posting
from inspections.guards.storms import Level, profile_at
from inspections.tickets.filing import Sighting, report_defects
from inspections.tickets.steps import take
from registry.actor import Actor, Role
from registry.database import writing
from tests.conftest import NOW
from tests.inspections.guards.site import account

pytestmark = pytest.mark.journey

HOLES, CRACKS, HOUR = 30, 10, 60
ENDS = 180  # minutes
COVERS = """
select a.code, a.class_code, a.owner_code, a.setting, a.community_code, a.grid_code,
    st_x(a.geom) as lon, st_y(a.geom) as lat
from registry.asset a join registry.asset_class k on k.code = a.class_code and k.is_cover
where a.community_code is not null and a.status <> 'removed' and not exists (
    select from inspections.ticket t where t.asset_code = a.code)
order by a.code limit :n
"""


def minutes(n: float) -> datetime:
    return NOW + timedelta(minutes=n)


def person(*roles: Role, org: str | None = None) -> Actor:
    return Actor(uuid4(), "storm", org, frozenset(roles), ("370203",))


DESK, INSPECTOR = person(Role.DISPATCHER), person(Role.INSPECTOR)


def hazard(conn: Connection, cover: object, defect: str, at: float) -> UUID:
    """A hazard reported at a minute; its ticket."""
    told = {
        name: getattr(cover, name) for name in ("class_code", "owner_code", "setting", "community_code", "grid_code")
    }
    seen = Sighting(
        observation_id=uuid4(), asset_code=cover.code, lon=cover.lon, lat=cover.lat, accuracy_m=3.0,  # type: ignore[attr-defined]  # a row
        defect_code=defect, severity=3, observed_at=minutes(at), **told,
    )  # fmt: skip
    conn.execute(
        text(
            "insert into inspections.observation (id, batch_id, device_id, account_id, asset_code, result, defect_code,"
            " observed_at, received_at, content_sha256)"
            " values (:id, :id, 'd', :id, :asset, 'defect', :defect, :at, :at, '')"
        ),
        {"id": seen.observation_id, "asset": seen.asset_code, "defect": defect, "at": seen.observed_at},
    )
    ticket = report_defects(conn, INSPECTOR, [seen], now=minutes(at))[seen.observation_id].ticket_id
    assert ticket is not None
    return ticket


def make_safe(conn: Connection, ticket: UUID, at: float) -> None:
    version = conn.execute(text("select version from inspections.ticket where id = :id"), {"id": ticket}).scalar_one()
    org = Actor(INSPECTOR.account_id, "storm", "PSGS", INSPECTOR.roles, INSPECTOR.areas)
    take(
        conn, org, ticket, action="make_safe", event_id=uuid4(), if_version=version, now=minutes(at), photos=("b" * 64,)
    )


def test_a_storm(small: Engine) -> None:
    with writing(small) as conn:
        covers = conn.execute(text(COVERS), {"n": 45}).all()
        before = hazard(conn, covers[40], "missing", -30)
        (low,) = lowlands.add(
            conn, person(Role.STEWARD),
            [NewPoint(uuid4(), "桥洞", covers[0].lon, covers[0].lat, 100, "防汛办清单")], now=NOW,
        )  # fmt: skip
    with writing(small) as conn:
        storm = storms.declare(conn, DESK, id_=uuid4(), area_code="370203", level=Level.ORANGE, now=NOW)
    with writing(small) as conn:
        holes = [hazard(conn, covers[n], "missing", n) for n in range(HOLES)]
        cracks = [hazard(conn, covers[HOLES + n], "broken", HOLES + n) for n in range(CRACKS)]
        for n in range(3):
            post = Posting(uuid4(), Kind.WATCH, account(conn), None, f"值守 {n}", minutes(5), minutes(125))
            storms.post_watcher(conn, DESK, storm.id, low.id, post, now=minutes(5))
    unguarded = 0.0
    with writing(small) as conn:
        for n, ticket in enumerate(holes):
            if n < 10:  # a guard ten minutes after the report for half an hour, barred 20 minutes after it left
                post = Posting(uuid4(), Kind.WATCH, None, "PSGS", "看护", minutes(n + 10), minutes(n + 40))
                shafts.post(conn, DESK, ticket, post, now=minutes(n + 10))
                make_safe(conn, ticket, n + HOUR)  # exactly an hour after the report: in time
                unguarded += 10 + 20
            elif n < 20:  # barred an hour and a minute after the report
                make_safe(conn, ticket, n + HOUR + 1)
                unguarded += HOUR + 1
            else:  # nobody came
                unguarded += ENDS - n
        for n, ticket in enumerate(cracks[:4]):
            make_safe(conn, ticket, HOLES + n + 15)
    unguarded += ENDS  # the shaft that was open before
    with writing(small) as conn:
        storms.end(conn, DESK, storm.id, event_id=uuid4(), if_version=1, now=minutes(ENDS))
        after = hazard(conn, covers[41], "missing", ENDS)
    with writing(small) as conn:
        found = report(conn, DESK, storm.id, now=minutes(300))
        counted = found.figures
        assert (counted.hazards, counted.shafts, counted.open_before, counted.watchers) == (40, 30, 1, 3)
        assert (counted.safe_in_time, counted.late, counted.pending) == (10 + 4, 40 - 14, 0)
        assert counted.unguarded_minutes == pytest.approx(unguarded)
        assert counted.unguarded_minutes == pytest.approx(sum(line.unguarded_minutes or 0 for line in found.lines))
        # its limits hold for exactly those that were reported while it lasted
        rows = conn.execute(text("select id, community_code, reported_at from inspections.ticket")).all()
        raised = {
            row.id for row in rows
            if profile_at(conn, row.community_code, now=row.reported_at, default="default") == "storm"
        }  # fmt: skip
        assert raised == {*holes, *cracks}
        assert before not in raised
        assert after not in raised
        # what nobody guards is told of: the guards that ran out before a barrier stood are not news any more
        states = guard_of(conn, holes, now=minutes(300))
        assert sum(not one.watch.is_guarded for one in states.values()) == 10
        assert tell_ran_out(conn, now=minutes(300)) == 0
