"""Shapes of walks and tracks over HTTP."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

import shapely
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from api.shapes import Shape
from inspections.walks.tracks import MOST_POINTS, Fix
from inspections.walks.walking import Planned


class StepAnswer(BaseModel):
    """One step of a walk. `unit_id` null: only passing; `side` null: inside a place; left and right as drawn."""

    unit_id: int | None
    side: str | None
    length_m: float
    covers: int
    words_zh: str
    words_en: str


class StepFeature(BaseModel):
    """A step as GeoJSON; inside a place it has no line."""

    type: Literal["Feature"] = "Feature"
    geometry: dict[str, Any] | None
    properties: StepAnswer


class WalkAnswer(BaseModel):
    """A closed walk: its steps in order as features, and the whole line. No closed walk is shorter than `bound_m`.

    `unreached` are places to which no street leads from the start; `storm_minutes`: at most, in a storm.
    """

    type: Literal["FeatureCollection"] = "FeatureCollection"
    assignment_id: int
    number: int
    day: int
    start: dict[str, Any]
    line: dict[str, Any] | None
    units: list[int]
    unreached: list[str]
    covers: int
    length_m: float
    work_m: float
    bound_m: float
    minutes: float
    storm_minutes: int | None
    features: list[StepFeature]


def walk_answer(planned: Planned) -> WalkAnswer:
    """The answer of a walk."""
    return WalkAnswer(
        assignment_id=planned.assignment.id,
        number=planned.assignment.number,
        day=planned.day_no,
        start={"type": "Point", "coordinates": planned.start},
        line=_geojson(planned.line),
        units=list(planned.units),
        unreached=list(planned.unreached),
        covers=planned.covers,
        length_m=planned.metres,
        work_m=planned.work_m,
        bound_m=planned.bound_m,
        minutes=planned.minutes,
        storm_minutes=planned.storm_minutes,
        features=[
            StepFeature(
                geometry=_geojson(line),
                properties=StepAnswer(
                    unit_id=step.leg.unit,
                    side=step.leg.side,
                    length_m=step.leg.metres,
                    covers=step.covers,
                    words_zh=step.words.zh,
                    words_en=step.words.en,
                ),
            )
            for step, line in planned.steps
        ],
    )


def _geojson(line: shapely.LineString | None) -> dict[str, Any] | None:
    return None if line is None else {"type": "LineString", "coordinates": [list(xy) for xy in line.coords]}


class ConsentAsked(Shape):
    """The walker agrees that the phone sends the track of this share on this day."""

    id: UUID
    on_day: date


class ConsentAnswer(BaseModel):
    """A consent that stands."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    on_day: date
    given_at: datetime


class FixShape(Shape):
    """Where the phone was: WGS 84, metres of the 68 % radius it tells."""

    at: AwareDatetime
    lon: Annotated[float, Field(ge=-180, le=180)]
    lat: Annotated[float, Field(ge=-90, le=90)]
    accuracy_m: Annotated[float, Field(gt=0, le=100_000)]


class TrackBatch(Shape):
    """Fixes of one day under an id of the phone: sent again, it changes nothing."""

    id: UUID
    points: Annotated[list[FixShape], Field(min_length=1, max_length=MOST_POINTS)]

    def fixes(self) -> list[Fix]:
        """As the floor below takes them."""
        return [Fix(point.at, point.lon, point.lat, point.accuracy_m) for point in self.points]


class FixAnswer(BaseModel):
    """A fix as it was sent."""

    model_config = ConfigDict(from_attributes=True)

    at: datetime
    lon: float
    lat: float
    accuracy_m: float


class FixPage(BaseModel):
    """The caller's own fixes in time; `next` goes on after the last."""

    items: list[FixAnswer]
    next: datetime | None


class UnitMetresAnswer(BaseModel):
    """Metres of one side of a unit (`both`: a narrow street; `inside`: a compound), each counted once."""

    model_config = ConfigDict(from_attributes=True)

    unit_id: int
    place_code: str
    side: str
    metres: float
    share: float | None


class Gap(BaseModel):
    """A time without a fix: nothing is said of it."""

    from_at: datetime
    to_at: datetime


class MetresAnswer(BaseModel):
    """Metres really walked as the track tells; what counts as looked at does not depend on it."""

    street_m: float
    units: list[UnitMetresAnswer]
    gaps: list[Gap]


def gap_answers(gaps: Sequence[tuple[datetime, datetime]]) -> list[Gap]:
    """Gaps as answered."""
    return [Gap(from_at=begun, to_at=ended) for begun, ended in gaps]
