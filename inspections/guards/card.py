"""A card for entering a well as a value, and what an act makes of it. Pure."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from inspections.guards.air import Card, Standing
from registry.errors import Conflict, Invalid


class Act(StrEnum):
    """What is done with a card once it is open."""

    APPROVE = "approve"
    VENTILATE = "ventilate"
    ENTER = "enter"
    LEAVE = "leave"
    RELIEVE = "relieve"  # another attendant takes over
    CLOSE = "close"


NAMES_A_PERSON = frozenset({Act.ENTER, Act.LEAVE, Act.RELIEVE})


@dataclass(frozen=True, slots=True)
class EntryCard:
    """One row of `inspections.entry_card`, with the number of its ticket."""

    id: UUID
    ticket_id: UUID
    number: str
    attendant: str
    entrants: tuple[str, ...]
    inside: tuple[str, ...]
    opened_at: datetime
    opened_by: UUID
    approved_at: datetime | None
    approved_by: UUID | None
    ventilated_at: datetime | None
    closed_at: datetime | None
    version: int

    @property
    def facts(self) -> Card:
        """What matters to whether one may go down."""
        return Card(self.approved_at, self.ventilated_at, self.closed_at, self.inside)


def check_people(attendant: str, entrants: tuple[str, ...]) -> None:
    """Raises Invalid where nobody stands by, nobody enters, a name is there twice, or the attendant would enter."""
    if not attendant:
        raise Invalid("name the attendant, who stays above all the time", field="attendant")
    if not entrants or not all(entrants) or len(set(entrants)) < len(entrants):
        raise Invalid("name those who enter, each once", field="entrants")
    if attendant in entrants:
        raise Invalid(f"{attendant} is the attendant and never enters", field="entrants")


def take(card: EntryCard, act: Act, *, person: str, by: UUID, at: datetime, standing: Standing) -> EntryCard:
    """The card after an act at a moment, one version higher; `standing` is what is so then.

    To leave is always possible. Raises Conflict (closed; may not enter now, with every reason; somebody below), Invalid
    (a person of the card is to be named).
    """
    _check(card, act, person=person, by=by, standing=standing)
    after = replace(card, version=card.version + 1)
    match act:
        case Act.APPROVE:
            return replace(after, approved_at=card.approved_at or at, approved_by=card.approved_by or by)
        case Act.VENTILATE:
            return replace(after, ventilated_at=card.ventilated_at or at)
        case Act.ENTER:
            return replace(after, inside=(*card.inside, person))
        case Act.LEAVE:
            return replace(after, inside=tuple(name for name in card.inside if name != person))
        case Act.RELIEVE:
            return replace(after, attendant=person)
        case Act.CLOSE:
            return replace(after, closed_at=at)


def _check(card: EntryCard, act: Act, *, person: str, by: UUID, standing: Standing) -> None:
    if card.closed_at is not None:
        raise Conflict("the card is closed; open a new one", card=str(card.id))
    if act is Act.APPROVE and by == card.opened_by:
        raise Conflict("whoever opened the card does not approve it", card=str(card.id))
    if act is Act.ENTER:
        _check_enters(card, person, standing)
    if act is Act.LEAVE and person not in card.inside:
        raise Conflict(f"{person} is not below", person=person)
    if act is Act.RELIEVE:
        check_people(person, card.entrants)
    if act is Act.CLOSE and card.inside:
        raise Conflict(f"still below: {', '.join(card.inside)}", inside=list(card.inside))


def _check_enters(card: EntryCard, person: str, standing: Standing) -> None:
    if person not in card.entrants:
        raise Invalid(f"{person or 'nobody'} is not on the card; it names {', '.join(card.entrants)}", field="person")
    if person in card.inside:
        raise Conflict(f"{person} is below already", person=person)
    if not standing.may_enter:
        reasons = "; ".join(f"{words.zh} ({words.en})" for words in standing.reasons)
        raise Conflict(f"nobody may enter now: {reasons}", reasons=[words.zh for words in standing.reasons])
