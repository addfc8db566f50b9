"""What the service says and takes about routing rules: sets, dry runs, and why a ticket went where it went."""

from collections.abc import Hashable
from datetime import datetime
from typing import Annotated, Any, Literal, Self
from uuid import UUID

import pandas as pd
from pydantic import AwareDatetime, BaseModel, Field

from api.shapes import Line, Shape, Text
from inspections.routing import sets
from inspections.routing.checking import Kind
from inspections.routing.explaining import Explained, Explanation, Tried
from inspections.routing.rules import Rule
from inspections.routing.sets import Force, RuleSet
from inspections.routing.trying import Trial

MOST_RULES = 5000
Code = Annotated[Text, Field(min_length=1, max_length=40)]
Number = Annotated[int, Field(ge=1, le=1_000_000)]


class RuleShape(Shape):
    """One rule; a condition that is null fits anything. `answers` says whether an organisation is named."""

    position: Number
    class_code: Code | None = None
    defect_code: Code | None = None
    owner_code: Code | None = None
    setting: Code | None = None
    area_code: Annotated[Code | None, Field(description="fits every code that begins so")] = None
    kind: Literal["ticket", "request"] | None = None
    matter_code: Annotated[Code | None, Field(description="fits every code that begins so")] = None
    hazard: bool | None = None
    channel: Code | None = None
    hours: Literal["working", "off", "night"] | None = None
    keyword: Annotated[Line | None, Field(description="words parted by |, one of which the text must hold")] = None
    answers: Literal["organisation", "owner", "street"]
    assignee_code: Code | None = None
    reason_zh: Line
    reason_en: Line
    enabled: bool = True
    source: Annotated[Text, Field(max_length=200)] = ""

    def line(self) -> sets.Line:
        """As the use case takes it."""
        values = self.model_dump(exclude={"answers", "enabled", "source"})
        return sets.Line(Rule(id=0, **values, to_street=self.answers == "street"), self.enabled, self.source)

    @classmethod
    def of(cls, line: sets.Line) -> Self:
        """A rule of a set."""
        rule = line.rule
        values = {name: getattr(rule, name) for name in cls.model_fields if hasattr(rule, name)}
        answers = "street" if rule.to_street else "owner" if rule.to_owner else "organisation"
        return cls.model_construct(**values, answers=answers, enabled=line.enabled, source=line.source)


class DraftBody(Shape):
    """A set of rules; `id` is made by the client."""

    id: UUID
    name: Line
    desk_org: Annotated[Code | None, Field(description="the default desk: answers where no rule fits")] = None
    rules: Annotated[tuple[RuleShape, ...], Field(max_length=MOST_RULES)]


class EnforceBody(Shape):
    """From when a set is to hold, and why; `id` is made by the client."""

    id: UUID
    from_at: AwareDatetime | None = Field(default=None, description="else from now on")
    reason: Line


class ForceAnswer(BaseModel):
    """That a set holds from a moment on."""

    version: int
    set_id: int
    from_at: datetime | None = Field(description="null: since ever")
    decided_at: datetime
    decided_by: str
    reason: str

    @classmethod
    def of(cls, one: Force) -> Self:
        """A decision."""
        return cls(version=one.seq, **{name: getattr(one, name) for name in cls.model_fields if name != "version"})


class SetHead(BaseModel):
    """A set without its rules."""

    id: int
    name: str
    desk_org: str | None
    made_by: str
    made_at: datetime
    rules_count: int

    @classmethod
    def of(cls, one: RuleSet) -> Self:
        """A set in short."""
        return cls(
            id=one.id,
            name=one.name,
            desk_org=one.desk_org,
            made_by=one.made_by,
            made_at=one.made_at,
            rules_count=len(one.lines),
        )


class SetList(BaseModel):
    """All sets, the last first; which holds now, and what was decided so far."""

    in_force: int | None
    version: int
    sets: list[SetHead]
    forces: list[ForceAnswer]


class SetAnswer(SetHead):
    """A set with its rules by position."""

    rules: list[RuleShape]

    @classmethod
    def of(cls, one: RuleSet) -> Self:
        """A set."""
        head = SetHead.of(one).model_dump()
        return cls.model_construct(**head, rules=[RuleShape.of(line) for line in one.lines])


class Flow(BaseModel):
    """How many tickets and requests would go from one to another."""

    from_org: str | None
    to_org: str | None
    count: int


class Moved(BaseModel):
    """One ticket or request that would go elsewhere, and why it goes where by which rules."""

    number: str
    from_org: str | None
    to_org: str | None
    before_zh: str
    before_en: str
    after_zh: str
    after_en: str


class Found(BaseModel):
    """One thing that is wrong with a rule."""

    kind: Kind
    position: int
    other_position: int | None
    example: str | None = Field(description="number of a ticket or request")
    zh: str
    en: str


class TrialAnswer(BaseModel):
    """The dry run over the tickets and requests of the past year."""

    routed: int
    moved_count: int
    flows: list[Flow]
    moved: list[Moved]
    next: str | None = Field(description="the number after which the list goes on")
    findings: list[Found]

    @classmethod
    def of(cls, trial: Trial, *, after: str = "", limit: int | None = None) -> Self:
        """A page of what would move."""
        compared = trial.comparison
        moved = compared.moved.rename_axis("number").reset_index()
        listed = [Moved.model_validate(row) for row in _rows(moved)]
        rest = [one for one in listed if one.number > after]
        page = rest[:limit]
        found = [
            Found(
                kind=one.kind,
                position=one.position,
                other_position=one.other,
                example=None if one.example is None else str(one.example),
                zh=one.zh,
                en=one.en,
            )
            for one in trial.findings
        ]
        return cls(
            routed=compared.routed,
            moved_count=len(listed),
            flows=[Flow.model_validate(row) for row in _rows(compared.flows)],
            moved=page,
            next=page[-1].number if len(page) < len(rest) else None,
            findings=found,
        )


def _rows(frame: pd.DataFrame) -> list[dict[Hashable, Any]]:
    """The rows with None for what is missing."""
    return frame.astype(object).where(frame.notna(), None).to_dict("records")


class TriedAnswer(BaseModel):
    """One rule that was tried: what of the ticket did not meet it; nothing where it decided."""

    rule: RuleShape
    fits: bool
    missed: list[str]

    @classmethod
    def of(cls, one: Tried) -> Self:
        """A rule with its outcome."""
        return cls.model_construct(rule=RuleShape.of(one.line), fits=not one.missed, missed=list(one.missed))


class DecidedAnswer(BaseModel):
    """What the rules decided: who answers for the matter (属事), and who for the territory (属地)."""

    cause: str
    at: datetime
    set_id: int | None
    matter_org: str | None
    territory_org: str | None
    reason_zh: str
    reason_en: str
    tried: list[TriedAnswer]

    @classmethod
    def of(cls, one: Explained) -> Self:
        """A decision with every rule that was tried."""
        plain = {name: getattr(one, name) for name in cls.model_fields if name != "tried"}
        return cls.model_construct(**plain, tried=[TriedAnswer.of(tried) for tried in one.tried])


class RouteAnswer(BaseModel):
    """Who answers for a ticket and why; the last decision of the rules is the proposal that stands."""

    ticket_id: UUID
    assignee_code: str | None
    reason_zh: str
    reason_en: str
    decided: list[DecidedAnswer]

    @classmethod
    def of(cls, one: Explanation) -> Self:
        """The whole explanation."""
        plain = {name: getattr(one, name) for name in cls.model_fields if name != "decided"}
        return cls.model_construct(**plain, decided=[DecidedAnswer.of(decided) for decided in one.decided])
