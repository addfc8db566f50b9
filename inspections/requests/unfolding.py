"""What came by a door, as a request with its first steps; what a file says anew, as further steps. Pure.

A hotline tells where a work order stands, not each step that led there: `unfold` takes the steps of `life.STEPS` that
lead there, each checked like anybody's, so that no answer stands without an acceptance.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID, uuid5

from inspections.requests.life import Action, Channel, Opinion, Result, State, step_of
from inspections.requests.privacy import Person, scrub
from inspections.requests.request import Deed, Limits, Request, check_step, take_step
from inspections.requests.routing import Proposal
from inspections.tickets.ticket import Party
from inspections.tickets.workflow import Words
from registry.actor import SYSTEM
from registry.errors import Invalid

NAMED = Words("来源文件指定", "named by the source")
SYSTEM_PARTY = Party(SYSTEM, None)


@dataclass(frozen=True, slots=True)
class Stage:
    """Where the source says that a work order stands; what it does not say is None."""

    refused_at: datetime | None = None
    refusal: str = ""
    contacted_at: datetime | None = None
    answered_at: datetime | None = None
    answer: str = ""
    result: Result | None = None
    called_at: datetime | None = None
    opinion: Opinion | None = None
    contacted: bool | None = None
    solved: bool | None = None
    closed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """What came: `id` by whoever sent it; lon and lat in degrees, WGS 84. `source_number` is the source's own."""

    id: UUID
    channel: Channel
    source: str
    said: str
    area_code: str
    received_at: datetime
    source_number: str | None = None
    matter_code: str | None = None
    assignee_code: str | None = None
    place_zh: str = ""
    lon: float | None = None
    lat: float | None = None
    asset_code: str | None = None
    person: Person = field(default_factory=Person)
    stage: Stage = field(default_factory=Stage)


@dataclass(frozen=True, slots=True)
class Taken:
    """A step that was taken: an event to be."""

    id: UUID
    request_id: UUID
    version: int
    deed: Deed
    from_state: State | None
    to_state: State
    at: datetime
    proposal: Proposal | None = None  # where the step brought one: kept with the event


def begin(item: Item, *, number: str, due_at: datetime, proposal: Proposal) -> tuple[Request, Taken]:
    """The request as it is received, with who should answer. Numbers of persons in its words are masked."""
    request = Request(
        id=item.id,
        number=number,
        channel=item.channel,
        source=item.source,
        source_number=item.source_number,
        state=State.RECEIVED,
        version=1,
        matter_code=proposal.matter_code,
        said=scrub(item.said),
        place_zh=scrub(item.place_zh),
        area_code=item.area_code,
        asset_code=item.asset_code,
        assignee_code=item.assignee_code or proposal.assignee_code,
        route_reason_zh=NAMED.zh if item.assignee_code else proposal.reason.zh,
        route_reason_en=NAMED.en if item.assignee_code else proposal.reason.en,
        received_at=item.received_at,
        respond_by=due_at,
        due_at=due_at,
    )
    deed = Deed(Action.RECEIVE, matter_code=request.matter_code, assignee_code=request.assignee_code)
    event = Taken(_event_id(item.id, 1), item.id, 1, deed, None, State.RECEIVED, item.received_at, proposal)
    return request, event


def unfold(
    request: Request, stage: Stage, *, limits: Callable[[datetime], Limits], at: datetime
) -> tuple[Request, list[Taken]]:
    """The request at the stage its source tells, and the steps that lead there from where it is.

    `at` is the time of acceptance and assignment. Raises Invalid where an answer is told and nobody gave it.
    """
    events: list[Taken] = []
    if stage.answered_at is not None and request.answered_at is None and not _may_be_assigned(request):
        raise Invalid("an answer is told, and who gives it or on which matter is not known", field="assignee")
    for deed, when in _deeds(request, stage, at=at):
        step = step_of(deed.action)
        if request.state not in step.before:
            continue
        check_step(request, step, deed, SYSTEM_PARTY, if_version=request.version, now=when)
        bounds = limits(when) if deed.action is Action.ASSIGN else Limits()
        after = take_step(request, step, deed, now=when, limits=bounds)
        id_ = _event_id(request.id, after.version)
        events.append(Taken(id_, request.id, after.version, deed, request.state, after.state, when))
        request = after
    return request, events


def renew(request: Request, item: Item, *, at: datetime) -> tuple[Request, list[Taken]]:
    """The request with the words and the place that a file says anew; no event where nothing is new or it has ended."""
    if request.state not in step_of(Action.UPDATE).before:
        return request, []
    after = replace(request, said=scrub(item.said), place_zh=scrub(item.place_zh), area_code=item.area_code)
    if after == request:
        return request, []
    deed = Deed(Action.UPDATE)
    after = take_step(after, step_of(Action.UPDATE), deed, now=at, limits=Limits())
    event = Taken(_event_id(request.id, after.version), request.id, after.version, deed, request.state, after.state, at)
    return after, [event]


def _may_be_assigned(request: Request) -> bool:
    return request.matter_code is not None and request.assignee_code is not None


def _deeds(request: Request, stage: Stage, *, at: datetime) -> Iterator[tuple[Deed, datetime]]:
    """What the stage asks for, in order; only what the request has not had yet."""
    if stage.refused_at is not None:
        yield Deed(Action.REFUSE, reason=scrub(stage.refusal) or "来源文件：不予受理"), stage.refused_at
        return
    if request.assigned_at is None and _may_be_assigned(request):
        yield Deed(Action.ACCEPT), at
        yield Deed(Action.ASSIGN), at
    if stage.contacted_at is not None and request.contacted_at is None:
        yield Deed(Action.CONTACT), stage.contacted_at
    if stage.answered_at is not None and request.answered_at is None:
        yield Deed(Action.ANSWER, answer=scrub(stage.answer), result_code=stage.result), stage.answered_at
    if stage.called_at is not None and request.opinion is None:
        call = Deed(Action.CALL_BACK, opinion=stage.opinion, contacted=stage.contacted, solved=stage.solved)
        yield call, stage.called_at
    if stage.closed_at is not None:
        yield Deed(Action.CLOSE), stage.closed_at


def _event_id(request_id: UUID, version: int) -> UUID:
    """The same for the same step of a file, however often it is read."""
    return uuid5(request_id, f"version {version}")


def calls_of(events: Sequence[Taken]) -> list[Taken]:
    """The call backs among steps."""
    return [event for event in events if event.deed.action is Action.CALL_BACK]
