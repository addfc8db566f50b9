"""Answers about tours: plans of a day, tours as GeoJSON along the roads, stops with the way to them."""

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field

from api.shapes import Shape
from api.ticket_shapes import OutcomeAnswer
from inspections.crews.changes import Move
from inspections.crews.listing import Head, LeftOut, Opened, Tour, TourStop
from inspections.crews.touring import Published


class StopAnswer(Shape):
    """One visit; `links` open a map application with the way, each in its own datum. Not `to_do`: skip it."""

    position: int
    crew_code: str
    tickets: list[UUID]
    numbers: list[str]
    priority: int
    arrives_at: datetime
    ends_at: datetime
    due_at: datetime | None
    late: bool
    fixed: bool
    to_do: bool
    load: Annotated[int, Field(description="lids to bring")]
    leg_m: Annotated[int | None, Field(description="the drive to it from the stop before")]
    leg_s: int | None
    place_zh: str
    place_en: str
    lon: float
    lat: float
    links: dict[str, str]

    @classmethod
    def of(cls, stop: TourStop) -> "StopAnswer":
        """A stop as it is answered."""
        return cls(
            position=stop.position, crew_code=stop.crew_code, tickets=list(stop.ticket_ids), numbers=list(stop.numbers),
            priority=stop.priority, arrives_at=stop.arrives_at, ends_at=stop.ends_at, due_at=stop.due_at,
            late=stop.is_late, fixed=stop.fixed, to_do=stop.to_do,
            load=stop.load, leg_m=stop.leg_m, leg_s=stop.leg_s, place_zh=stop.place.zh, place_en=stop.place.en,
            lon=stop.lon, lat=stop.lat, links=dict(stop.links),
        )  # fmt: skip


class TourProperties(Shape):
    """The day of a crew."""

    crew_code: str
    vehicle: str
    starts_at: datetime
    ends_at: datetime
    length_m: int
    stops: list[StopAnswer]


class TourFeature(Shape):
    """A tour as GeoJSON: the line along the roads, or null where nothing is driven."""

    type: Literal["Feature"] = "Feature"
    geometry: dict[str, Any] | None
    properties: TourProperties

    @classmethod
    def of(cls, tour: Tour) -> "TourFeature":
        """A tour as it is answered."""
        return cls(
            geometry=json.loads(tour.path) if tour.path else None,
            properties=TourProperties(
                crew_code=tour.crew_code, vehicle=tour.vehicle, starts_at=tour.starts_at, ends_at=tour.ends_at,
                length_m=tour.metres, stops=[StopAnswer.of(stop) for stop in tour.stops],
            ),
        )  # fmt: skip


class PlanHead(Shape):
    """A plan of a day; costs in seconds of driving."""

    id: UUID
    day: date
    house_code: str
    state: str
    version: int
    follows_id: UUID | None
    cost: dict[str, int]
    made_at: datetime
    published_at: datetime | None

    @classmethod
    def of(cls, head: Head) -> "PlanHead":
        """A plan in a list."""
        return cls(**{name: getattr(head, name) for name in cls.model_fields})


class PlanList(Shape):
    """Plans, newest first; `next` for the page after."""

    plans: list[PlanHead]
    next: datetime | None

    @classmethod
    def of(cls, heads: list[Head], limit: int) -> "PlanList":
        """A page."""
        return cls(plans=[PlanHead.of(head) for head in heads], next=heads[-1].made_at if len(heads) == limit else None)


class LeftAnswer(Shape):
    """A job nobody does, and why."""

    tickets: list[UUID]
    numbers: list[str]
    reasons: list[str]
    words_zh: str
    words_en: str

    @classmethod
    def of(cls, left: LeftOut) -> "LeftAnswer":
        """As it is answered."""
        return cls(
            tickets=list(left.ticket_ids), numbers=list(left.numbers), reasons=list(left.reasons),
            words_zh=left.words.zh, words_en=left.words.en,
        )  # fmt: skip


class MoveAnswer(Shape):
    """What a plan changes of the one it follows."""

    job: str
    before: str | None
    after: str | None
    shift_s: int
    words_zh: str
    words_en: str

    @classmethod
    def of(cls, move: Move) -> "MoveAnswer":
        """As it is answered."""
        return cls(
            job=move.job, before=move.before, after=move.after, shift_s=move.shift_s, words_zh=move.words.zh,
            words_en=move.words.en,
        )  # fmt: skip


class PlanAnswer(Shape):
    """A plan with its tours (a GeoJSON FeatureCollection), what is left out and why, and what it changes."""

    type: Literal["FeatureCollection"] = "FeatureCollection"
    plan: PlanHead
    features: list[TourFeature]
    left: list[LeftAnswer]
    moves: list[MoveAnswer]

    @classmethod
    def of(cls, opened: Opened) -> "PlanAnswer":
        """As it is answered."""
        return cls(
            plan=PlanHead.of(opened.head), features=[TourFeature.of(tour) for tour in opened.tours],
            left=[LeftAnswer.of(one) for one in opened.left], moves=[MoveAnswer.of(one) for one in opened.moves],
        )  # fmt: skip


class PublishedPlan(PlanAnswer):
    """A plan crews drive by from now on; `assigned` says of each ticket that it went to its crew, or why not."""

    assigned: list[OutcomeAnswer]

    @classmethod
    def of_published(cls, published: Published, opened: Opened) -> "PublishedPlan":
        """As it is answered."""
        plan: Mapping[str, Any] = PlanAnswer.of(opened).model_dump()
        return cls(**plan, assigned=[OutcomeAnswer.of(one) for one in published.assigned])


class OwnTour(TourFeature):
    """A crew's own day, with the plan it is from."""

    plan: PlanHead

    @classmethod
    def of_day(cls, head: Head, tour: Tour) -> "OwnTour":
        """As it is answered."""
        feature: Mapping[str, Any] = TourFeature.of(tour).model_dump()
        return cls(plan=PlanHead.of(head), **feature)
