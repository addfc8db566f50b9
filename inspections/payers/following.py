"""What steps of a ticket say to its recovery: a hazard that goes to its owner asks, a signature answers, a repair ends.

None of it is told twice: the step is in the ticket's story already.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from uuid import uuid5

from sqlalchemy import Connection

from inspections.payers import limits
from inspections.payers.recovery import Deed, Recovery
from inspections.payers.storing import Said, lock_open, matter_of, move, open_one
from inspections.payers.terms import Act, State
from inspections.payers.workflow import step_of
from inspections.tickets.terms import Action
from inspections.tickets.ticket import Taken

_GIVEN = frozenset({Action.DISPATCH, Action.TRANSFER, Action.REFUSE_RETURN, Action.REWORK})
"""After these somebody has to come."""
_ELSEWHERE = "改由 {} 处置 given to another organisation"


def follow(conn: Connection, taken: Taken) -> None:
    """Move the open recovery of the ticket by what its step says, or open one where a hazard goes to its owner."""
    heard = _HEARD.get(taken.deed.action)
    if heard is None:
        return
    recovery = lock_open(conn, taken.after.id)
    if recovery is not None:
        deed = heard(recovery, taken)
        if deed is not None and recovery.state in step_of(deed.act).before:
            recovery = move(conn, recovery, matter_of(conn, taken.after.id), deed, _said(taken, deed.act))
    if taken.deed.action in _GIVEN and (recovery is None or recovery.closed_at is not None):
        _ask(conn, taken)


def _ask(conn: Connection, taken: Taken) -> None:
    ticket = taken.after
    if not ticket.hazard or ticket.asset_code is None:
        return
    matter = matter_of(conn, ticket.id)
    if matter.owner_code is None or matter.owner_code != ticket.assignee_code or not limits.are_known(conn):
        return
    if matter.owner_code != limits.stand_in_of(conn, ticket.community_code):  # nobody stands in for themselves
        deed = Deed(Act.ASK, owner_code=matter.owner_code)
        open_one(conn, matter, deed, _said(taken, Act.ASK))


def _said(taken: Taken, act: Act) -> Said:
    actor = taken.party.actor
    return Said(uuid5(taken.event_id, f"recovery {act}"), taken.at, actor.account_id, actor.org_code, quietly=True)


def _of_owner(recovery: Recovery, taken: Taken) -> bool:
    return taken.party.house is not None and taken.party.house == recovery.owner_code


def _came(recovery: Recovery, taken: Taken) -> Deed | None:
    return Deed(Act.ANSWER) if _of_owner(recovery, taken) else None


def _returned(recovery: Recovery, taken: Taken) -> Deed | None:
    return Deed(Act.DENY, reason=taken.deed.reason) if _of_owner(recovery, taken) else None


def _repaired(recovery: Recovery, taken: Taken) -> Deed | None:
    if recovery.state is State.APPROVED:
        return Deed(Act.FILL, photos=taken.deed.photos)
    return Deed(Act.FULFIL) if _of_owner(recovery, taken) else None


def _given(recovery: Recovery, taken: Taken) -> Deed | None:
    """To another than the owner: of a silent owner another stands in, else the owner is asked no more."""
    to = taken.after.assignee_code
    if to == recovery.owner_code:
        return Deed(Act.ASK, owner_code=recovery.owner_code) if recovery.state is State.DENIED else None
    if recovery.state is State.SILENT:
        return Deed(Act.STAND_IN, stand_in_code=to)
    asked = {State.ASKED, State.ANSWERED, State.DENIED}
    return Deed(Act.WITHDRAW, reason=_ELSEWHERE.format(to)) if recovery.state in asked else None


def _untrue(_: Recovery, taken: Taken) -> Deed | None:
    return Deed(Act.WITHDRAW, reason=taken.deed.reason)


_HEARD: Mapping[Action, Callable[[Recovery, Taken], Deed | None]] = MappingProxyType(
    {
        **dict.fromkeys(_GIVEN, _given),
        **dict.fromkeys((Action.SIGN, Action.ACCEPT, Action.ARRIVE), _came),
        Action.RETURN: _returned,
        Action.REPAIR: _repaired,
        Action.VOID: _untrue,
    }
)
