"""What a desk sees to first, and where a page of such a list ended. Pure."""

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from typing import Self

from inspections.tickets.terms import State
from inspections.tickets.ticket import Ticket
from registry.errors import Invalid


class Rank(IntEnum):
    """Danger that nobody has made safe; what waits to be done; what waits for somebody's eyes or day; what has ended.

    `sql/listing.sql` has the same rule (`rank`), so that pages can be read by it; a test holds the two equal.
    """

    UNSAFE = 0
    OPEN = 1
    WAITING = 2
    ENDED = 3


def rank_of(ticket: Ticket) -> Rank:
    """How soon somebody has to look at a ticket."""
    if ticket.closed_at is not None:
        return Rank.ENDED
    if ticket.repaired_at is not None or ticket.state is State.SUSPENDED:
        return Rank.WAITING
    return Rank.UNSAFE if ticket.hazard and ticket.made_safe_at is None else Rank.OPEN


@dataclass(frozen=True, slots=True)
class Mark:
    """Where a page ended: the rest is less urgent. `at`: its limit, or when it was reported where none runs."""

    rank: int
    at: datetime
    number: str

    @classmethod
    def of(cls, ticket: Ticket) -> Self:
        """The mark of a ticket as it stands."""
        return cls(rank_of(ticket), ticket.due_at or ticket.reported_at, ticket.number)

    def __str__(self) -> str:
        return f"{self.rank:d}~{self.at.isoformat()}~{self.number}"

    @classmethod
    def read(cls, text: str) -> Self:
        """From its text. Raises Invalid."""
        try:
            rank, at, number = text.split("~")
            mark = cls(int(rank), datetime.fromisoformat(at), number)
        except ValueError:
            mark = None
        if mark is None or mark.at.tzinfo is None:
            raise Invalid("`after` is the `next` of the page before, in the same order", field="after")
        return mark
