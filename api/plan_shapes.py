"""What the service says of plans, of the cells that stand, of a part of a draft, and of an edit that was tried."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Literal, Self

import geopandas as gpd
from pydantic import BaseModel, ConfigDict, Field

from api.draft_shapes import CellFeature, EditAnswer, GridAnswer, cell_features
from api.shapes import Shape, Text
from registry.history.known import Change
from registry.redraw.drafting.drafts import Settings
from registry.redraw.drafting.editing import Edited
from registry.redraw.plans import Standing
from registry.redraw.publishing import Published


class StandingCell(BaseModel):
    """A cell that stands, in figures; `minutes` as its plan has them, null where none has."""

    code: str
    name_zh: str
    kind: str
    minutes: float | None
    over_limit: bool
    households: float | None
    floor_from: int | None
    floor_to: int | None


class StandingFeature(BaseModel):
    """A cell that stands as GeoJSON."""

    type: Literal["Feature"] = "Feature"
    id: str
    geometry: dict[str, object]
    properties: StandingCell


class StandingCells(BaseModel):
    """The cells that stand; `plan` is the newest by which some of them do."""

    type: Literal["FeatureCollection"] = "FeatureCollection"
    plan_id: int | None
    plan_name: str | None
    effective_at: datetime | None
    limit_minutes: float
    features: list[StandingFeature]

    @classmethod
    def of(cls, standing: Standing) -> Self:
        """The cells of an area."""
        plan = standing.plan
        return cls(
            plan_id=None if plan is None else plan.number,
            plan_name=None if plan is None else plan.name,
            effective_at=None if plan is None else plan.effective_at,
            limit_minutes=standing.limit_minutes,
            features=[_standing(row, limit=standing.limit_minutes) for row in standing.cells.iterfeatures(na="null")],
        )


def _standing(row: Mapping[str, object], *, limit: float) -> StandingFeature:
    told = dict(row["properties"])  # type: ignore[call-overload]  # geopandas says object where it gives a dict
    minutes = told["minutes"]
    cell = StandingCell.model_validate(
        {name: told.get(name) for name in StandingCell.model_fields if name != "over_limit"}
        | {"over_limit": minutes is not None and minutes > limit + 1e-4}
    )
    return StandingFeature(id=cell.code, geometry=row["geometry"], properties=cell)  # type: ignore[arg-type]  # as above


class StreetAnswer(BaseModel):
    """A street."""

    code: str
    name_zh: str
    name_en: str


class StreetList(BaseModel):
    """Streets by code."""

    streets: list[StreetAnswer]


class PartCells(BaseModel):
    """The cells of a part of a draft."""

    type: Literal["FeatureCollection"] = "FeatureCollection"
    limit_minutes: float
    features: list[CellFeature]

    @classmethod
    def of(cls, cells: gpd.GeoDataFrame, settings: Settings) -> Self:
        """Cells with their minutes."""
        limit = settings.limit_minutes
        return cls(limit_minutes=limit, features=cell_features(cells, limit_minutes=limit))


class EditTrialAnswer(BaseModel):
    """What an edit would make of a grid: nothing of it was kept."""

    edit: EditAnswer
    grid: GridAnswer

    @classmethod
    def of(cls, edited: Edited, settings: Settings) -> Self:
        """A grid after its repair."""
        return cls(edit=EditAnswer.of(edited, settings), grid=GridAnswer.of(edited.sheet, settings))


class PublishedPlanAnswer(BaseModel):
    """A plan that was published; `restores` is the one that it took back."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    name: str
    state: str
    effective_at: datetime
    made_by: str
    made_at: datetime
    reason: str
    grids: int
    cells: int
    restores: int | None


class PublishedPlanList(BaseModel):
    """Plans, the newest first."""

    plans: list[PublishedPlanAnswer]


class UndoBody(Shape):
    """Why a plan is taken back."""

    reason: Annotated[Text, Field(min_length=1, max_length=2000)]


class UndoneAnswer(BaseModel):
    """A plan that was taken back: withdrawn, or `plan_id` is the new one by which the former cells stand."""

    plan_id: int
    state: str
    effective_at: datetime
    kept: int
    begun: int
    ended: int
    tickets_rehomed: int

    @classmethod
    def of(cls, done: Published, rehomed: int) -> Self:
        """What was undone."""
        return cls(
            plan_id=done.plan,
            state=done.state,
            effective_at=done.effective_at,
            kept=done.kept,
            begun=done.begun,
            ended=done.ended,
            tickets_rehomed=rehomed,
        )


class ChangeAnswer(BaseModel):
    """A change of the register: `true_from` is the moment from which a look back shows it."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    at: datetime
    true_from: datetime
    deed: str
    reason: str
    run_id: int | None
    plan_id: int | None
    plan_name: str | None


class ChangeList(BaseModel):
    """Changes, the newest first; `next` is the `before` of the following page, null at the end."""

    changes: list[ChangeAnswer]
    next: int | None

    @classmethod
    def of(cls, found: list[Change], *, limit: int) -> Self:
        """A page."""
        last = found[-1].id if len(found) == limit else None
        return cls(changes=[ChangeAnswer.model_validate(one) for one in found], next=last)
