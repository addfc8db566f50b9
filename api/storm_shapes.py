"""What the service says about storms: as they stand, low points, bare covers, the report."""

from datetime import datetime
from typing import Self
from uuid import UUID

from pydantic import BaseModel, Field

from api.guard_shapes import GuardAnswer
from inspections.guards.aftermath import Figures, Line
from inspections.guards.lowlands import BareCover, LowPoint
from inspections.guards.report import Report
from inspections.guards.storms import LEVELS, Event, Level, Storm


class StormAnswer(BaseModel):
    """A storm; while `ended_at` is null the limits of `profile` hold in its area."""

    id: UUID
    area_code: str
    level: Level
    level_zh: str
    profile: str
    tour_minutes: int = Field(description="what a tour of inspectors takes at most while it lasts")
    begins_at: datetime
    declared_by: str
    ended_at: datetime | None
    ended_by: str | None
    version: int

    @classmethod
    def of(cls, storm: Storm) -> Self:
        """One storm."""
        plain = {name: getattr(storm, name) for name in Storm.__slots__}
        return cls(**plain, level_zh=LEVELS[storm.level].zh)


class StormsAnswer(BaseModel):
    """A page of storms, newest first."""

    storms: list[StormAnswer]
    next: UUID | None


class LowPointAnswer(BaseModel):
    """A place where water gathers first, as a steward named it."""

    id: UUID
    name: str
    community_code: str
    within_m: float
    source: str
    lon: float
    lat: float
    created_at: datetime
    created_by: str
    retired_at: datetime | None

    @classmethod
    def of(cls, point: LowPoint) -> Self:
        """One low point."""
        return cls.model_validate(point, from_attributes=True)


class LowPointsAnswer(BaseModel):
    """A page of low points."""

    low_points: list[LowPointAnswer]
    next: UUID | None


class BareCoverAnswer(BaseModel):
    """A cover at a low point without a sound fall net: `net` is without, broken, reported or unknown."""

    code: str
    class_code: str
    class_zh: str
    class_en: str
    spoken_prefix: str | None
    spoken_number: int | None
    community_code: str | None
    segment_code: str | None
    lon: float
    lat: float
    net: str
    low_point_id: UUID
    low_point: str
    distance_m: float

    @classmethod
    def of(cls, cover: BareCover) -> Self:
        """One cover."""
        plain = {name: getattr(cover, name) for name in BareCover.__slots__ if name != "asset_class"}
        words = {"class_zh": cover.asset_class.zh, "class_en": cover.asset_class.en}
        return cls(**plain | words | {"distance_m": round(cover.distance_m, 1)})


class BareCoversAnswer(BaseModel):
    """Bare covers; none where no low point was named, for the register has no heights."""

    low_points: int
    known: int = Field(description="covers of which it is known that they have no sound net")
    unknown: int = Field(description="covers nobody has looked at")
    covers: list[BareCoverAnswer]

    @classmethod
    def of(cls, covers: list[BareCover], low_points: int) -> Self:
        """All of an area."""
        unknown = sum(cover.net == "unknown" for cover in covers)
        told = [BareCoverAnswer.of(cover) for cover in covers]
        return cls(low_points=low_points, known=len(covers) - unknown, unknown=unknown, covers=told)


class StormEventAnswer(BaseModel):
    """What was said of a storm."""

    id: UUID
    version: int
    action: str
    level: str
    at: datetime
    account: str
    reason: str

    @classmethod
    def of(cls, event: Event) -> Self:
        """One event."""
        return cls.model_validate(event, from_attributes=True)


class FiguresAnswer(BaseModel):
    """Counts of a storm; unguarded minutes are of open shafts, those open before it began included."""

    hazards: int
    shafts: int
    safe_in_time: int = Field(description="barred or made good within the hour")
    late: int
    pending: int = Field(description="not safe yet, and the hour is not over")
    watchers: int
    open_before: int
    unguarded_minutes: float

    @classmethod
    def of(cls, figures: Figures) -> Self:
        """The figures."""
        return cls.model_validate(figures, from_attributes=True)


class LineAnswer(BaseModel):
    """A hazard of the table."""

    number: str
    place_zh: str
    place_en: str
    defect_zh: str
    defect_en: str
    hole: bool
    reported_at: datetime
    safe_minutes: float | None
    unguarded_minutes: float | None

    @classmethod
    def of(cls, line: Line) -> Self:
        """One line."""
        one = line.hazard
        return cls(
            number=one.number,
            place_zh=one.place.zh,
            place_en=one.place.en,
            defect_zh=one.defect.zh,
            defect_en=one.defect.en,
            hole=one.hole,
            reported_at=one.reported_at,
            safe_minutes=line.safe_minutes,
            unguarded_minutes=line.unguarded_minutes,
        )


class WatcherAnswer(GuardAnswer):
    """A guard at a low point."""

    place: str


class StormReport(BaseModel):
    """The report of a storm as known at `made_at`."""

    storm: StormAnswer
    figures: FiguresAnswer
    lines: list[LineAnswer]
    watchers: list[WatcherAnswer]
    events: list[StormEventAnswer]
    made_at: datetime

    @classmethod
    def of(cls, report: Report) -> Self:
        """A report."""
        watchers = [WatcherAnswer(**dict(GuardAnswer.of(one.guard)), place=one.place) for one in report.watchers]
        return cls(
            storm=StormAnswer.of(report.storm),
            figures=FiguresAnswer.of(report.figures),
            lines=[LineAnswer.of(line) for line in report.lines],
            watchers=watchers,
            events=[StormEventAnswer.of(event) for event in report.events],
            made_at=report.made_at,
        )
