"""Requests as they come in: numbered, routed by duty, stored many at once; sent again they are the same."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from sqlalchemy import Connection

from inspections.clocks import workdays
from inspections.clocks.calendar import ZONE, Calendar
from inspections.requests import matters, storing
from inspections.requests.limits import ANSWER_DAYS, RETURN_DAYS, after_days
from inspections.requests.request import MOST_WORDS, Limits, Request
from inspections.requests.routing import Matters, Proposal
from inspections.requests.storing import Stored
from inspections.requests.unfolding import Item, Taken, begin, unfold
from inspections.tickets.parties import party_of
from inspections.tickets.workflow import Words
from registry.actor import Actor
from registry.errors import Conflict, Invalid
from registry.ledger import take_serials
from registry.sql import load

SQL = load(Path(__file__).parent / "sql" / "intake.sql")


@dataclass(frozen=True, slots=True)
class Receipt:
    """What whoever asked is given: the number, and the key of the link to follow it."""

    id: UUID
    number: str
    key: UUID
    due_at: datetime
    same: bool


@dataclass(frozen=True, slots=True)
class Ground:
    """What every request is judged on: the matters and the working days."""

    matters: Matters
    calendar: Calendar

    def propose(self, item: Item) -> Proposal:
        """Who should answer an item, by duty and place."""
        return self.matters.propose(item.said, matter_code=item.matter_code, area_code=item.area_code)

    def due_at(self, proposal: Proposal, received_at: datetime) -> datetime:
        """Until when it is to be answered."""
        matter = self.matters.by_code.get(proposal.matter_code or "")
        return after_days(received_at, matter.answer_days if matter else ANSWER_DAYS, self.calendar)

    def limits(self, matter_code: str | None) -> Callable[[datetime], Limits]:
        """Until when an assignment of this matter may be given back, by when it is made."""
        matter = self.matters.by_code.get(matter_code or "")
        days = matter.return_days if matter else RETURN_DAYS
        return lambda at: Limits(return_due_at=after_days(at, days, self.calendar))


def ground(conn: Connection) -> Ground:
    """The matters of the table and the published working days."""
    return Ground(matters.known(conn), workdays.published())


def receive(
    conn: Connection, actor: Actor, item: Item, *, now: datetime, retention_days: int = storing.RETENTION_DAYS
) -> Receipt:
    """Take one request; sent again it is the same one, with the same number and link.

    It waits at the desk with a proposal of who should answer. Raises Invalid for words that are missing or too long, a
    matter or an area that is not there; Conflict for an id that names another request.
    """
    _check(conn, item)
    conn.execute(SQL["lock"], {"id": item.id})
    if known := conn.execute(SQL["receipt"], {"id": item.id}).one_or_none():
        if (known.channel, known.source, known.area_code) != (item.channel, item.source, item.area_code):
            raise Conflict(f"the id {item.id} names another request already; make a new one", id=str(item.id))
        return Receipt(item.id, known.number, known.key, known.due_at, same=True)
    base = ground(conn)
    (number,) = numbers(conn, [item], now=now)
    request, event = first(item, number=number, base=base)
    one = Stored(request, [event], person=item.person, lon=item.lon, lat=item.lat)
    storing.add(conn, [one], party_of(conn, actor), retention_days=retention_days)
    stored = conn.execute(SQL["receipt"], {"id": item.id}).one()
    return Receipt(item.id, stored.number, stored.key, stored.due_at, same=False)


def streets(conn: Connection) -> list[tuple[str, Words]]:
    """Codes and names of the streets, for a form."""
    return [(row.code, Words(row.name_zh, row.name_en)) for row in conn.execute(SQL["streets"])]


def first(item: Item, *, number: str, base: Ground) -> tuple[Request, Taken]:
    """An item as a request that was received."""
    proposal = base.propose(item)
    return begin(item, number=number, due_at=base.due_at(proposal, item.received_at), proposal=proposal)


def told(item: Item, *, number: str, base: Ground) -> Stored:
    """An item of a file as a request at the stage the file tells. Raises Invalid where steps cannot lead there."""
    request, received = first(item, number=number, base=base)
    after, events = unfold(request, item.stage, limits=base.limits(request.matter_code), at=item.received_at)
    return Stored(after, [received, *events], person=item.person, lon=item.lon, lat=item.lat)


def numbers(conn: Connection, items: Sequence[Item], *, now: datetime) -> list[str]:
    """Numbers like SQ20261123-00042, by the day in Qingdao on which they are given; never given twice."""
    if not items:
        return []
    day = f"{now.astimezone(ZONE):%Y%m%d}"
    start = take_serials(conn, "request", {day: len(items)})[day]
    return [f"SQ{day}-{serial:05d}" for serial in range(start, start + len(items))]


def _check(conn: Connection, item: Item) -> None:
    if not item.said.strip():
        raise Invalid("say what it is about", field="said")
    if len(item.said) > MOST_WORDS:
        raise Invalid(f"at most {MOST_WORDS} characters are taken", field="said", most=MOST_WORDS)
    if not conn.execute(SQL["area_is_known"], {"code": item.area_code}).scalar():
        raise Invalid(f"{item.area_code} is no division, street or community of the register", field="area_code")
    if item.matter_code and not conn.execute(SQL["matter_is_known"], {"code": item.matter_code}).scalar():
        raise Invalid(f"{item.matter_code} is no matter of the table", field="matter_code", value=item.matter_code)
