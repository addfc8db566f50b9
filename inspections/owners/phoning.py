"""Answers by telephone: the desk enters what an owner said, and takes the step in the owner's name.

Who spoke is personal data, as that of whoever asks for something: the desk of the place alone reads it whole, and it is
erased some time after the ticket ended; what was said stays as the reason of the step, without numbers. Nobody is asked
for a name: the position is enough.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from uuid import UUID, uuid5

from sqlalchemy import Connection

from inspections.owners.links import AT_WORK, KEEPERS, desk_ticket
from inspections.payers import recovering
from inspections.requests.privacy import mask_name, mask_phone, scrub
from inspections.tickets import listing, steps
from inspections.tickets.filing import DEFAULT_PROFILE
from inspections.tickets.terms import Action, Words
from inspections.tickets.ticket import Ticket
from registry.actor import Actor, Role
from registry.errors import Conflict, Invalid
from registry.sql import load

SQL = load(Path(__file__).parent / "sql" / "phoning.sql")
AT_ONCE = 5000


class Says(StrEnum):
    """What an owner can say on the telephone; a repair or a barrier is proved by a photo."""

    ACCEPT = "accept"
    NOT_OURS = "not_ours"
    DISPUTE = "dispute"


LABELS: Mapping[Says, Words] = MappingProxyType(
    {
        Says.ACCEPT: Words("受理", "accepts it"),
        Says.NOT_OURS: Words("不归其所有", "not theirs"),
        Says.DISPUTE: Words("对费用有异议", "disputes the cost"),
    }
)
_STEPS = MappingProxyType({Says.ACCEPT: Action.ACCEPT, Says.NOT_OURS: Action.RETURN})
_TO_PAYER = MappingProxyType({Says.ACCEPT: "answer", Says.NOT_OURS: "deny", Says.DISPUTE: "dispute"})
"""What it is to the recovery of an owner who has not the ticket itself."""
_ALL: Mapping[str, object] = MappingProxyType({"id": None, "ticket_id": None})


@dataclass(frozen=True, slots=True)
class Called:
    """A call that is to be entered: not answered, or who spoke for the owner and what was said.

    `act` is what the owner said, `position` who spoke (值班员, 养护科长), `name` only where it was told.
    `org_code` None: whoever has the ticket.
    """

    id: UUID
    ticket_id: UUID
    number: str
    called_at: datetime
    answered: bool
    position: str = ""
    name: str = ""
    said: str = ""
    act: Says | None = None
    org_code: str | None = None


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
    act: Says | None
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

    Of whoever has the ticket it is a step of the ticket, whose note names the answer; of an owner who is to pay for it
    (`inspections.payers`) an act of the recovery. The same call again changes nothing. Raises NotFound, Forbidden (the
    desk of the place alone), Conflict (nothing waits for an answer of theirs, the step is not possible), Invalid.
    """
    called = replace(called, **{name: getattr(called, name).strip() for name in ("number", "position", "name", "said")})
    ticket = desk_ticket(conn, actor, called.ticket_id, now=now)
    org_code = called.org_code or ticket.assignee_code
    known = _answers(conn, id=called.id)
    if known:
        return _same(known[0], called)
    _check(called)
    if org_code is None or ticket.dispatched_at is None:
        raise Conflict(f"{ticket.number} was given to nobody yet: dispatch it first, then call", ticket=ticket.number)
    event_id = _heard(conn, actor, called, ticket, org_code, now=now, profile=profile)
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
    if called.answered and not (called.position and called.said):
        raise Invalid("say who spoke, by position, and what was said", field="position" if called.said else "said")
    if not called.answered and (called.act or called.position or called.name or called.said):
        raise Invalid("a call that was not answered has neither speaker nor words", field="answered")


def _heard(
    conn: Connection, actor: Actor, called: Called, ticket: Ticket, org_code: str, *, now: datetime, profile: str
) -> UUID | None:
    """What follows from what was said; the id of the ticket's event where it is a step of the ticket."""
    if called.act is None:
        return None
    id_ = uuid5(called.id, called.act)
    if called.act in _STEPS and org_code == ticket.assignee_code and ticket.state in AT_WORK:
        steps.take(
            conn,
            Actor(actor.account_id, actor.name, org_code, frozenset({Role.CREW}), ()),
            ticket.id,
            action=_STEPS[called.act],
            event_id=id_,
            if_version=ticket.version,
            now=now,
            reason=scrub(called.said) if called.act is Says.NOT_OURS else "",
            data={"note": f"电话答复 {called.id}"},
            profile=profile,
        )
        return id_
    said = recovering.answer(
        conn,
        ticket.id,
        _TO_PAYER[called.act],
        id_=id_,
        at=now,
        account_id=actor.account_id,
        org_code=org_code,
        reason=scrub(called.said),
        by=called.position,
    )
    if said is None:
        message = f"{ticket.number}: nothing waits for {org_code} to say {called.act}; enter the call without it"
        raise Conflict(message, ticket=ticket.number)
    return None


def _same(known: PhoneAnswer, called: Called) -> PhoneAnswer:
    """The answer that was entered, where this call is that one."""
    stored = Called(**{name: getattr(known, name) for name in Called.__dataclass_fields__})
    if known.erased_at is None and replace(called, org_code=called.org_code or known.org_code) != stored:
        raise Conflict(f"the id {called.id} names another call already; make a new one", answer_id=str(called.id))
    return known


def _answers(conn: Connection, **asked: UUID) -> list[PhoneAnswer]:
    rows = conn.execute(SQL["answers"], {**_ALL, **asked}).mappings()
    return [PhoneAnswer(**{**row, "act": Says(row["act"]) if row["act"] else None}) for row in rows]
