"""Storm mode: declared by one act; what holds meanwhile, where to watch, paper sheets, and the report afterwards."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import HTMLResponse
from pydantic import Field

from api import trail
from api.deps import CurrentActor, CurrentSettings, IfMatch, Now, Reading, Writing, etag
from api.guard_shapes import GuardAnswer
from api.routes.guards import PostingBody
from api.routes.pages import imprint_of
from api.routes.tickets import Area, Limit
from api.shapes import Line, Position, Shape, Text
from api.storm_shapes import BareCoversAnswer, LowPointAnswer, LowPointsAnswer, StormAnswer, StormReport, StormsAnswer
from api.stormsheets import sheets_of
from inspections.guards import lowlands, report, storms
from inspections.guards.lowlands import NewPoint
from inspections.guards.storms import PROFILE, TOUR_MINUTES, Level
from inspections.tickets.sight import MOST
from maps import storm_report
from maps.words import Language

router = APIRouter(tags=["storms"])

Reason = Annotated[Text, Field(max_length=500)]
Segment = Annotated[str, Field(pattern="^[0-9]{6}R[0-9]{6}$")]


class StormBody(Shape):
    """A storm. `id` is made by the client: sent again, it is known and changes nothing."""

    id: UUID
    area_code: Annotated[str, Field(pattern="^([0-9]{6}|[0-9]{9}|[0-9]{12})$")]
    level: Level
    profile: Annotated[Line, Field(description="the table of limits that holds meanwhile")] = PROFILE
    tour_minutes: Annotated[int, Field(ge=10, le=600)] = TOUR_MINUTES
    reason: Reason = ""


class LevelBody(Shape):
    """Another level."""

    id: UUID
    level: Level
    reason: Reason = ""


class EndBody(Shape):
    """That it is over."""

    id: UUID
    reason: Reason = ""


class WatcherBody(PostingBody):
    """A guard at a low point."""

    low_point_id: UUID


class LowPointBody(Position):
    """A low point: the covers within so many metres belong to it, and from where it is known."""

    id: UUID
    name: Line
    within_m: Annotated[float, Field(ge=5, le=1000)]
    source: Line


class LowPointsBody(Shape):
    """Several of them."""

    low_points: Annotated[tuple[LowPointBody, ...], Field(min_length=1, max_length=1000)]


@router.get("/storms", summary="List storms")
def list_storms(
    conn: Reading,
    actor: CurrentActor,
    limit: Limit = 100,
    cursor: Annotated[UUID | None, Query(description="`next` of the page before")] = None,
) -> StormsAnswer:
    """Storms that touch one's areas, newest first."""
    found, after = storms.list_storms(conn, actor, limit=limit, after=cursor)
    return StormsAnswer(storms=[StormAnswer.of(one) for one in found], next=after)


@router.post("/storms", summary="Declare a storm", status_code=201)
def declare_storm(request: Request, conn: Writing, actor: CurrentActor, now: Now, body: StormBody) -> StormAnswer:
    """From now on its limits hold in the area."""
    trail.about(request, f"storm {body.id}", area=body.area_code, level=body.level)
    return StormAnswer.of(storms.declare(conn, actor, id_=body.id, now=now, **body.model_dump(exclude={"id"})))


@router.get("/storms/{storm_id}", summary="One storm")
def get_storm(conn: Reading, actor: CurrentActor, storm_id: UUID, response: Response) -> StormAnswer:
    """A storm as it stands."""
    storm = storms.get(conn, storm_id)
    storms.check_sees(actor, storm)
    response.headers["ETag"] = etag(storm.version)
    return StormAnswer.of(storm)


@router.post("/storms/{storm_id}/level", summary="Raise or lower the level of a storm")
def grade_storm(
    request: Request, conn: Writing, actor: CurrentActor, now: Now, storm_id: UUID, body: LevelBody, version: IfMatch
) -> StormAnswer:
    """What holds stays; the level is what is told."""
    trail.about(request, f"storm {storm_id}", level=body.level)
    storm = storms.grade(
        conn, actor, storm_id, body.level, event_id=body.id, if_version=version, reason=body.reason, now=now
    )
    return StormAnswer.of(storm)


@router.post("/storms/{storm_id}/end", summary="End a storm")
def end_storm(
    request: Request, conn: Writing, actor: CurrentActor, now: Now, storm_id: UUID, body: EndBody, version: IfMatch
) -> StormAnswer:
    """From now on the usual limits hold again."""
    trail.about(request, f"storm {storm_id}", id=str(body.id))
    return StormAnswer.of(
        storms.end(conn, actor, storm_id, event_id=body.id, if_version=version, reason=body.reason, now=now)
    )


@router.get("/storms/{storm_id}/covers", summary="Covers without fall nets at low points")
def list_bare_covers(conn: Reading, actor: CurrentActor, storm_id: UUID) -> BareCoversAnswer:
    """All of the area of a storm, those of which it is known first; none where no low point was named."""
    storm = storms.get(conn, storm_id)
    storms.check_sees(actor, storm)
    points, _ = lowlands.list_points(conn, actor, area=storm.area_code, limit=MOST)
    return BareCoversAnswer.of(lowlands.bare_covers(conn, storm.area_code), len(points))


@router.post("/storms/{storm_id}/watchers", summary="Post a watcher at a low point", status_code=201)
def post_watcher(
    request: Request, conn: Writing, actor: CurrentActor, now: Now, storm_id: UUID, body: WatcherBody
) -> GuardAnswer:
    """Somebody watches there until a moment; 409 where the person stands elsewhere then, or the storm has ended."""
    trail.about(request, f"storm {storm_id}", guard=str(body.id), low_point=str(body.low_point_id))
    return GuardAnswer.of(storms.post_watcher(conn, actor, storm_id, body.low_point_id, body.posting(), now=now))


@router.get("/storms/{storm_id}/sheets", summary="Paper sheets, a page a road segment", response_class=Response)
def print_storm_sheets(
    conn: Reading,
    actor: CurrentActor,
    settings: CurrentSettings,
    now: Now,
    storm_id: UUID,
    segment: Annotated[tuple[Segment, ...], Query(description="else where covers at low points have no net")] = (),
    draft: Annotated[bool, Query(description="then any address will do")] = False,
) -> Response:
    """A PDF: map, covers to tick, and the code of the segment to scan back."""
    made = sheets_of(conn, actor, storm_id, segments=segment, settings=settings, draft=draft, now=now)
    return Response(made.pdf, media_type="application/pdf")


@router.get("/storms/{storm_id}/report", summary="The report of a storm", response_model=StormReport)
def get_storm_report(
    conn: Reading,
    actor: CurrentActor,
    settings: CurrentSettings,
    now: Now,
    storm_id: UUID,
    form: Annotated[Literal["json", "html"], Query()] = "json",
    lang: Annotated[Language, Query(description="language of the page")] = Language.ZH,
) -> StormReport | Response:
    """Figures with a line for each hazard, as data or as a page that prints on A4."""
    found = report.report(conn, actor, storm_id, now=now)
    if form == "json":
        return StormReport.of(found)
    return HTMLResponse(storm_report.render(found, language=lang, imprint=imprint_of(settings)))


@router.get("/low-points", summary="List low points")
def list_low_points(
    conn: Reading,
    actor: CurrentActor,
    area: Area | None = None,
    limit: Limit = 100,
    cursor: Annotated[UUID | None, Query(description="`next` of the page before")] = None,
) -> LowPointsAnswer:
    """Where water gathers first, as stewards named it; the register has no heights."""
    points, after = lowlands.list_points(conn, actor, area=area, limit=limit, after=cursor)
    return LowPointsAnswer(low_points=[LowPointAnswer.of(one) for one in points], next=after)


@router.post("/low-points", summary="Name low points", status_code=201)
def add_low_points(
    request: Request, conn: Writing, actor: CurrentActor, now: Now, body: LowPointsBody
) -> LowPointsAnswer:
    """All of them or none; the same again change nothing."""
    trail.about(request, "low points", ids=[str(one.id) for one in body.low_points])
    points = lowlands.add(conn, actor, [NewPoint(**one.model_dump()) for one in body.low_points], now=now)
    return LowPointsAnswer(low_points=[LowPointAnswer.of(one) for one in points], next=None)


@router.post("/low-points/{point_id}/retirement", summary="A point is low no more")
def retire_low_point(request: Request, conn: Writing, actor: CurrentActor, now: Now, point_id: UUID) -> LowPointAnswer:
    """From now on it is on no list; what was posted there stays told."""
    trail.about(request, f"low point {point_id}")
    return LowPointAnswer.of(lowlands.retire(conn, actor, point_id, now=now))
