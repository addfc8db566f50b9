"""Duty: stations, rosters and shifts, leave and stand-ins, who is there, gaps, whose turn a ticket is."""

from datetime import date, time
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from pydantic import AwareDatetime, Field

from api import trail
from api.deps import CurrentActor, IfMatch, Now, Reading, Writing, etag
from api.duty_shapes import (
    ActingAnswer,
    DoneAnswer,
    GapAnswer,
    GapsAnswer,
    ShiftAnswer,
    ShiftsAnswer,
    StationAnswer,
    StationsAnswer,
    TurnAnswer,
    WhoAnswer,
)
from api.numbered import TicketRead
from api.routes.tickets import Limit
from api.shapes import Line, Shape
from inspections.duty import rosters, stations, turns
from inspections.duty.pattern import DaysOff, Pattern, Slot
from inspections.duty.resolving import Stretch
from inspections.duty.rosters import LeaveKind, Shift, zone_of
from inspections.duty.stations import Kind, NewStation
from inspections.tickets.listing import open_file

router = APIRouter(tags=["duty"])

Since = Annotated[AwareDatetime, Query(description="from this moment")]
Until = Annotated[AwareDatetime, Query(description="until this moment")]


class StationBody(Shape):
    """A station. `id` is made by the client: sent again, it is known and changes nothing."""

    id: UUID
    kind: Kind
    name: Line
    area_code: Annotated[str | None, Field(pattern="^[0-9]{6,15}$")] = None
    org_code: Line | None = None
    supervisor_id: UUID | None = None
    always: bool = False
    may_double: bool = False


class ChangeBody(Shape):
    """What a station is from now on; closed, it is nobody's turn any more."""

    name: Line
    supervisor_id: UUID | None = None
    always: bool = False
    is_closed: bool = False


class SlotBody(Shape):
    """Who is there on a day of the cycle, 0 the first; it closes on the next day where it does not close later."""

    day: Annotated[int, Field(ge=0, le=365)]
    opens: time
    closes: time
    accounts: Annotated[tuple[UUID, ...], Field(min_length=1, max_length=100)]


class RosterBody(Shape):
    """A cycle of days. On days off of the calendar it works on or rests; a make-up day follows `make_up_as`."""

    id: UUID
    time_zone: Line = "Asia/Shanghai"
    starts_on: date
    cycle_days: Annotated[int, Field(ge=1, le=366)]
    slots: Annotated[tuple[SlotBody, ...], Field(min_length=1, max_length=1000)]
    calendar_code: Line | None = None
    on_days_off: DaysOff = DaysOff.WORK
    make_up_as: Annotated[int | None, Field(ge=0, le=365)] = None

    def pattern(self) -> Pattern:
        """The cycle as the use case takes it."""
        slots = tuple(Slot(**one.model_dump()) for one in self.slots)
        zone = zone_of(self.time_zone)
        return Pattern(zone, self.starts_on, self.cycle_days, slots, self.on_days_off, self.make_up_as)


class DaysBody(Shape):
    """The days on which the shifts to be made begin, both included."""

    first: date
    last: date


class ShiftBody(Shape):
    """One shift by hand."""

    id: UUID
    account_id: UUID
    begins_at: AwareDatetime
    ends_at: AwareDatetime


class LeaveBody(ShiftBody):
    """Somebody is away."""

    kind: LeaveKind


class StandInBody(ShiftBody):
    """Somebody is to act for the account meanwhile."""

    stand_in_id: UUID


@router.get("/duty/stations", summary="List stations")
def list_stations(
    conn: Reading, actor: CurrentActor, limit: Limit = 100, cursor: Annotated[UUID | None, Query()] = None
) -> StationsAnswer:
    """The stations of one's areas or organisation."""
    found, after = stations.list_stations(conn, actor, limit=limit, after=cursor)
    return StationsAnswer(stations=[StationAnswer.of(one) for one in found], next=after)


@router.post("/duty/stations", summary="Make a station", status_code=201)
def add_station(request: Request, conn: Writing, actor: CurrentActor, now: Now, body: StationBody) -> StationAnswer:
    """A desk of an area, the keepers of a community or grid, a crew or company."""
    trail.about(request, f"station {body.id}", kind=body.kind)
    return StationAnswer.of(stations.add(conn, actor, NewStation(**body.model_dump()), now=now))


@router.get("/duty/stations/{station_id}", summary="One station")
def get_station(conn: Reading, actor: CurrentActor, station_id: UUID, response: Response) -> StationAnswer:
    """A station as it stands."""
    station = stations.seen(conn, actor, station_id)
    response.headers["ETag"] = etag(station.version)
    return StationAnswer.of(station)


@router.put("/duty/stations/{station_id}", summary="Change a station")
def change_station(
    request: Request,
    conn: Writing,
    actor: CurrentActor,
    now: Now,
    station_id: UUID,
    body: ChangeBody,
    version: IfMatch,
) -> StationAnswer:
    """Another name or supervisor, or closed."""
    trail.about(request, f"station {station_id}")
    changed = stations.change(conn, actor, station_id, if_version=version, now=now, **body.model_dump())
    return StationAnswer.of(changed)


@router.get("/duty/stations/{station_id}/who", summary="Who is on duty")
def who_is_there(
    conn: Reading, actor: CurrentActor, now: Now, station_id: UUID, at: Annotated[AwareDatetime | None, Query()] = None
) -> WhoAnswer:
    """Everybody whose shift it is, with who acts; now, or at a moment."""
    stations.seen(conn, actor, station_id)
    there = stations.who(conn, [station_id], now=at or now)[station_id]
    return WhoAnswer(at=at or now, acting=[ActingAnswer.of(one) for one in there])


@router.get("/duty/stations/{station_id}/gaps", summary="Spans that nobody will cover")
def list_gaps(conn: Reading, actor: CurrentActor, station_id: UUID, since: Since, until: Until) -> GapsAnswer:
    """All of a shift away and nobody for them; or no shift where there is always to be somebody."""
    found = stations.gaps_of(conn, stations.seen(conn, actor, station_id), Stretch(since, until))
    return GapsAnswer(gaps=[GapAnswer.of(one) for one in found])


@router.get("/duty/stations/{station_id}/shifts", summary="List the shifts of a station")
def list_shifts(conn: Reading, actor: CurrentActor, station_id: UUID, since: Since, until: Until) -> ShiftsAnswer:
    """Those that touch the span, in the order in which they begin."""
    stations.seen(conn, actor, station_id)
    found = rosters.list_shifts(conn, station_id, Stretch(since, until))
    return ShiftsAnswer(shifts=[ShiftAnswer.of(one) for one in found])


@router.post("/duty/stations/{station_id}/shifts", summary="Make a shift by hand", status_code=201)
def add_shift(
    request: Request, conn: Writing, actor: CurrentActor, now: Now, station_id: UUID, body: ShiftBody
) -> ShiftAnswer:
    """409 where the person is at another station then."""
    trail.about(request, f"station {station_id}", shift=str(body.id))
    shift = Shift(body.id, station_id, None, body.account_id, body.begins_at, body.ends_at, None)
    return ShiftAnswer.of(rosters.add_shift(conn, actor, shift, now=now))


@router.post("/duty/shifts/{shift_id}/cancel", summary="Take a shift off the roster")
def cancel_shift(request: Request, conn: Writing, actor: CurrentActor, now: Now, shift_id: UUID) -> ShiftAnswer:
    """Again, it stays so."""
    trail.about(request, f"shift {shift_id}")
    return ShiftAnswer.of(rosters.cancel_shift(conn, actor, shift_id, now=now))


@router.post("/duty/stations/{station_id}/rosters", summary="Keep a roster", status_code=201)
def add_roster(
    request: Request, conn: Writing, actor: CurrentActor, now: Now, station_id: UUID, body: RosterBody
) -> DoneAnswer:
    """A weekly or rotating cycle; its shifts are made by `publish`."""
    trail.about(request, f"station {station_id}", roster=str(body.id))
    told = {"station_id": station_id, "pattern": body.pattern(), "calendar_code": body.calendar_code}
    return DoneAnswer(id=rosters.add_roster(conn, actor, id_=body.id, now=now, **told))  # type: ignore[arg-type]  # by name


@router.post("/duty/rosters/{roster_id}/publish", summary="Make the shifts of a roster")
def publish_roster(
    request: Request, conn: Writing, actor: CurrentActor, now: Now, roster_id: UUID, body: DaysBody
) -> ShiftsAnswer:
    """Those that are made stay as they are; 409 where somebody would be at two stations at once."""
    trail.about(request, f"roster {roster_id}", first=str(body.first), last=str(body.last))
    made = rosters.publish(conn, actor, roster_id, first=body.first, last=body.last, now=now)
    return ShiftsAnswer(shifts=[ShiftAnswer.of(one) for one in made])


@router.post("/duty/leaves", summary="Say that somebody is away", status_code=201)
def take_leave(request: Request, conn: Writing, actor: CurrentActor, now: Now, body: LeaveBody) -> DoneAnswer:
    """By the person, or whoever keeps their roster."""
    trail.about(request, f"leave {body.id}")
    within = Stretch(body.begins_at, body.ends_at)
    rosters.take_leave(conn, actor, id_=body.id, account_id=body.account_id, within=within, kind=body.kind, now=now)
    return DoneAnswer(id=body.id)


@router.post("/duty/leaves/{leave_id}/cancel", summary="They are there after all")
def cancel_leave(request: Request, conn: Writing, actor: CurrentActor, now: Now, leave_id: UUID) -> DoneAnswer:
    """Again, it stays so."""
    trail.about(request, f"leave {leave_id}")
    rosters.cancel_leave(conn, actor, leave_id, now=now)
    return DoneAnswer(id=leave_id)


@router.post("/duty/stand-ins", summary="Ask that somebody acts for somebody else", status_code=201)
def ask_stand_in(request: Request, conn: Writing, actor: CurrentActor, now: Now, body: StandInBody) -> DoneAnswer:
    """It counts when it is approved; 409 where the chain would come back to whom it began with."""
    trail.about(request, f"stand-in {body.id}")
    who = {"account_id": body.account_id, "stand_in_id": body.stand_in_id}
    rosters.ask_stand_in(conn, actor, id_=body.id, **who, within=Stretch(body.begins_at, body.ends_at), now=now)
    return DoneAnswer(id=body.id)


@router.post("/duty/stand-ins/{stand_in_id}/approve", summary="Approve a stand-in")
def approve_stand_in(request: Request, conn: Writing, actor: CurrentActor, now: Now, stand_in_id: UUID) -> DoneAnswer:
    """By whoever keeps the roster, never by whoever is away."""
    trail.about(request, f"stand-in {stand_in_id}")
    rosters.approve_stand_in(conn, actor, stand_in_id, now=now)
    return DoneAnswer(id=stand_in_id)


@router.post("/duty/stand-ins/{stand_in_id}/cancel", summary="End a stand-in")
def cancel_stand_in(request: Request, conn: Writing, actor: CurrentActor, now: Now, stand_in_id: UUID) -> DoneAnswer:
    """Again, it stays so."""
    trail.about(request, f"stand-in {stand_in_id}")
    rosters.cancel_stand_in(conn, actor, stand_in_id, now=now)
    return DoneAnswer(id=stand_in_id)


@router.get("/tickets/{ticket_id}/turn", summary="Whose turn a ticket is")
def get_turn(conn: Reading, actor: CurrentActor, now: Now, ticket_id: TicketRead) -> TurnAnswer | None:
    """The station and who acts there now, or the area's organisation; null of a ticket that ended."""
    open_file(conn, actor, ticket_id, now=now)
    turn = turns.turn_of(conn, [ticket_id], now).get(ticket_id)
    return None if turn is None else TurnAnswer.of(turn)
