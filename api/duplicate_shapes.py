"""What the service says about duplicates and about cases of other systems."""

from datetime import datetime
from typing import Literal, Self
from uuid import UUID

from pydantic import BaseModel, Field

from inspections.duplicates.listing import STATES, Listed, Page, Side, State
from inspections.duplicates.merging import Judged
from inspections.foreign.listing import File, Stored
from inspections.foreign.listing import Page as CasePage


class ReasonAnswer(BaseModel):
    """One thing that speaks for (points above 0) or against the two being one."""

    kind: str
    points: float = Field(description="log-odds; those of a pair add up")
    zh: str
    en: str


class SideAnswer(BaseModel):
    """One of the two, in short."""

    id: UUID
    number: str
    state: str
    matter: str
    name_zh: str
    name_en: str
    place: str
    at: datetime
    asset_code: str | None
    lon: float | None
    lat: float | None

    @classmethod
    def of(cls, side: Side) -> Self:
        """One side."""
        plain = ("id", "number", "state", "matter", "place", "at", "asset_code", "lon", "lat")
        return cls(**{name: getattr(side, name) for name in plain}, name_zh=side.name.zh, name_en=side.name.en)


class PairDecisionAnswer(BaseModel):
    """What was decided; without an account by rule."""

    id: UUID
    version: int
    action: Literal["merge", "refuse", "unmerge"]
    at: datetime
    account_id: UUID | None
    org_code: str | None
    reason: str


class PairAnswer(BaseModel):
    """Two that may be one, the one told earlier first. `version` is what a decision starts from."""

    id: UUID
    kind: Literal["ticket", "foreign"]
    score: float = Field(description="0 to 1: how likely they are one")
    reasons: list[ReasonAnswer] = Field(description="as they were when the pair was found, strongest first")
    state: State
    state_zh: str
    state_en: str
    survivor_id: UUID | None = Field(description="of two tickets that are merged, the one that goes on")
    found_at: datetime
    version: int
    first: SideAnswer
    second: SideAnswer
    decisions: list[PairDecisionAnswer] = Field(description="oldest first")

    @classmethod
    def of(cls, pair: Listed) -> Self:
        """One pair."""
        plain = ("id", "kind", "state", "survivor_id", "found_at", "version")
        return cls(
            **{name: getattr(pair, name) for name in plain},
            score=round(pair.score, 3),
            reasons=[ReasonAnswer.model_validate(one) for one in pair.reasons],
            state_zh=STATES[pair.state].zh,
            state_en=STATES[pair.state].en,
            first=SideAnswer.of(pair.first),
            second=SideAnswer.of(pair.second),
            decisions=[PairDecisionAnswer.model_validate(one, from_attributes=True) for one in pair.decisions],
        )


class PairCollection(BaseModel):
    """A page of pairs, best first; `next` continues the list."""

    pairs: list[PairAnswer]
    next: UUID | None

    @classmethod
    def of(cls, page: Page) -> Self:
        """One page."""
        return cls(pairs=[PairAnswer.of(pair) for pair in page.pairs], next=page.next)


class JudgedAnswer(BaseModel):
    """A pair after a decision; `survivor` is the number of the ticket that goes on."""

    pair_id: UUID
    state: State
    version: int
    survivor: str | None

    @classmethod
    def of(cls, judged: Judged) -> Self:
        """One answer."""
        return cls.model_validate(judged, from_attributes=True)


class CaseAnswer(BaseModel):
    """A case of another system, in its own words; it is not worked on here."""

    id: UUID
    source: str
    number: str
    title: str
    category: str
    status: str
    agency: str
    channel: str
    words: str
    place: str
    lon: float | None
    lat: float | None
    opened_at: datetime
    updated_at: datetime | None
    closed_at: datetime | None
    extra: dict[str, object]
    version: int

    @classmethod
    def of(cls, case: Stored) -> Self:
        """One case."""
        return cls.model_validate(case, from_attributes=True)


class CaseCollection(BaseModel):
    """A page of cases, the latest opened first; `next` continues the list."""

    cases: list[CaseAnswer]
    next: UUID | None

    @classmethod
    def of(cls, page: CasePage) -> Self:
        """One page."""
        return cls(cases=[CaseAnswer.of(case) for case in page.cases], next=page.next)


class ToldAnswer(BaseModel):
    """One row of a case's history."""

    position: int
    at: datetime
    kind: str
    words: str
    data: dict[str, object]


class CaseFile(CaseAnswer):
    """A case with its history, oldest first."""

    history: list[ToldAnswer]

    @classmethod
    def of_file(cls, file: File) -> Self:
        """A file."""
        told = [ToldAnswer.model_validate(one, from_attributes=True) for one in file.history]
        return cls(**CaseAnswer.of(file.case).model_dump(), history=told)
