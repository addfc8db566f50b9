"""A ticket as it stood at the end of a span, by its steps and clocks: what the indicators look at. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Event:
    """A step that was taken."""

    action: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Limit:
    """A clock that was not replaced: until when something was to be done, and when it was, None where it is not."""

    kind: str
    started_at: datetime
    due_at: datetime
    met_at: datetime | None


@dataclass(frozen=True, slots=True)
class Case:
    """A ticket: its steps in their order, its clocks, and who answers for it where."""

    id: UUID
    department: str
    street: str
    events: tuple[Event, ...]
    limits: tuple[Limit, ...]


@dataclass(frozen=True, slots=True)
class Span:
    """From a moment until before another; `end` is up to when things are known: now, where the span is not over."""

    from_at: datetime
    end: datetime

    def has(self, at: datetime | None) -> bool:
        """Whether a moment lies in it."""
        return at is not None and self.from_at <= at < self.end


@dataclass(frozen=True, slots=True)
class Stood:
    """A case as it stood at the end of a span."""

    events: tuple[Event, ...]
    limits: tuple[Limit, ...]
    reported: datetime | None
    filed: datetime | None
    dispatched: datetime | None
    is_void: bool
    is_closed: bool

    def limit(self, kind: str, span: Span) -> Limit | None:
        """The last clock of a kind whose limit lies in the span."""
        return next((one for one in reversed(self.limits) if one.kind == kind and span.has(one.due_at)), None)

    def met(self, kind: str, span: Span) -> bool:
        """Whether what was due was done, and in time."""
        limit = self.limit(kind, span)
        return limit is not None and limit.met_at is not None and limit.met_at <= limit.due_at

    def repaired(self, limit: Limit | None) -> datetime | None:
        """When the repair that holds was done: under a limit, in its round; without one, whenever."""
        done = None
        for event in self.events:
            if limit is not None and event.at < limit.started_at:
                continue
            if event.action == "reopen" and limit is not None:
                break
            if event.action in {"repair", "settle"}:
                done = event.at
            elif event.action in _UNDONE:
                done = None
        return done

    def took(self, *actions: str) -> bool:
        """Whether one of these steps was taken."""
        return any(event.action in actions for event in self.events)


_ENDING = frozenset({"void", "refuse", "close", "reopen"})
_UNDONE = frozenset({"rework", "raise", "reopen"})  # what was repaired counts no more


def stood(case: Case, span: Span) -> Stood:
    """A case by its events before the end of a span."""
    events = tuple(event for event in case.events if event.at < span.end)
    ending = next((event.action for event in reversed(events) if event.action in _ENDING), None)
    first = case.events[0] if case.events else None
    born = first.at if first and first.action == "split" and events else None  # a child is filed with its parent
    return Stood(
        events=events,
        limits=tuple(
            Limit(one.kind, one.started_at, one.due_at, one.met_at if one.met_at and one.met_at < span.end else None)
            for one in case.limits
        ),
        reported=born or _first(events, "report"),
        filed=born or _first(events, "file"),
        dispatched=_first(events, "dispatch"),
        is_void=ending in {"void", "refuse"},
        is_closed=ending == "close",
    )


def _first(events: Sequence[Event], action: str) -> datetime | None:
    return next((event.at for event in events if event.action == action), None)
