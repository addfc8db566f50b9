"""Walks over HTTP: today's closed walk of what is left; tracks with consent, and the metres they tell."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import AwareDatetime

from api.deps import CurrentActor, CurrentSettings, Now, Reading, Writing
from api.routes.assignments import Day
from api.walk_shapes import (
    ConsentAnswer,
    ConsentAsked,
    FixAnswer,
    FixPage,
    MetresAnswer,
    TrackBatch,
    UnitMetresAnswer,
    WalkAnswer,
    gap_answers,
    walk_answer,
)
from inspections.walks import metres, tracks, walking

router = APIRouter(prefix="/campaigns/{campaign_id}/assignments/{assignment_id}", tags=["walks"])

OnDay = Annotated[date, Query(description="the day of the consent")]


@router.get("/walk", summary="The closed walk of what is left")
def get_walk(
    conn: Reading,
    actor: CurrentActor,
    now: Now,
    campaign_id: UUID,
    assignment_id: int,
    day: Day = None,
    lon: Annotated[float | None, Query(ge=-180, le=180, description="where the walker stands")] = None,
    lat: Annotated[float | None, Query(ge=-90, le=90)] = None,
) -> WalkAnswer:
    """Of a day, or of today and what the days before left. For its walker, planners, dispatchers and leaders."""
    planned = walking.replan(conn, actor, campaign_id, assignment_id, day_no=day, lon=lon, lat=lat, now=now)
    return walk_answer(planned)


@router.put("/track/consent", summary="Agree to a track of one day")
def give_track_consent(
    conn: Writing, actor: CurrentActor, now: Now, campaign_id: UUID, assignment_id: int, body: ConsentAsked
) -> ConsentAnswer:
    """Tracks are off without it. Given by the walker alone, for this share and day."""
    given = tracks.consent(conn, actor, campaign_id, assignment_id, id=body.id, on_day=body.on_day, now=now)
    return ConsentAnswer.model_validate(given)


@router.delete("/track/consent", summary="Agree no more", status_code=204)
def withdraw_track_consent(
    conn: Writing, actor: CurrentActor, now: Now, campaign_id: UUID, assignment_id: int, on_day: OnDay
) -> None:
    """The points of that day are deleted at once."""
    tracks.withdraw(conn, actor, campaign_id, assignment_id, on_day=on_day, now=now)


@router.post("/track", summary="Send a part of a track", status_code=204)
def send_track(
    conn: Writing,
    actor: CurrentActor,
    settings: CurrentSettings,
    now: Now,
    campaign_id: UUID,
    assignment_id: int,
    body: TrackBatch,
) -> None:
    """Fixes of one day, with a consent that stands. A batch sent again changes nothing."""
    batch = tracks.Batch(body.id, tuple(body.fixes()))
    tracks.store(conn, actor, campaign_id, assignment_id, batch, now=now, kept_days=settings.track_days)


@router.get("/track", summary="My own track")
def get_my_track(
    conn: Reading,
    actor: CurrentActor,
    campaign_id: UUID,
    assignment_id: int,
    cursor: AwareDatetime | None = None,
    limit: Annotated[int, Query(ge=1, le=tracks.MOST_POINTS)] = tracks.MOST_POINTS,
) -> FixPage:
    """The walker's own fixes. Nobody else is told them, whatever the role."""
    found = tracks.own_points(conn, actor, campaign_id, assignment_id, after=cursor, limit=limit)
    items = [FixAnswer.model_validate(fix) for fix in found]
    return FixPage(items=items, next=found[-1].at if len(found) == limit else None)


@router.get("/metres", summary="Metres really walked")
def get_metres_walked(
    conn: Reading, actor: CurrentActor, campaign_id: UUID, assignment_id: int, on_day: date | None = None
) -> MetresAnswer:
    """By unit and side, beside the coverage and never part of it. For the walker, planners and dispatchers."""
    found = metres.walked(conn, actor, campaign_id, assignment_id, on_day=on_day)
    units = [UnitMetresAnswer.model_validate(unit) for unit in found.units]
    return MetresAnswer(street_m=found.metres, units=units, gaps=gap_answers(found.gaps))
