"""A ticket on its way, step after step, at moments of one's choice."""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import Connection

from inspections.clocks.clock import Clock
from inspections.clocks.limits import Kind
from inspections.clocks.reacting import Standing
from inspections.clocks.running import standing_of
from inspections.tickets.steps import take
from inspections.tickets.ticket import Ticket
from registry.actor import Actor, Role
from tests.inspections.tickets.scene import AFTER_PHOTO, CREW, DESK, INSPECTOR, NOW, person

LEADER = person(Role.LEADER)
ACTORS = {
    "accept": CREW,
    "sign": CREW,
    "arrive": CREW,
    "repair": CREW,
    "return": CREW,
    "ask_suspension": CREW,
    "ask_extension": CREW,
    "verify": INSPECTOR,
    "settle": INSPECTOR,
    "check": INSPECTOR,
    "suspend": LEADER,
    "extend": LEADER,
}


class Walk:
    """One ticket; `at` is in hours after NOW, a Monday at 09:00 in Qingdao."""

    def __init__(self, conn: Connection, ticket_id: UUID) -> None:
        self.conn, self.id, self.version = conn, ticket_id, 1

    def step(self, action: str, at: float = 0, *, actor: Actor | None = None, **data: object) -> Ticket:
        ticket = take(
            self.conn,
            actor or ACTORS.get(action, DESK),
            self.id,
            action=action,
            event_id=uuid4(),
            if_version=self.version,
            now=hours(at),
            reason="because",
            data=data,
            photos=(AFTER_PHOTO, "b" * 64),
        )
        self.version = ticket.version
        return ticket

    def steps(self, *actions: str, at: float = 0) -> Ticket:
        return [self.step(action, at) for action in actions][-1]

    @property
    def standing(self) -> Standing:
        return standing_of(self.conn, self.id)

    def running(self, kind: Kind) -> Clock | None:
        return self.standing.running(kind)

    def due(self, kind: Kind = Kind.REPAIR) -> float:
        """Hours from NOW until the running clock of a kind is due."""
        clock = self.running(kind)
        assert clock is not None, kind
        return (clock.times.due_at - NOW) / timedelta(hours=1)

    def kinds(self) -> set[Kind]:
        return {clock.kind for clock in self.standing.clocks if clock.is_running}


def hours(count: float) -> datetime:
    return NOW + timedelta(hours=count)
