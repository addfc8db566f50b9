"""What the service says about drafts of plans, their grids, and what became of an edit: GeoJSON, lon/lat."""

from datetime import datetime
from typing import Any, Literal, Self

import geopandas as gpd
from pydantic import BaseModel, Field
from shapely.geometry import mapping

from registry.redraw.drafting.approval import STATES, State
from registry.redraw.drafting.drafts import Draft, PartState, Settings
from registry.redraw.drafting.editing import Edited
from registry.redraw.drafting.sheets import Sheet
from registry.redraw.solving.rules import Tower

WGS84 = 4326
_EXACT = 1e-4  # minutes


class SettingsAnswer(BaseModel):
    """What a draft is repaired and verified with."""

    limit_minutes: float
    mobilisation_minutes: float
    people: int
    tower: Tower
    weight: float = Field(description="what a cell drawn anew costs, in cells")

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """The settings of a draft."""
        return cls.model_validate(settings, from_attributes=True)


class PartLine(BaseModel):
    """How a part stands."""

    division_code: str
    name_zh: str
    state: State
    state_zh: str
    state_en: str
    version: int
    plan_id: int | None

    @classmethod
    def of(cls, part: PartState) -> Self:
        """A part in a line."""
        words = STATES[part.state]
        return cls.model_validate(
            {
                "division_code": part.division_code,
                "name_zh": part.name_zh,
                "state": part.state,
                "state_zh": words.zh,
                "state_en": words.en,
                "version": part.version,
                "plan_id": part.plan_id,
            }
        )


class DraftAnswer(BaseModel):
    """A draft, with the parts in the reader's areas."""

    id: int
    name: str
    crs: str
    settings: SettingsAnswer
    made_by: str
    made_at: datetime
    closed_at: datetime | None
    grids: int
    cells: int
    parts: list[PartLine]

    @classmethod
    def of(cls, draft: Draft) -> Self:
        """One draft."""
        plain = ("id", "name", "crs", "made_by", "made_at", "closed_at", "grids", "cells")
        values: dict[str, Any] = {name: getattr(draft, name) for name in plain}
        parts = [PartLine.of(part) for part in draft.parts]
        return cls(**values, settings=SettingsAnswer.of(draft.settings), parts=parts)


class DraftList(BaseModel):
    """Drafts, the newest first."""

    drafts: list[DraftAnswer]


class CellProperties(BaseModel):
    """A cell in figures."""

    code: str
    name_zh: str
    kind: str
    minutes: float
    over_limit: bool
    people: float | None = None
    households: float | None = None
    floor_from: int | None
    floor_to: int | None
    locked: bool


class AtomProperties(BaseModel):
    """A row of the demand, or of a tower what lies in one of its cells (`part`); `facts` are its other columns."""

    row_no: int
    cell: str
    minutes: float
    part: float
    facts: dict[str, Any]


class CellFeature(BaseModel):
    """A cell as GeoJSON."""

    type: Literal["Feature"] = "Feature"
    id: str
    geometry: dict[str, Any]
    properties: CellProperties


class AtomFeature(BaseModel):
    """An atom as GeoJSON."""

    type: Literal["Feature"] = "Feature"
    geometry: dict[str, Any]
    properties: AtomProperties


class AtomCollection(BaseModel):
    """Atoms, in the order of the demand."""

    type: Literal["FeatureCollection"] = "FeatureCollection"
    features: list[AtomFeature]


class GridAnswer(BaseModel):
    """The cells of a grid, and the atoms in them."""

    type: Literal["FeatureCollection"] = "FeatureCollection"
    grid_code: str
    division_code: str
    version: int
    limit_minutes: float
    features: list[CellFeature]
    atoms: AtomCollection

    @classmethod
    def of(cls, sheet: Sheet, settings: Settings) -> Self:
        """A grid as it stands."""
        return cls(
            grid_code=sheet.grid_code,
            division_code=sheet.division_code,
            version=sheet.version,
            limit_minutes=settings.limit_minutes,
            features=cell_features(sheet.drawn.cells, limit_minutes=settings.limit_minutes),
            atoms=AtomCollection(features=_atom_features(sheet.drawn.atoms)),
        )


class EditAnswer(BaseModel):
    """What became of an edit: `features` are the cells that are new; `gone` are codes that stand no more."""

    type: Literal["FeatureCollection"] = "FeatureCollection"
    grid_code: str
    version: int
    part_state: State
    changed: list[str]
    gone: list[str]
    words: list[str]
    cells: int
    over_limit: int
    minutes_most: float
    minutes_median: float
    features: list[CellFeature]

    @classmethod
    def of(cls, edited: Edited, settings: Settings) -> Self:
        """A grid after its repair."""
        cells = edited.sheet.drawn.cells
        minutes = cells["minutes"]
        return cls(
            grid_code=edited.sheet.grid_code,
            version=edited.sheet.version,
            part_state=edited.part_state,
            changed=list(edited.changed),
            gone=list(edited.gone),
            words=list(edited.words),
            cells=len(cells),
            over_limit=int((minutes > settings.limit_minutes + _EXACT).sum()),
            minutes_most=float(minutes.max()),
            minutes_median=float(minutes.median()),
            features=cell_features(cells[cells["code"].isin(edited.changed)], limit_minutes=settings.limit_minutes),
        )


def cell_features(cells: gpd.GeoDataFrame, *, limit_minutes: float) -> list[CellFeature]:
    """Cells as GeoJSON features, by code."""
    features = []
    for row in _rows(cells):
        shape = row.pop("geometry")
        told = CellProperties.model_validate({**row, "over_limit": row["minutes"] > limit_minutes + _EXACT})
        features.append(CellFeature(id=told.code, geometry=mapping(shape), properties=told))
    return features


def _atom_features(atoms: gpd.GeoDataFrame) -> list[AtomFeature]:
    own = ("row_no", "cell", "minutes", "part")
    features = []
    for row in _rows(atoms.drop(columns="drawn")):
        shape = row.pop("geometry")
        facts = {name: value for name, value in row.items() if name not in own and value is not None}
        told = AtomProperties(**{name: row[name] for name in own}, facts=facts)
        features.append(AtomFeature(geometry=mapping(shape), properties=told))
    return features


def _rows(frame: gpd.GeoDataFrame) -> list[dict[str, Any]]:
    """Rows as plain values, lon/lat; what is not known is None."""
    plain = frame.to_crs(WGS84)
    columns = {str(name): plain[name].astype(object).where(plain[name].notna(), None).tolist() for name in plain}
    return [{name: values[i] for name, values in columns.items()} for i in range(len(plain))]
