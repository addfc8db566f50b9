"""What a defect needs to be repaired, and one visit made of all that is open on one cover.

Pure. A lane is closed once and a lid replaced once, however many defects it has: the longest set-up counts once, the
work of each defect by itself, and the largest load.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from inspections.crews.plan import Job


@dataclass(frozen=True, slots=True)
class Need:
    """One row of `inspections.job_need`; without `class_code` of every class. `load` is lids to bring along."""

    defect_code: str
    class_code: str | None
    setup_minutes: float
    work_minutes: float
    skills: frozenset[str]
    load: int


@dataclass(frozen=True, slots=True)
class Open:
    """An open ticket as far as a tour is concerned; `place_key` names the cover, or the place where there is none."""

    ticket_id: UUID
    number: str
    place_key: str
    assignee_code: str
    crew_code: str | None
    class_code: str | None
    community_code: str | None
    defect_code: str
    priority: int
    hazard: bool
    due_at: datetime | None
    lon: float
    lat: float


@dataclass(frozen=True, slots=True)
class Visit:
    """What is done in one visit: tickets of one cover and one assignee, the most urgent one first."""

    key: str
    tickets: tuple[Open, ...]
    service_s: int
    skills: frozenset[str]
    load: int

    @property
    def first(self) -> Open:
        """The most urgent one."""
        return self.tickets[0]

    def job(self, place: int, *, origin: datetime) -> Job:
        """The job it is on a day that begins at `origin`. It is due when the first of its tickets is."""
        dues = [ticket.due_at for ticket in self.tickets if ticket.due_at is not None]
        due_s = int((min(dues) - origin).total_seconds()) if dues else None
        urgency = min(1 if ticket.hazard and ticket.priority <= 1 else ticket.priority for ticket in self.tickets)
        return Job(self.key, place, self.service_s, urgency, due_s, self.skills, self.load, self.first.crew_code)


UNKNOWN = Need("", None, 10, 30, frozenset(), 0)
"""Of a defect that no row tells of (assumption)."""


def need_of(needs: Mapping[tuple[str, str | None], Need], defect_code: str, class_code: str | None) -> Need:
    """The row of defect and class, else of the defect alone, else `UNKNOWN`."""
    return needs.get((defect_code, class_code)) or needs.get((defect_code, None)) or UNKNOWN


def gather_visits(tickets: Iterable[Open], needs: Mapping[tuple[str, str | None], Need]) -> list[Visit]:
    """Tickets of one place, assignee and crew as one visit; in the order of their keys, whatever order they come in."""
    together: dict[tuple[str, str, str], list[Open]] = {}
    for ticket in tickets:
        whose = (ticket.place_key, ticket.assignee_code, ticket.crew_code or "")
        together.setdefault(whose, []).append(ticket)
    return [_visit(together[whose], needs) for whose in sorted(together)]


def _visit(tickets: Sequence[Open], needs: Mapping[tuple[str, str | None], Need]) -> Visit:
    ranked = tuple(sorted(tickets, key=lambda ticket: (ticket.priority, ticket.number)))
    needed = [need_of(needs, ticket.defect_code, ticket.class_code) for ticket in ranked]
    minutes = max(need.setup_minutes for need in needed) + sum(need.work_minutes for need in needed)
    return Visit(
        key=ranked[0].place_key + (f"@{ranked[0].crew_code}" if ranked[0].crew_code else ""),
        tickets=ranked,
        service_s=round(minutes * 60),
        skills=frozenset().union(*(need.skills for need in needed)),
        load=max(need.load for need in needed),
    )
