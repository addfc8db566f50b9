"""Answers by telephone: the desk enters what an owner said, and takes the step in the owner's name.

Who spoke is personal data, as that of whoever asks for something: the desk of the place alone reads it whole, and it is
erased some time after the ticket ended. Nobody is asked for a name: the position is enough.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from types import MappingProxyType
from uuid import UUID, uuid5

from sqlalchemy import Connection

from inspections.owners.link import ACTIONS, Act
from inspections.owners.links import KEEPERS, at_work, desk_ticket
from inspections.requests.privacy import mask_name, mask_phone, scrub
from inspections.tickets import listing, steps
from inspections.tickets.filing import DEFAULT_PROFILE
from inspections.tickets.ticket import Ticket
from registry.actor import Actor, Role
from registry.errors import Conflict, Invalid
from registry.sql import load

SQL = load(Path(__file__).parent / "sql" / "phoning.sql")
AT_ONCE = 5000
ACTS = (Act.ACCEPT, Act.NOT_OURS)
"""What can be said on the telephone; a repair or a barrier is proved by a photo."""
_ALL: Mapping[str, object] = MappingProxyType({"id": None, "ticket_id": None})


@dataclass(frozen=True, slots=True)
class Called:
    """A call that is to be entered: not answered, or who spoke for the owner and what was said.

    `act` is what the owner said they would do, `position` who spoke (值班员, 养护科长), `name` only where it was told.
    """

    id: UUID
    ticket_id: UUID
    number: str
    called_at: datetime
    answered: bool
    position: str = ""
    name: str = ""
    said: str = ""
    act: Act | None = None


@dataclass(frozen=True, slots=True)
class PhoneAnswer:
    """One row of `inspections.phone_answer`; name and number masked for whoever is not of the desk."""

    id: UUID
    ticket_id: UUID
    org_code: str
    number: str
    called_at: datetime
    answered: bool
    position: str
    name: str
    said: str
    act: Act | None
    event_id: UUID | None
    entered_at: datetime
    entered_by: UUID | None
    erased_at: datetime | None

    def masked(self) -> "PhoneAnswer":
        """What everybody else may see."""
        return replace(self, number=mask_phone(self.number), name=mask_name(self.name), said=scrub(self.said))


def enter(
    conn: Connection, actor: Actor, called: Called, *, now: datetime, profile: str = DEFAULT_PROFILE
) -> PhoneAnswer:
    """Enter a call, and take the step that follows from what was said, in the owner's name by the desk's account.

    The event names the answer in its note. The same call again changes nothing. Raises NotFound, Forbidden (the desk of
    the place alone), Conflict (nobody is at work on it, the step is not possible), Invalid.
    """
    called = replace(called, **{name: getattr(called, name).strip() for name in ("number", "position", "name", "said")})
    ticket = desk_ticket(conn, actor, called.ticket_id, now=now)
    known = _answers(conn, id=called.id)
    if known:
        if known[0].erased_at is None and _told(known[0]) != called:
            raise Conflict(f"the id {called.id} names another call already; make a new one", answer_id=str(called.id))
        return known[0]
    _check(called)
    org_code = at_work(ticket)
    event_id = _step(conn, actor, called, ticket, org_code, now=now, profile=profile)
    row = asdict(called) | {"org_code": org_code, "event_id": event_id, "now": now, "by": actor.account_id}
    conn.execute(SQL["store"], row)
    return _answers(conn, id=called.id)[0]


def of_ticket(conn: Connection, actor: Actor, ticket_id: UUID, *, now: datetime) -> list[PhoneAnswer]:
    """The calls about a ticket the actor may see, in their order. Raises NotFound, Forbidden."""
    ticket = listing.see(conn, actor, ticket_id, now=now).ticket
    whole = actor.has(*KEEPERS) and actor.covers(ticket.community_code)
    return [one if whole else one.masked() for one in _answers(conn, ticket_id=ticket_id)]


def erase(conn: Connection, *, now: datetime, kept_days: int) -> int:
    """Erase who spoke, of some tickets that ended so many days ago; how many calls. Call it until there are none."""
    asked = {"now": now, "until": now - timedelta(days=kept_days), "most": AT_ONCE}
    return conn.execute(SQL["erase"], asked).rowcount


def _check(called: Called) -> None:
    if not called.number:
        raise Invalid("say which number was called", field="number")
    if called.act is not None and called.act not in ACTS:
        raise Invalid(f"on the telephone one says {' or '.join(ACTS)}; {called.act} is proved by a photo", field="act")
    if called.answered and not (called.position and called.said):
        raise Invalid("say who spoke, by position, and what was said", field="position" if called.said else "said")
    if not called.answered and (called.act or called.position or called.name or called.said):
        raise Invalid("a call that was not answered has neither speaker nor words", field="answered")


def _step(
    conn: Connection, actor: Actor, called: Called, ticket: Ticket, org_code: str, *, now: datetime, profile: str
) -> UUID | None:
    if called.act is None:
        return None
    event_id = uuid5(called.id, called.act)
    in_name_of = Actor(actor.account_id, actor.name, org_code, frozenset({Role.CREW}), ())
    steps.take(
        conn,
        in_name_of,
        ticket.id,
        action=ACTIONS[called.act],
        event_id=event_id,
        if_version=ticket.version,
        now=now,
        reason=scrub(called.said) if called.act is Act.NOT_OURS else "",
        data={"note": f"电话答复 {called.id}"},
        profile=profile,
    )
    return event_id


def _answers(conn: Connection, **asked: UUID) -> list[PhoneAnswer]:
    rows = conn.execute(SQL["answers"], {**_ALL, **asked}).mappings()
    return [PhoneAnswer(**{**row, "act": Act(row["act"]) if row["act"] else None}) for row in rows]


def _told(one: PhoneAnswer) -> Called:
    return Called(**{name: getattr(one, name) for name in Called.__dataclass_fields__})
