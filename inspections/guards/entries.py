"""Entering a well under a card: opened for a ticket, approved, ventilated, measured, entered, left, closed.

Repair from above needs no card. Whoever may act on the ticket may act on its card; every act and reading is kept.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from sqlalchemy import Connection, RowMapping

from inspections.guards import limits
from inspections.guards.air import Limit, Reading, Standing, judge
from inspections.guards.card import NAMES_A_PERSON, Act, EntryCard, check_people, take
from inspections.guards.shafts import ticket_in_sight
from inspections.tickets.sight import page_size, sight_of
from registry.actor import Actor, Role
from registry.errors import Conflict, Forbidden, Invalid, NotFound, Stale
from registry.sql import load

SQL = load(Path(__file__).parent / "sql" / "entries.sql")
CLOCKS_DIFFER = timedelta(minutes=2)
OLDEST_READING = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Measured:
    """A reading with the id its device gave it."""

    id: UUID
    reading: Reading


@dataclass(frozen=True, slots=True)
class Event:
    """One act that was taken."""

    id: UUID
    version: int
    action: str
    person: str
    at: datetime
    account_id: UUID
    note: str


@dataclass(frozen=True, slots=True)
class File:
    """A card with its readings, oldest first, and what is so now."""

    card: EntryCard
    readings: tuple[Measured, ...]
    standing: Standing


def open_card(
    conn: Connection,
    actor: Actor,
    ticket_id: UUID,
    *,
    id_: UUID,
    attendant: str,
    entrants: Sequence[str],
    now: datetime,
) -> File:
    """Open a card for an open ticket. `id_` is made by the client: the same again changes nothing.

    Raises NotFound, Forbidden, Conflict (a closed ticket; a card is open already; the id names another), Invalid.
    """
    by = _person(actor)
    ticket = ticket_in_sight(conn, actor, ticket_id)
    attendant, names = attendant.strip(), tuple(name.strip() for name in entrants)
    check_people(attendant, names)
    before = _find(conn, id_)
    if before is None and not ticket.is_open:
        raise Conflict(f"{ticket.number} is closed: there is nothing to enter for", ticket=ticket.number)
    row = {"id": id_, "ticket_id": ticket_id, "attendant": attendant, "entrants": list(names), "now": now, "by": by}
    conn.execute(SQL["open"], row)
    card = _get(conn, id_)
    if (card.ticket_id, card.entrants, card.opened_by) != (ticket_id, names, by):
        raise Conflict(f"the id {id_} names another card already; make a new one", id=str(id_))
    if before is None:
        _tell(conn, card, event_id=id_, action="open", person=attendant, at=now, by=by, note="")
    return _file(conn, card, now=now)


def act(
    conn: Connection,
    actor: Actor,
    card_id: UUID,
    act_: Act,
    *,
    event_id: UUID,
    if_version: int,
    now: datetime,
    person: str = "",
    note: str = "",
) -> File:
    """Take one act; `event_id` is made by the client: the same again changes nothing.

    Raises NotFound, Forbidden, Stale, Conflict (may not enter now, with the reasons; somebody below; closed), Invalid.
    """
    by, person, note = _person(actor), person.strip(), note.strip()
    card = _locked(conn, actor, card_id)
    event = conn.execute(SQL["event"], {"id": event_id}).one_or_none()
    if event is not None:
        if tuple(event) != (card_id, act_, person, by, note):
            raise Conflict(f"the id {event_id} names another act already; make a new one", id=str(event_id))
        return _file(conn, card, now=now)
    if if_version != card.version:
        message = f"the card is at version {card.version}, not {if_version}; read it again, then decide"
        raise Stale(message, version=card.version)
    if (act_ in NAMES_A_PERSON) != bool(person):
        raise Invalid(f"{act_} names {'one person' if act_ in NAMES_A_PERSON else 'nobody'}", field="person")
    if act_ is Act.APPROVE and not actor.has(Role.DISPATCHER, Role.CREW):
        raise Forbidden("a dispatcher or the crew's house approves an entry", roles=[Role.DISPATCHER, Role.CREW])
    after = take(card, act_, person=person, by=by, at=now, standing=_file(conn, card, now=now).standing)
    conn.execute(SQL["store"], asdict(after) | {"inside": list(after.inside)})
    _tell(conn, after, event_id=event_id, action=act_, person=person, at=now, by=by, note=note)
    return _file(conn, after, now=now)


def measure(conn: Connection, actor: Actor, card_id: UUID, measured: Measured, *, now: datetime) -> File:
    """Keep a reading for ever; sent again, and in whatever order, it is the same one. It changes no version.

    Raises NotFound, Forbidden, Conflict (a closed card; the id names another reading), Invalid (a time to come, or of
    more than a day ago).
    """
    by, reading = _person(actor), measured.reading
    card = _locked(conn, actor, card_id)
    row = {"id": measured.id, "card_id": card_id, **asdict(reading), "account_id": by}
    kept = conn.execute(SQL["reading"], {"id": measured.id}).mappings().one_or_none()
    if kept is not None:
        if dict(kept) | {"id": measured.id} != row:
            raise Conflict(f"the id {measured.id} names another reading already; make a new one", id=str(measured.id))
        return _file(conn, card, now=now)
    if card.closed_at is not None and reading.at > card.closed_at:
        raise Conflict("the card is closed; open a new one", card=str(card_id))
    if not now - OLDEST_READING <= reading.at <= now + CLOCKS_DIFFER:
        raise Invalid("a reading is of the last 24 hours, and not of the time to come", field="at")
    conn.execute(SQL["keep_reading"], row | {"now": now})
    return _file(conn, card, now=now)


def read_card(conn: Connection, actor: Actor, card_id: UUID, *, now: datetime) -> tuple[File, list[Event]]:
    """A card with what is so now, and its acts. Raises NotFound, Forbidden."""
    card = _get(conn, card_id)
    ticket_in_view(conn, actor, card)
    events = [
        Event(**{name: row[name] for name in Event.__slots__})
        for row in conn.execute(SQL["events"], {"id": card_id}).mappings()
    ]
    return _file(conn, card, now=now), events


def list_cards(
    conn: Connection,
    actor: Actor,
    *,
    now: datetime,
    ticket: UUID | None = None,
    open_only: bool = True,
    limit: int = 100,
    after: UUID | None = None,
) -> tuple[list[File], UUID | None]:
    """Cards of tickets the actor sees, newest first, and the id after which the next page begins."""
    asked = {"ticket": ticket, "open_only": open_only, "after": after, "limit": page_size(limit) + 1}
    rows = conn.execute(SQL["cards"], {**sight_of(conn, actor), **asked}).mappings().all()
    cards = [_card(row) for row in rows[:limit]]
    readings = _readings(conn, [card.id for card in cards])
    in_force = limits.of_city(conn) if cards else ()
    files = [_judged(card, readings.get(card.id, ()), in_force, now) for card in cards]
    return files, cards[-1].id if len(rows) > limit else None


def ticket_in_view(conn: Connection, actor: Actor, card: EntryCard) -> None:
    """Raises Forbidden where the actor does not see the card's ticket."""
    asked = {"ticket": card.ticket_id, "open_only": False, "after": None, "limit": 1}
    if not conn.execute(SQL["cards"], {**sight_of(conn, actor), **asked}).first():
        raise Forbidden("the ticket lies outside your areas, or is another organisation's", card=str(card.id))


# Rows --------------------------------------------------------------------------------------------------------------


def _person(actor: Actor) -> UUID:
    if actor.account_id is None:
        raise Forbidden("entering a well is answered for by persons: act as an account")
    return actor.account_id


def _locked(conn: Connection, actor: Actor, card_id: UUID) -> EntryCard:
    """The card, of a ticket that is locked first, as everywhere."""
    ticket_in_sight(conn, actor, _get(conn, card_id).ticket_id)
    conn.execute(SQL["lock_card"], {"id": card_id})
    return _get(conn, card_id)


def _find(conn: Connection, card_id: UUID) -> EntryCard | None:
    row = conn.execute(SQL["card"], {"id": card_id}).mappings().one_or_none()
    return None if row is None else _card(row)


def _get(conn: Connection, card_id: UUID) -> EntryCard:
    card = _find(conn, card_id)
    if card is None:
        raise NotFound(f"there is no entry card {card_id}", card=str(card_id))
    return card


def _card(row: RowMapping) -> EntryCard:
    found = {name: row[name] for name in EntryCard.__slots__}
    return EntryCard(**found | {"entrants": tuple(row["entrants"]), "inside": tuple(row["inside"])})


def _readings(conn: Connection, ids: Sequence[UUID]) -> dict[UUID, tuple[Measured, ...]]:
    found: dict[UUID, tuple[Measured, ...]] = {}
    for row in conn.execute(SQL["readings"], {"ids": list(ids)}).mappings():
        one = Measured(row["id"], Reading(**{name: row[name] for name in Reading.__slots__}))
        found[row["card_id"]] = (*found.get(row["card_id"], ()), one)
    return found


def _file(conn: Connection, card: EntryCard, *, now: datetime) -> File:
    return _judged(card, _readings(conn, [card.id]).get(card.id, ()), limits.of_city(conn), now)


def _judged(card: EntryCard, readings: tuple[Measured, ...], in_force: Sequence[Limit], now: datetime) -> File:
    return File(card, readings, judge(card.facts, [one.reading for one in readings], in_force, now=now))


def _tell(
    conn: Connection, card: EntryCard, *, event_id: UUID, action: str, person: str, at: datetime, by: UUID, note: str
) -> None:
    row = {"id": event_id, "card_id": card.id, "version": card.version, "action": action, "person": person, "at": at}
    conn.execute(SQL["tell"], row | {"account_id": by, "note": note})
