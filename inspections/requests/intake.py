"""Requests as they come in: numbered, routed by duty, stored many at once; sent again they are the same."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from uuid import UUID

from sqlalchemy import Connection

from inspections.clocks import workdays
from inspections.clocks.calendar import ZONE, Calendar
from inspections.clocks.running import calendars_of
from inspections.requests import matters, storing
from inspections.requests.limits import ANSWER_DAYS, RETURN_DAYS, after_days
from inspections.requests.request import MOST_WORDS, Limits, Request
from inspections.requests.routing import KIND, Matters, Proposal
from inspections.requests.storing import Stored
from inspections.requests.unfolding import Item, Taken, begin, unfold
from inspections.routing.duties import routing_at
from inspections.routing.duty import Routing
from inspections.routing.hours import CALENDAR, hours_of
from inspections.routing.rules import Matter, Route
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
class Thing:
    """What rules ask of the asset that a request is about."""

    class_code: str | None = None
    owner_code: str | None = None
    setting: str | None = None


@dataclass(frozen=True, slots=True)
class Ground:
    """What every request is judged on: the matters, the rules with them, the things named, and the working days.

    `hours` is the calendar by which rules tell working time from night, `calendar` that of limits.
    """

    matters: Matters
    calendar: Calendar
    routing: Routing
    hours: Calendar
    things: Mapping[str, Thing]

    def propose(self, asked: Item | Request) -> Proposal:
        """Of which matter it is, and who should answer by the rules."""
        matter = self._matter(asked)
        return self._proposal(matter, self.routing.decide(matter)[1])

    def propose_all(self, asked: Sequence[Item]) -> list[Proposal]:
        """As `propose` for many at once."""
        matters = [self._matter(one) for one in asked]
        return [self._proposal(*one) for one in zip(matters, self.routing.decide_all(matters), strict=True)]

    def due_at(self, proposal: Proposal, received_at: datetime) -> datetime:
        """Until when it is to be answered."""
        matter = self.matters.by_code.get(proposal.matter_code or "")
        return after_days(received_at, matter.answer_days if matter else ANSWER_DAYS, self.calendar)

    def limits(self, matter_code: str | None) -> Callable[[datetime], Limits]:
        """Until when an assignment of this matter may be given back, by when it is made."""
        matter = self.matters.by_code.get(matter_code or "")
        days = matter.return_days if matter else RETURN_DAYS
        return lambda at: Limits(return_due_at=after_days(at, days, self.calendar))

    def _matter(self, asked: Item | Request) -> Matter:
        thing = self.things.get(asked.asset_code or "", Thing())
        return Matter(
            thing.class_code,
            None,
            thing.owner_code,
            thing.setting,
            asked.area_code,
            kind=KIND,
            matter_code=self.matters.matter_of(asked.said, asked.matter_code),
            channel=asked.channel.value,
            hours=hours_of(self.hours, asked.received_at),
            text=asked.said,
        )

    def _proposal(self, matter: Matter, to: Route) -> Proposal:
        rule_id = to.rule_id if to.rule_id and to.rule_id > 0 else None  # below it stands the table of matters
        reason = Words(to.reason_zh, to.reason_en)
        return Proposal(matter.matter_code, to.assignee_code, reason, to.territory_org, self.routing.set_id, rule_id)


def ground(conn: Connection, *, now: datetime, assets: Collection[str | None] = ()) -> Ground:
    """The matters of the table, the rules in force at `now` with them, what is known of assets, the working days."""
    known, routing = matters.known(conn), routing_at(conn, now=now)
    codes = sorted({code for code in assets if code})
    things = {
        row.code: Thing(row.class_code, row.owner_code, row.setting)
        for row in conn.execute(SQL["things"], {"codes": codes})
    }
    whole = replace(routing, rules=routing.rules.with_matters(known.duties))
    return Ground(known, workdays.published(), whole, calendars_of(conn)[CALENDAR], things)


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
    base = ground(conn, now=now, assets=[item.asset_code])
    (number,) = numbers(conn, [item], now=now)
    request, event = first(item, base.propose(item), number=number, base=base)
    one = Stored(request, [event], person=item.person, lon=item.lon, lat=item.lat)
    storing.add(conn, [one], party_of(conn, actor), retention_days=retention_days)
    stored = conn.execute(SQL["receipt"], {"id": item.id}).one()
    return Receipt(item.id, stored.number, stored.key, stored.due_at, same=False)


def streets(conn: Connection) -> list[tuple[str, Words]]:
    """Codes and names of the streets, for a form."""
    return [(row.code, Words(row.name_zh, row.name_en)) for row in conn.execute(SQL["streets"])]


def first(item: Item, proposal: Proposal, *, number: str, base: Ground) -> tuple[Request, Taken]:
    """An item as a request that was received."""
    return begin(item, number=number, due_at=base.due_at(proposal, item.received_at), proposal=proposal)


def told(item: Item, proposal: Proposal, *, number: str, base: Ground) -> Stored:
    """An item of a file as a request at the stage the file tells. Raises Invalid where steps cannot lead there."""
    request, received = first(item, proposal, number=number, base=base)
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
