"""Which stations answer for a ticket, in which order: from its state, level, assignee and place. Pure."""

from dataclasses import dataclass
from uuid import UUID

from inspections.tickets.terms import Level, State

_HANDS = frozenset({State.DISPATCHED, State.ACCEPTED})


@dataclass(frozen=True, slots=True)
class Asked:
    """What is known of an open ticket; `checker` is the account that was asked to check it."""

    id: UUID
    state: State
    level: Level
    community_code: str | None
    grid_code: str | None
    assignee_code: str | None
    crew_code: str | None
    reopens: int
    checker: UUID | None = None

    @property
    def street_code(self) -> str | None:
        """The street it lies in."""
        return self.community_code[:9] if self.community_code else None


def chain(ticket: Asked) -> tuple[tuple[str, str], ...]:
    """Kind of station and code of its area or organisation, the one whose turn it is first.

    In the hands of a unit: its crew, else the unit. To be seen to at the level of a grid or community, or to be
    verified: its keepers, then the desks above them, nearest first.
    """
    if ticket.state in _HANDS:
        return tuple(("crew", code) for code in (ticket.crew_code, ticket.assignee_code) if code)
    community = ticket.community_code
    if community is None:
        return ()
    keepers = [("keeper", code) for code in (ticket.grid_code, community) if code]
    desks = [("desk", code) for code in (community, community[:9], community[:6])]
    if ticket.state in {State.REPAIRED, State.CHECKING} or ticket.level is Level.GRID:
        return (*keepers, *desks)
    if ticket.level is Level.COMMUNITY:
        return (("keeper", community), *desks)
    return tuple(desks[1:] if ticket.level is Level.STREET else desks[2:] + desks[1:2])
