"""What a post is, who may keep it, and when it is held. Pure."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from enum import StrEnum
from uuid import UUID

from registry.actor import Actor, Role
from registry.codes import Kind
from registry.errors import Conflict, Forbidden, Invalid
from registry.history import moments
from registry.roadside import Words

KEEPERS = (Role.PLANNER, Role.STEWARD)
"""Who appoints to posts; to those of the party its own role alone does."""
CELLS = (Kind.GRID, Kind.MICRO_GRID)
"""The places of which one person should have one."""
LONGEST = 60
MOST_REASON = 2000
YEARS = 1900, 2200
_CHINA = timezone(timedelta(hours=8))
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


class State(StrEnum):
    """How a post stands."""

    HELD = "held"
    COMING = "coming"  # it begins later
    TO_REAPPOINT = "to_reappoint"  # its place is no more: whoever held it waits to be appointed anew
    ENDED = "ended"
    WITHDRAWN = "withdrawn"  # ended before it began: never held


STATES: Mapping[State, Words] = {
    State.HELD: Words("在任", "in office"),
    State.COMING: Words("待到任", "begins later"),
    State.TO_REAPPOINT: Words("所在网格已撤销，待重新任命", "its place is no more: to be appointed anew"),
    State.ENDED: Words("已离任", "ended"),
    State.WITHDRAWN: Words("未到任即撤回", "withdrawn before it began"),
}


@dataclass(frozen=True, slots=True)
class PostKind:
    """A kind of post: at which places there is one, and how it is done (dedicated, part_time, voluntary).

    Where fewer than `needed` of a place are held there is a vacancy; at most `seats` are held at once.
    """

    code: str
    name: Words
    place_kind: Kind
    party: bool
    employment: str
    needed: int
    seats: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Appointment:
    """Somebody is given a post. `id` is made by who asks: the same again changes nothing.

    `holder` and `deputy` are neutral labels of personnel, `contact` how the holder is reached; `since` None: from now
    on, `until` None: until it is ended.
    """

    id: UUID
    kind: str
    place: str
    holder: str
    contact: str = ""
    deputy: str = ""
    account_id: UUID | None = None
    since: datetime | None = None
    until: datetime | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A post somebody holds, held or will hold; `holder` is empty once it was erased.

    `heirs` are the micro-grids that took the place of one that is no more.
    """

    id: UUID
    kind: PostKind
    place: str
    seat: int
    holder: str
    contact: str
    deputy: str
    since: datetime
    until: datetime | None
    state: State
    reason: str
    made_by: str
    made_at: datetime
    heirs: tuple[str, ...] = ()


def sees_party(actor: Actor) -> bool:
    """Whether somebody may know of party posts."""
    return actor.has(Role.PARTY, Role.SYSTEM)


def check_keeper(actor: Actor, kind: PostKind) -> None:
    """Raises Forbidden for whoever may not appoint to this kind of post; of party posts nothing is told to others."""
    if actor.has(Role.SYSTEM) or actor.has(*([Role.PARTY] if kind.party else KEEPERS)):
        return
    needed = [Role.PARTY] if kind.party else KEEPERS
    raise Forbidden(f"{kind.name.en}: this needs the role {' or '.join(needed)}", roles=list(needed))


def check(asked: Appointment) -> None:
    """Raises Invalid for an appointment that names nobody, one person twice, or ends before it begins."""
    if not asked.holder:
        raise Invalid("say who holds the post: a neutral label, such as a number of personnel", field="holder")
    for field in ("holder", "deputy", "contact"):
        value = getattr(asked, field)
        if len(value) > LONGEST or value != value.strip() or _CONTROL.search(value):
            raise Invalid(f"{field} is one line of at most {LONGEST} letters", field=field)
    if len(asked.reason) > MOST_REASON or "\0" in asked.reason:
        raise Invalid(f"a reason has at most {MOST_REASON} letters", field="reason")
    if asked.deputy == asked.holder:
        raise Invalid(f"{asked.holder} cannot be their own deputy", field="deputy")
    for field, at in (("since", asked.since), ("until", asked.until)):
        if at is not None and not YEARS[0] <= at.year < YEARS[1]:
            raise Invalid(f"{field} {at:%Y-%m-%d} is a slip of the pen", field=field)
    if asked.until is not None and asked.since is not None and asked.until <= asked.since:
        raise Invalid("a post ends after it begins", field="until")


def free_seat(taken: Collection[int], kind: PostKind, place: str) -> int:
    """The first seat that nobody has at any time of an appointment. Raises Conflict where all are taken."""
    seat = next((n for n in range(1, kind.seats + 1) if n not in taken), None)
    if seat is None:
        held = "is held by somebody" if kind.seats == 1 else f"has all its {kind.seats} seats taken"
        raise Conflict(f"{kind.name.en} of {place} {held} at that time: end that first", kind=kind.code, place=place)
    return seat


def moment(name: str, text: str | None) -> datetime | None:
    """A day, which begins at its midnight in China, or a moment with its offset; None for no text. Raises Invalid."""
    if not text:
        return None
    if _DAY.fullmatch(text.strip()):
        text = f"{text.strip()}T00:00:00+08:00"
    return moments.read(name, text)


def day(at: datetime | None) -> str:
    """The day in China as it is written in a table; empty for None."""
    return "" if at is None else f"{at.astimezone(_CHINA):%Y-%m-%d}"


def known(code: str, kinds: Sequence[PostKind]) -> PostKind:
    """The kind of that code. Raises Invalid, naming those there are."""
    found = next((kind for kind in kinds if code in {kind.code, kind.name.zh}), None)
    if found is None:
        told = ", ".join(kind.code for kind in kinds) or "none: load post_kinds.csv with jingge import-classes"
        raise Invalid(f"{code[:40]!r} is no kind of post; there are {told}", field="kind")
    return found
