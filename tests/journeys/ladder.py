"""Tickets whose limits end within seconds, so that their bells ring while the server is killed."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine, text

from inspections.tickets import steps
from inspections.tickets.filing import report_defects
from registry.database import reading, writing
from tests.api.live import until
from tests.inspections.tickets import scene
from tests.registry import quarter

STAGES = ["warn", "late", "escalate", "supervise"]
KINDS = ("arrive", "make_safe", "repair")
PROFILE = "seconds"
LIMITS = f"""
insert into inspections.time_limit (profile, kind, defect_code, version, amount, unit, calendar_code, warn_share,
    escalate_share, supervise_share, source, valid_from, changed_at, changed_by)
select '{PROFILE}', kind, defect_code, version, 0.002, 'emergency_hour', calendar_code, 0.75, 1.5, 2, 'journey',
    valid_from, changed_at, changed_by
from inspections.time_limit
where profile = 'default' and defect_code = 'missing' and condition = '' and kind = any(:kinds)
"""
# An event is told before its clock is moved on: a lock on the table stops the chore just before the one or the other.
MOMENTS = {
    "inspections.ticket_event": "%into inspections.ticket_event%b.stage%",
    "inspections.ticket_clock": "%update inspections.ticket_clock%set rung%",
}
WAITS = """
select count(*) from pg_stat_activity
where datname = current_database() and wait_event_type = 'Lock' and query like :query
"""
RANG = """
select count(*), bool_and(rung = 4) from inspections.ticket_clock where ticket_id = any(:tickets) and kind = any(:kinds)
"""
BELLS = """
select e.id, e.ticket_id, e.data ->> 'clock_id' as clock, array_agg(e.action) over ladder as rung
from inspections.ticket_event e where e.ticket_id = any(:tickets) and e.data ->> 'clock' = any(:kinds)
window ladder as (partition by e.ticket_id, e.data ->> 'clock_id' order by e.seq
    rows between unbounded preceding and unbounded following)
"""


@dataclass(slots=True)
class Ladder:
    """Tickets that are dispatched and never touched again: warn, late, escalate, supervise, of three clocks each."""

    engine: Engine
    tickets: list[uuid.UUID] = field(default_factory=list)
    killed: int = 0

    def furnish(self) -> None:
        """Limits of seven seconds."""
        with writing(self.engine) as conn:
            conn.execute(text(LIMITS), {"kinds": list(KINDS)})

    def dispatch(self, *, ago: timedelta = timedelta()) -> None:
        """A hole of its own, dispatched so long ago."""
        now = datetime.now(UTC) - ago
        lon, lat = quarter.at(-300 + 30 * len(self.tickets), 40)
        with writing(self.engine) as conn:
            seen = scene.see(conn, None, "missing", lon=lon, lat=lat, observed_at=now)
            ticket = report_defects(conn, scene.INSPECTOR, [seen], now=now)[seen.observation_id].ticket_id
            assert ticket is not None
            for version, action in enumerate(("file", "dispatch"), start=1):
                data = {"assignee_code": scene.OWNER} if action == "dispatch" else {}
                steps.take(
                    conn, scene.DESK, ticket, action=action, event_id=uuid.uuid4(), if_version=version, now=now,
                    data=data, profile=PROFILE,
                )  # fmt: skip
        self.tickets.append(ticket)

    @contextmanager
    def held(self, table: str) -> Iterator[None]:
        """Inside, whoever rings stands still before it writes to `table`."""
        with self.engine.connect() as conn:
            conn.execute(text(f"lock table {table} in share mode"))
            yield
            conn.rollback()

    def waits(self, table: str) -> None:
        """Until the chore is in the midst of ringing."""

        def stands() -> bool:
            with reading(self.engine) as conn:
                return bool(conn.execute(text(WAITS), {"query": MOMENTS[table]}).scalar_one())

        until(stands)
        self.killed += 1

    def is_over(self) -> bool:
        """Whether every bell rang."""
        with reading(self.engine) as conn:
            row = conn.execute(text(RANG), {"tickets": self.tickets, "kinds": list(KINDS)}).one()
        return (row[0], row[1]) == (len(KINDS) * len(self.tickets), True)

    def bells(self) -> set[uuid.UUID]:
        """The events of all bells: of every clock of every ticket each stage once, in order."""
        with reading(self.engine) as conn:
            rows = conn.execute(text(BELLS), {"tickets": self.tickets, "kinds": list(KINDS)}).all()
        ladders = {(row.ticket_id, row.clock): row.rung for row in rows}
        assert len(ladders) == len(KINDS) * len(self.tickets)
        assert [rung for rung in ladders.values() if rung != STAGES] == []
        return {row.id for row in rows}
