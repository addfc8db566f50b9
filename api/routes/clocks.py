"""Clocks of tickets, and what they go by: time limits and calendars, kept by stewards in versions."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request, Response

from api import trail
from api.clock_shapes import CalendarAnswer, CalendarBody, CalendarList, ClocksAnswer, LimitAnswer, LimitBody, LimitList
from api.deps import CurrentActor, IfMatch, Now, Reading, Writing, etag, require
from api.numbered import TicketRead
from inspections.clocks import keeping, listing
from inspections.clocks.keeping import Key
from inspections.clocks.limits import Kind
from registry.actor import Actor, Role

router = APIRouter(tags=["clocks"])

Keeper = Annotated[Actor, Depends(require(Role.STEWARD, Role.ADMIN))]
Word = Annotated[str, Path(pattern="^[a-z0-9_-]{1,40}$")]
Word_ = Annotated[str | None, Query(pattern="^[a-z0-9_-]{1,40}$")]


def named_limit(profile: Word, kind: Kind, defect: Word_ = None, condition: Word_ = None) -> Key:
    """Which limit the address names."""
    return Key(profile, kind, defect, condition or "")


Named = Annotated[Key, Depends(named_limit)]


@router.get("/tickets/{ticket_id}/clocks", summary="The clocks of a ticket")
def get_clocks(conn: Reading, actor: CurrentActor, now: Now, ticket_id: TicketRead) -> ClocksAnswer:
    """What runs, stands still, was met or replaced, with the counted time that is left now, and the pauses."""
    return ClocksAnswer.of(listing.of_ticket(conn, actor, ticket_id, now=now))


@router.get("/time-limits", summary="List time limits")
def list_time_limits(conn: Reading, _: Keeper, profile: Word_ = None) -> LimitList:
    """The last version of each, by profile, kind, defect and condition."""
    return LimitList(limits=[LimitAnswer.of(kept) for kept in keeping.list_limits(conn, profile=profile)])


@router.get("/time-limits/{profile}/{kind}", summary="One time limit")
def get_time_limit(conn: Reading, _: Keeper, key: Named, response: Response) -> LimitList:
    """Its versions, the last first."""
    versions = keeping.versions_of(conn, key)
    response.headers["ETag"] = etag(versions[0].version)
    return LimitList(limits=[LimitAnswer.of(kept) for kept in versions])


@router.put("/time-limits/{profile}/{kind}", summary="Set a time limit")
def set_time_limit(
    request: Request,
    conn: Writing,
    actor: Keeper,
    now: Now,
    key: Named,
    body: LimitBody,
    version: IfMatch,
    response: Response,
) -> LimitAnswer:
    """Write its next version, which holds from a moment on; If-Match: "0" makes a new one.

    A clock that runs keeps the limit it started with. 412 where somebody changed it meanwhile.
    """
    trail.about(request, f"time limit {key}", source=body.source)
    kept = keeping.set_limit(
        conn, actor, key, body.figures(), valid_from=body.valid_from or now, if_version=version, now=now
    )
    response.headers["ETag"] = etag(kept.version)
    return LimitAnswer.of(kept)


@router.get("/calendars", summary="List calendars")
def list_calendars(conn: Reading, _: Keeper) -> CalendarList:
    """The version of each that counts."""
    return CalendarList(calendars=[CalendarAnswer.of(kept) for kept in keeping.list_calendars(conn)])


@router.get("/calendars/{code}", summary="One calendar")
def get_calendar(conn: Reading, _: Keeper, code: Word, response: Response) -> CalendarAnswer:
    """Its working hours, days off and make-up days."""
    kept = keeping.calendar_by_code(conn, code)
    response.headers["ETag"] = etag(kept.version)
    return CalendarAnswer.of(kept)


@router.put("/calendars/{code}", summary="Set a calendar")
def set_calendar(
    request: Request,
    conn: Writing,
    actor: Keeper,
    now: Now,
    code: Word,
    body: CalendarBody,
    version: IfMatch,
    response: Response,
) -> CalendarAnswer:
    """Write its next version, which holds at once: what runs by it is reckoned anew; If-Match: "0" makes a new one."""
    trail.about(request, f"calendar {code}", source=body.source)
    kept = keeping.set_calendar(conn, actor, code, body.days(), if_version=version, now=now)
    response.headers["ETag"] = etag(kept.version)
    return CalendarAnswer.of(kept)
