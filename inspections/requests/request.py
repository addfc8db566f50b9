"""A request as a value, and what a step makes of it.

Pure: `check_step` decides whether somebody may take it now, `take_step` what the request is afterwards. Limits come in
as moments: this knows no calendar.
"""

from dataclasses import dataclass, fields, replace
from datetime import datetime
from operator import attrgetter
from typing import Any
from uuid import UUID

from inspections.requests.life import (
    ASSIGNEE_ROLES,
    DESK_ROLES,
    ENDED,
    Action,
    Channel,
    Hand,
    Need,
    Opinion,
    Result,
    State,
    Step,
    steps_from,
)
from inspections.tickets.ticket import Party
from inspections.tickets.workflow import Words
from registry.actor import Actor
from registry.errors import Conflict, Forbidden, Invalid, Stale

MOST_WORDS = 4000


@dataclass(frozen=True, slots=True)
class Request:
    """One row of `inspections.request` without its place on the map; times carry an offset.

    `area_code` is the smallest area known to hold its place: division, street or community. `opinion` and `solved` are
    of the last call back since it was answered. `respond_by` is the limit at receipt, which nothing moves: reopening a
    late request never makes its response timely.
    """

    id: UUID
    number: str
    channel: Channel
    source: str
    source_number: str | None
    state: State
    version: int
    matter_code: str | None
    said: str
    place_zh: str
    area_code: str
    asset_code: str | None
    assignee_code: str | None
    route_reason_zh: str
    route_reason_en: str
    received_at: datetime
    respond_by: datetime
    due_at: datetime
    return_due_at: datetime | None = None
    accepted_at: datetime | None = None
    assigned_at: datetime | None = None
    contacted_at: datetime | None = None
    answered_at: datetime | None = None
    answer: str = ""
    result_code: Result | None = None
    closed_at: datetime | None = None
    extensions: int = 0
    returns: int = 0
    reopens: int = 0
    erased_at: datetime | None = None
    opinion: Opinion | None = None
    solved: bool | None = None

    def is_late(self, now: datetime) -> bool:
        """Whether the time to answer is over and there is no answer."""
        return self.answered_at is None and self.state not in ENDED and self.due_at < now

    def proposed_to(self, assignee_code: str | None, why: Words, matter_code: str | None = None) -> "Request":
        """The request with another proposal of who should answer, and of the matter where that is not known."""
        known = replace(self, matter_code=self.matter_code or matter_code)
        return replace(known, assignee_code=assignee_code, route_reason_zh=why.zh, route_reason_en=why.en)


_FIELDS = tuple(field.name for field in fields(Request))
_values = attrgetter(*_FIELDS)


@dataclass(frozen=True, slots=True)
class Deed:
    """What somebody asks for: an action with what it brings along.

    `contacted` and `solved` are what whoever asked says when called back: that the organisation spoke to them, that it
    is solved.
    """

    action: Action
    reason: str = ""
    matter_code: str | None = None
    assignee_code: str | None = None
    answer: str = ""
    result_code: Result | None = None
    opinion: Opinion | None = None
    contacted: bool | None = None
    solved: bool | None = None


@dataclass(frozen=True, slots=True)
class Limits:
    """Moments worked out for a step at `now`: `due_at` of an extension or reopening, `return_due_at` of assigning."""

    due_at: datetime | None = None
    return_due_at: datetime | None = None


def is_desk(actor: Actor, request: Request) -> bool:
    """Whether the actor keeps the desk for this place."""
    return actor.has(*DESK_ROLES) and actor.covers(request.area_code)


def is_assignee(party: Party, request: Request) -> bool:
    """Whether the actor works for the organisation that answers."""
    return party.actor.has(*ASSIGNEE_ROLES) and request.assignee_code in {party.house, party.actor.org_code} - {None}


def stands(request: Request, step: Step, party: Party) -> str | None:
    """Why the actor may not take this step on this request (en), or None."""
    match step.hand:
        case Hand.DESK if not is_desk(party.actor, request):
            return f"{step.action} is the desk's, for places in its areas"
        case Hand.ASSIGNEE if not is_assignee(party, request):
            return f"{step.action} is for the organisation that answers"
        case Hand.EITHER if not (is_desk(party.actor, request) or is_assignee(party, request)):
            return f"{step.action} is for the organisation that answers, or the desk"
    if step.action is Action.UPDATE and party.actor.account_id is not None:
        return "only a file of the source says it anew"
    return None


def open_steps(request: Request, party: Party) -> tuple[Step, ...]:
    """The steps this actor may take on this request now: the buttons."""
    return tuple(step for step in steps_from(request.state) if stands(request, step, party) is None)


def check_step(request: Request, step: Step, deed: Deed, party: Party, *, if_version: int, now: datetime) -> None:
    """Raises Forbidden (who), Stale (version), Conflict (state, time) or Invalid (what it lacks), in this order."""
    refusal = stands(request, step, party)
    if refusal:
        raise Forbidden(f"{request.number}: {refusal}", request=request.number, action=step.action)
    if if_version != request.version:
        message = f"{request.number} is at version {request.version}, not {if_version}; read it again, then decide"
        raise Stale(message, request=request.number, version=request.version)
    if request.state not in step.before:
        allowed = ", ".join(other.action for other in steps_from(request.state)) or "nothing more"
        message = f"{request.number} is {request.state}: {step.action} cannot follow; possible: {allowed}"
        raise Conflict(message, request=request.number, state=request.state, action=step.action)
    if request.erased_at is not None:
        raise Conflict(f"{request.number}: who asked is erased; take a new request", request=request.number)
    if step.action is Action.EXTEND and request.extensions:
        raise Conflict(f"{request.number} was extended already: once is all", request=request.number)
    if step.action is Action.RETURN and request.return_due_at is not None and now > request.return_due_at:
        message = f"{request.number}: the time to give it back ended {request.return_due_at.isoformat()}; ask the desk"
        raise Conflict(message, request=request.number)
    for need in step.needs:
        _check_need(need, request, deed)
    if max(len(deed.reason), len(deed.answer)) > MOST_WORDS:
        raise Invalid(f"at most {MOST_WORDS} characters are taken", field="answer")


def _check_need(need: Need, request: Request, deed: Deed) -> None:
    match need:
        case Need.REASON:
            met, field, say = bool(deed.reason.strip()), "reason", "a reason"
        case Need.MATTER:
            met, field, say = bool(deed.matter_code or request.matter_code), "matter_code", "a matter"
        case Need.ASSIGNEE:
            met, field, say = (
                bool(deed.assignee_code or request.assignee_code), "assignee_code", "an organisation to answer"
            )  # fmt: skip
        case Need.RESULT:
            met, field, say = bool(deed.answer.strip()) and deed.result_code is not None, "answer", "words and a result"
        case Need.OPINION:
            complete = deed.contacted is not None and deed.solved is not None
            met = deed.opinion is not None and (complete or deed.opinion is Opinion.NOT_REACHED)
            field, say = "opinion", "an opinion, and whether they were contacted and it is solved"
        case Need.DISSATISFIED:
            if request.opinion is not Opinion.UNSATISFIED and request.solved is not False:
                raise Conflict(f"{request.number}: nobody called back says that it is not good", request=request.number)
            return
    if not met:
        raise Invalid(f"{request.number}: {deed.action} needs {say}", field=field, action=deed.action)


def take_step(request: Request, step: Step, deed: Deed, *, now: datetime, limits: Limits) -> Request:
    """The request after a step that was checked; its version is one higher."""
    changes = _changes(request, deed, now=now, limits=limits)
    changes |= {"state": step.after or request.state, "version": request.version + 1}
    whole: Any = map(changes.get, _FIELDS, _values(request))
    return Request(*whole)  # as `replace`, in a third of its time: files bring hundreds of thousands of steps


def _changes(  # noqa: C901, PLR0911 - one case an action
    request: Request, deed: Deed, *, now: datetime, limits: Limits
) -> dict[str, Any]:
    """What a step changes beside state and version."""
    match deed.action:
        case Action.ACCEPT:
            return {"accepted_at": now, "matter_code": deed.matter_code or request.matter_code}
        case Action.ASSIGN:
            return _assigned(request, deed, now=now, limits=limits)
        case Action.CONTACT:
            return {"contacted_at": request.contacted_at or now}
        case Action.EXTEND:
            return {"due_at": limits.due_at or request.due_at, "extensions": 1}
        case Action.RETURN:
            return {"returns": request.returns + 1}
        case Action.ANSWER:
            said = {"answer": deed.answer.strip(), "result_code": deed.result_code}
            return {"answered_at": now, "contacted_at": request.contacted_at or now, **said}
        case Action.CALL_BACK:
            reached = deed.opinion is not Opinion.NOT_REACHED
            return {"opinion": deed.opinion, "solved": deed.solved if reached else None}
        case Action.CLOSE | Action.REFUSE:
            return {"closed_at": now}
        case Action.REOPEN:
            undone = dict.fromkeys(("answered_at", "result_code", "opinion", "solved", "closed_at"))
            again = {"due_at": limits.due_at or request.due_at, "extensions": 0, "reopens": request.reopens + 1}
            return {**undone, "answer": "", **again}
        case Action.RECEIVE | Action.UPDATE:
            return {}


def _assigned(request: Request, deed: Deed, *, now: datetime, limits: Limits) -> dict[str, Any]:
    given = {"assigned_at": request.assigned_at or now, "return_due_at": limits.return_due_at}
    if deed.assignee_code is None or deed.assignee_code == request.assignee_code:
        return given
    return {
        **given,
        "assignee_code": deed.assignee_code,
        "route_reason_zh": f"受理台指定{'：' if deed.reason else ''}{deed.reason}",
        "route_reason_en": f"the desk's own choice{': ' if deed.reason else ''}{deed.reason}",
    }
