"""What the service says about requests (诉求): masked, with steps as buttons; and the rates."""

from dataclasses import asdict
from datetime import datetime
from typing import Any, Self
from uuid import UUID

from pydantic import BaseModel, Field

from api.ticket_shapes import Named
from inspections.requests.intake import Receipt
from inspections.requests.life import (
    CHANNELS,
    OPINIONS,
    RESULTS,
    STATES,
    STEPS,
    Action,
    Channel,
    Opinion,
    Result,
    State,
)
from inspections.requests.listing import File, Listed, Page
from inspections.requests.privacy import Person


class Word(BaseModel):
    """A code with its name."""

    code: str
    zh: str
    en: str


class LifeStep(BaseModel):
    """A step as data: a button. `after` is null where the state stays."""

    action: Action
    before: list[State]
    after: State | None
    hand: str
    needs: list[str]
    zh: str
    en: str
    why_zh: str
    why_en: str


class LifeAnswer(BaseModel):
    """States, steps and the words of requests."""

    states: list[Word]
    steps: list[LifeStep]
    results: list[Word]
    opinions: list[Word]
    channels: list[Word]

    @classmethod
    def whole(cls) -> Self:
        """All of STEPS."""
        tables = {"states": STATES, "results": RESULTS, "opinions": OPINIONS, "channels": CHANNELS}
        words: dict[str, Any] = {
            name: [Word(code=str(code), zh=said.zh, en=said.en) for code, said in table.items()]
            for name, table in tables.items()
        }
        return cls(**words, steps=[_step(step) for step in STEPS])


def _step(step: Any) -> LifeStep:
    words = {"zh": step.label.zh, "en": step.label.en, "why_zh": step.why.zh, "why_en": step.why.en}
    return LifeStep.model_validate({**asdict(step), **words})


class ReceiptAnswer(BaseModel):
    """What whoever asked is told: the number, the link to follow it, until when it is answered."""

    id: UUID
    number: str
    link: str
    due_at: datetime
    same: bool

    @classmethod
    def of(cls, receipt: Receipt, *, public_url: str) -> Self:
        """A receipt with its link."""
        link = f"{public_url.rstrip('/')}/r/{receipt.number}?key={receipt.key}"
        return cls(id=receipt.id, number=receipt.number, link=link, due_at=receipt.due_at, same=receipt.same)


class RequestAnswer(BaseModel):
    """A request without who asked."""

    id: UUID
    number: str
    channel: Channel
    source: str
    source_number: str | None
    state: State
    version: int
    late: bool
    matter: Named | None
    said: str
    place_zh: str
    area_code: str
    asset_code: str | None
    assignee: Named | None
    route_reason_zh: str
    route_reason_en: str
    received_at: datetime
    respond_by: datetime
    due_at: datetime
    return_due_at: datetime | None
    accepted_at: datetime | None
    assigned_at: datetime | None
    contacted_at: datetime | None
    answered_at: datetime | None
    answer: str
    result_code: Result | None
    closed_at: datetime | None
    extensions: int
    returns: int
    reopens: int
    opinion: Opinion | None
    solved: bool | None
    erased_at: datetime | None

    @classmethod
    def of(cls, listed: Listed, *, now: datetime) -> Self:
        """A request with names, and whether it is late at `now`."""
        one = listed.request
        names = {
            "matter": Named.of(one.matter_code, listed.matter),
            "assignee": Named.of(one.assignee_code, listed.assignee),
        }
        return cls.model_validate({**asdict(one), **names, "late": one.is_late(now)})


class RequestList(BaseModel):
    """A page of requests; `next` continues the list."""

    requests: list[RequestAnswer]
    next: str | None

    @classmethod
    def of(cls, page: Page, *, now: datetime) -> Self:
        """A page as it stands at `now`."""
        return cls(requests=[RequestAnswer.of(one, now=now) for one in page.requests], next=page.next)


class PersonAnswer(BaseModel):
    """Who asked."""

    name: str
    phone: str
    address: str

    @classmethod
    def of(cls, person: Person) -> Self:
        """A person, as whole or masked as it is given."""
        return cls(name=person.name, phone=person.phone, address=person.address)


class RequestEventAnswer(BaseModel):
    """A step that was taken."""

    id: UUID
    version: int
    action: Action
    from_state: State | None
    to_state: State
    at: datetime
    account_id: UUID | None
    org_code: str | None
    reason: str
    data: dict[str, object]


class JoinedTicket(BaseModel):
    """A ticket it hangs on; `ended_at` proposes an answer."""

    ticket_id: UUID
    number: str
    state: str
    ended_at: datetime | None


class PictureAnswer(BaseModel):
    """A picture that came with a request; `/photos/{sha256}` has it."""

    sha256: str
    width_px: int
    height_px: int
    taken_at: datetime | None


class RequestFile(RequestAnswer):
    """A request with all that belongs to it; `person` is masked, null where nobody is kept."""

    person: PersonAnswer | None
    may_see_person: bool = Field(description="whether `/contact` answers the caller")
    events: list[RequestEventAnswer]
    tickets: list[JoinedTicket]
    pictures: list[PictureAnswer]
    steps: list[LifeStep]

    @classmethod
    def of_file(cls, file: File, *, now: datetime) -> Self:
        """A file as it stands at `now`."""
        plain = RequestAnswer.of(file.listed, now=now).model_dump()
        return cls(
            **plain,
            person=PersonAnswer.of(file.person) if file.person else None,
            may_see_person=file.may_see_person,
            events=[RequestEventAnswer.model_validate(asdict(event)) for event in file.events],
            tickets=[JoinedTicket.model_validate(asdict(one)) for one in file.tickets],
            pictures=[PictureAnswer.model_validate(asdict(one)) for one in file.pictures],
            steps=[_step(step) for step in file.steps],
        )
