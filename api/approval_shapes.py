"""What the service says about parts of a draft and remarks on it, and how a step or a remark is asked for."""

from datetime import datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, Field

from api.shapes import Position, Shape, Text
from api.ticket_shapes import Point
from registry.actor import Role
from registry.redraw.drafting.approval import STATES, Act, Need, Reach, State, Step
from registry.redraw.drafting.parts import Advanced, File
from registry.redraw.drafting.remarks import MOST_WORDS, Remark

Reason = Annotated[Text, Field(max_length=2000)]
Said = Annotated[Text, Field(min_length=1, max_length=MOST_WORDS)]


class PartStepBody(Shape):
    """A step of a part; to publish it is asked for at its own address."""

    act: Literal[Act.SEND, Act.APPROVE, Act.RETURN]
    reason: Reason = ""


class PublicationBody(Shape):
    """A part is published: from when on it holds, at once where nothing is said."""

    effective_at: AwareDatetime | None = None
    reason: Reason = ""


class RemarkBody(Position):
    """A remark at a place. `id` is made by the client: sent again, the remark is known and changes nothing."""

    id: UUID
    words: Said


class RemarkAnswerBody(Shape):
    """What is answered to a remark; `resolved` closes the matter with it."""

    words: Said
    resolved: bool = False


class PartStep(BaseModel):
    """A step as data: a button."""

    act: Act
    after: State
    roles: list[Role]
    reach: Reach
    needs: list[Need]
    zh: str
    en: str

    @classmethod
    def of(cls, step: Step) -> Self:
        """A row of STEPS."""
        return cls(
            act=step.act,
            after=step.after,
            roles=list(step.roles),
            reach=step.reach,
            needs=list(step.needs),
            zh=step.label.zh,
            en=step.label.en,
        )


class GridLineAnswer(BaseModel):
    """A grid of a part in figures."""

    grid_code: str
    version: int
    cells: int
    over_limit: int
    minutes_most: float
    open_remarks: int


class EntryAnswer(BaseModel):
    """A step that was taken."""

    version: int
    act: Act
    from_state: State
    to_state: State
    made_by: str
    made_at: datetime
    reason: str


class PartAnswer(BaseModel):
    """A part with the grids in the reader's areas, its log, and the steps the reader may take now."""

    division_code: str
    name_zh: str
    state: State
    state_zh: str
    state_en: str
    version: int
    plan_id: int | None
    waiting: int = Field(description="remarks without an answer")
    grids: list[GridLineAnswer]
    log: list[EntryAnswer]
    steps: list[PartStep]

    @classmethod
    def of(cls, file: File) -> Self:
        """A part as it stands."""
        words = STATES[file.state]
        return cls(
            division_code=file.division_code,
            name_zh=file.name_zh,
            state=file.state,
            state_zh=words.zh,
            state_en=words.en,
            version=file.version,
            plan_id=file.plan_id,
            waiting=file.waiting,
            grids=[GridLineAnswer.model_validate(line, from_attributes=True) for line in file.grids],
            log=[EntryAnswer.model_validate(entry, from_attributes=True) for entry in file.log],
            steps=[PartStep.of(step) for step in file.steps],
        )


class AdvancedAnswer(BaseModel):
    """A part after a step; of a published one its plan, and how many of its cells stay, begin and end."""

    division_code: str
    state: State
    version: int
    plan_id: int | None = None
    plan_state: str | None = None
    effective_at: datetime | None = None
    kept: int | None = None
    begun: int | None = None
    ended: int | None = None
    renumbered: dict[str, str] = Field(default={}, description="codes of the draft and what they became")
    households: float | None = Field(default=None, description="with a number before")
    households_share_renumbered: float | None = Field(default=None, description="of them, who get another number")

    @classmethod
    def of(cls, advanced: Advanced) -> Self:
        """What moved."""
        told: dict[str, object] = {
            "division_code": advanced.division_code,
            "state": advanced.state,
            "version": advanced.version,
        }
        done = advanced.published
        if done is not None:
            told |= {
                "plan_id": done.plan,
                "plan_state": done.state,
                "effective_at": done.effective_at,
                "kept": done.kept,
                "begun": done.begun,
                "ended": done.ended,
                "renumbered": dict(done.renumbered),
            }
        if advanced.numbers is not None:
            told["households"] = advanced.numbers.households
            told["households_share_renumbered"] = advanced.numbers.share
        return cls.model_validate(told)


class RemarkProperties(BaseModel):
    """A remark without its place."""

    id: UUID
    division_code: str
    grid_code: str
    words: str
    account_id: UUID | None
    made_by: str
    made_at: datetime
    answer: str | None
    answered_by: str | None
    answered_at: datetime | None
    resolved_by: str | None
    resolved_at: datetime | None


class RemarkFeature(BaseModel):
    """A remark as GeoJSON."""

    type: Literal["Feature"] = "Feature"
    id: UUID
    geometry: Point
    properties: RemarkProperties

    @classmethod
    def of(cls, remark: Remark) -> Self:
        """One remark."""
        properties = RemarkProperties.model_validate(remark, from_attributes=True)
        return cls(id=remark.id, geometry=Point(coordinates=(remark.lon, remark.lat)), properties=properties)


class RemarkCollection(BaseModel):
    """Remarks in the order they were made."""

    type: Literal["FeatureCollection"] = "FeatureCollection"
    features: list[RemarkFeature]
