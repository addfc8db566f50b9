"""What the service says about owners without an account: links, answers by telephone, road sides."""

from datetime import date, datetime
from typing import Self
from uuid import UUID

from pydantic import BaseModel, Field

from inspections.owners.link import Act, Channel, End, Link
from inspections.owners.phoning import PhoneAnswer, Says
from registry.roadsides.book import Listed
from registry.roadsides.side import Side


class LinkAnswer(BaseModel):
    """A one-time link. `address` is told once, when it is made, and kept by nobody."""

    id: UUID
    ticket_id: UUID
    org_code: str
    addressee: str
    channel: Channel
    made_at: datetime
    made_by: UUID | None
    expires_at: datetime
    ended_at: datetime | None
    ended_why: End | None
    done: dict[Act, datetime] = Field(description="when each act was done by it")
    address: str | None = None

    @classmethod
    def of(cls, link: Link, address: str | None = None) -> Self:
        """One link."""
        told = {name: getattr(link, name) for name in Link.__dataclass_fields__}
        return cls(**told | {"done": dict(link.done), "address": address})


class LinksAnswer(BaseModel):
    """The links of a ticket, oldest first."""

    links: list[LinkAnswer]


class PhoneAnswerOut(BaseModel):
    """A call to an owner. Number, name and numbers in what was said are masked for whoever is not of the desk."""

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
    event_id: UUID | None = Field(description="the step of the ticket that was taken by it")
    entered_at: datetime
    entered_by: UUID | None
    erased_at: datetime | None

    @classmethod
    def of(cls, answer: PhoneAnswer) -> Self:
        """One call."""
        return cls.model_validate(answer, from_attributes=True)


class PhoneAnswersOut(BaseModel):
    """The calls about a ticket, in their order."""

    answers: list[PhoneAnswerOut]


class RoadSideAnswer(BaseModel):
    """Who answers for a side of a road segment; left and right as it is drawn, both days included."""

    segment_code: str
    side: Side
    org_code: str
    starts_on: date
    ends_on: date | None
    source: str
    road_name: str
    org_zh: str

    @classmethod
    def of(cls, listed: Listed) -> Self:
        """One road side."""
        held = {name: getattr(listed.held, name) for name in type(listed.held).__dataclass_fields__}
        return cls(**held, road_name=listed.road_name, org_zh=listed.org_zh)


class RoadSidesAnswer(BaseModel):
    """A page of road sides."""

    road_sides: list[RoadSideAnswer]
    next: str | None
