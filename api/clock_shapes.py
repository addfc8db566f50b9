"""What the service says and takes about clocks, time limits and calendars."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, Field

from api.shapes import Line, Shape
from inspections.clocks.clock import Cause, Paused
from inspections.clocks.keeping import CalendarDays, Figures, KeptCalendar, KeptLimit
from inspections.clocks.limits import Kind, Unit
from inspections.clocks.listing import Face, Shown

Amount = Annotated[Decimal, Field(gt=0, le=10_000, allow_inf_nan=False)]
ClockState = Literal["running", "paused", "met", "superseded"]
Share = Annotated[Decimal | None, Field(gt=0, le=100, allow_inf_nan=False)]


class ClockAnswer(BaseModel):
    """One clock. What was replaced stays: its times are those it had."""

    id: UUID
    kind: Kind
    condition: str = Field(description="of a level its name; else what a person granted, or empty")
    state: ClockState
    late: bool
    started_at: datetime
    warn_at: datetime | None
    due_at: datetime
    escalate_at: datetime | None
    supervise_at: datetime | None
    remaining_s: int = Field(description="counted time that is left now, or was when it ended; below 0: late")
    extra_s: int = Field(description="counted time that was granted on top")
    met_at: datetime | None
    superseded_at: datetime | None
    limit_version: int
    reason: str

    @classmethod
    def of(cls, one: Shown, *, now: datetime) -> Self:
        """A clock at a moment."""
        clock = one.clock
        return cls(
            id=clock.id,
            kind=clock.kind,
            condition=clock.limit.condition,
            state=_state(one),
            late=clock.times.due_at < (clock.ended_at or now),
            started_at=clock.started_at,
            warn_at=clock.times.warn_at,
            due_at=clock.times.due_at,
            escalate_at=clock.times.escalate_at,
            supervise_at=clock.times.supervise_at,
            remaining_s=round(one.remaining.total_seconds()),
            extra_s=round(clock.extra.total_seconds()),
            met_at=clock.met_at,
            superseded_at=clock.superseded_at,
            limit_version=clock.limit.version,
            reason=clock.reason,
        )


def _state(one: Shown) -> ClockState:
    if one.clock.is_running:
        return "paused" if one.paused else "running"
    return "met" if one.clock.met_at else "superseded"


class PauseAnswer(BaseModel):
    """One pause; it ends by itself at `cap_at`."""

    cause: Cause
    reason: str
    since: datetime
    until: datetime | None
    cap_at: datetime

    @classmethod
    def of(cls, one: Paused) -> Self:
        """A pause."""
        return cls(cause=one.cause, reason=one.reason, since=one.since, until=one.until, cap_at=one.cap_at)


class ClocksAnswer(BaseModel):
    """The clocks of a ticket, in the order in which they began."""

    ticket_id: UUID
    at: datetime
    clocks: list[ClockAnswer]
    pauses: list[PauseAnswer]

    @classmethod
    def of(cls, face: Face) -> Self:
        """All of them at one moment."""
        clocks = [ClockAnswer.of(one, now=face.at) for one in face.clocks]
        pauses = [PauseAnswer.of(one) for one in face.pauses]
        return cls(ticket_id=face.ticket_id, at=face.at, clocks=clocks, pauses=pauses)


class LimitBody(Shape):
    """What a time limit is to say from a moment on. Shares of it when it rings: all three, or none."""

    amount: Amount
    unit: Unit
    calendar_code: Line = "china"
    warn_share: Share = None
    escalate_share: Share = None
    supervise_share: Share = None
    source: Annotated[Line, Field(description="where the figure is from")]
    valid_from: AwareDatetime | None = Field(default=None, description="else from now on")

    def figures(self) -> Figures:
        """As the use case takes it."""
        return Figures(
            self.amount,
            self.unit,
            self.calendar_code,
            self.warn_share,
            self.escalate_share,
            self.supervise_share,
            self.source,
        )


class LimitAnswer(BaseModel):
    """One version of a time limit."""

    profile: str
    kind: Kind
    defect_code: str | None = Field(description="null: every defect without a limit of its own")
    condition: str
    amount: float
    unit: Unit
    calendar_code: str
    warn_share: float | None
    escalate_share: float | None
    supervise_share: float | None
    source: str
    version: int
    valid_from: datetime
    changed_at: datetime
    changed_by: str

    @classmethod
    def of(cls, kept: KeptLimit) -> Self:
        """A version with its key."""
        key, figures = kept.key, kept.figures
        return cls(
            profile=key.profile,
            kind=key.kind,
            defect_code=key.defect_code,
            condition=key.condition,
            amount=float(figures.amount),
            unit=figures.unit,
            calendar_code=figures.calendar_code,
            warn_share=_float(figures.warn_share),
            escalate_share=_float(figures.escalate_share),
            supervise_share=_float(figures.supervise_share),
            source=figures.source,
            version=kept.version,
            valid_from=kept.valid_from,
            changed_at=kept.changed_at,
            changed_by=kept.changed_by,
        )


def _float(share: Decimal | None) -> float | None:
    return None if share is None else float(share)


class LimitList(BaseModel):
    """Time limits, or the versions of one of them."""

    limits: list[LimitAnswer]


Day = Annotated[int, Field(ge=1, le=7)]
Year = Annotated[int, Field(ge=1900, le=2200)]


class CalendarBody(Shape):
    """What a calendar is to say from now on."""

    name_zh: Line
    name_en: Line
    time_zone: Annotated[Line, Field(description="IANA, such as Asia/Shanghai")]
    weekdays: Annotated[tuple[Day, ...], Field(min_length=1, max_length=7, description="1 Monday to 7 Sunday")]
    hours: Annotated[tuple[Line, ...], Field(min_length=1, max_length=24, description="08:00-12:00, in order")]
    days_off: Annotated[tuple[date, ...], Field(max_length=20_000)] = ()
    make_up_days: Annotated[tuple[date, ...], Field(max_length=20_000)] = ()
    years: Annotated[tuple[Year, ...], Field(max_length=300, description="whose days off are published")] = ()
    source: Line

    def days(self) -> CalendarDays:
        """As the use case takes it."""
        return CalendarDays(**self.model_dump())


class CalendarAnswer(BaseModel):
    """The version of a calendar that counts."""

    code: str
    name_zh: str
    name_en: str
    time_zone: str
    weekdays: list[int]
    hours: list[str]
    days_off: list[date]
    make_up_days: list[date]
    years: list[int]
    source: str
    version: int
    changed_at: datetime
    changed_by: str

    @classmethod
    def of(cls, kept: KeptCalendar) -> Self:
        """A calendar with its code."""
        days = kept.days
        return cls(
            code=kept.code,
            name_zh=days.name_zh,
            name_en=days.name_en,
            time_zone=days.time_zone,
            weekdays=list(days.weekdays),
            hours=list(days.hours),
            days_off=list(days.days_off),
            make_up_days=list(days.make_up_days),
            years=list(days.years),
            source=days.source,
            version=kept.version,
            changed_at=kept.changed_at,
            changed_by=kept.changed_by,
        )


class CalendarList(BaseModel):
    """The calendars that count."""

    calendars: list[CalendarAnswer]
