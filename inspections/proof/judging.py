"""What the pictures of a repair are worth as proof: a grade and hints in words for whoever verifies.

Pure. It never refuses: a step stands whatever its pictures show, and an image that was seen before is a hint, not a
verdict. A phone strips the place from a picked photo (domain.md §0 item 4), so the place is that of the fix at the
shutter, and a place or a time that is absent makes the proof weaker, not worthless. The tolerances are assumptions.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from math import cos, hypot, radians

from inspections.proof.hints import Code, Grade, Hint, hint

SPREAD = 2.0  # an accuracy holds 68 % of fixes; twice as far holds about 95 %
WALK_M_S = 1.5  # how far somebody on foot gets while a fix grows old
NEAR_M = 25.0  # a picture is taken from where the whole site is in view
VAGUE_M = 100.0  # a circle so wide says no longer at which cover it was
SKEW = timedelta(minutes=2)  # clocks that were set right still differ by so much
_METRES_A_DEGREE = 111_320.0


class Stage(StrEnum):
    """What a picture shows."""

    BEFORE = "before"
    BARRIER = "barrier"
    AFTER = "after"
    CHECK = "check"


class Placed(StrEnum):
    """Where the place of a picture is from."""

    SHUTTER = "shutter"  # the fix of the device when the shutter was pressed
    FILE = "file"  # what the file itself said: old as nobody knows, of an accuracy nobody knows


@dataclass(frozen=True, slots=True)
class Place:
    """Where a picture was taken: WGS 84 degrees, radius that holds 68 % (m) and age of the fix (s), where told."""

    lon: float
    lat: float
    placed: Placed
    accuracy_m: float | None = None
    fix_age_s: float | None = None


@dataclass(frozen=True, slots=True)
class Resemblance:
    """An earlier picture that looks like this one: of the ticket or, without one, the cover with the number `of`.

    `same_file`: the very same stored picture. `same_job`: of the same cover in the same visit. `stage`: as which it was
    named there, where it was.
    """

    of: str
    same_file: bool
    same_job: bool
    stage: Stage | None


@dataclass(frozen=True, slots=True)
class Shot:
    """A picture that was named as proof; `came` is whether it has been uploaded, `taken_at` set right by the skew."""

    stage: Stage
    came: bool
    place: Place | None
    taken_at: datetime | None
    resembles: tuple[Resemblance, ...] = ()


@dataclass(frozen=True, slots=True)
class Case:
    """A repair with its pictures: where the defect lies (WGS 84, how sure in metres) and from when until when."""

    lon: float
    lat: float
    accuracy_m: float | None
    reported_at: datetime
    repaired_at: datetime | None
    shots: tuple[Shot, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """How good the proof is, and why it is no better; no hint: nothing speaks against it."""

    grade: Grade
    hints: tuple[Hint, ...]


def judge(case: Case) -> Verdict:
    """The grade is the lowest that a hint leaves; every repair gets one, whatever its pictures."""
    before, after = (tuple(shot for shot in case.shots if shot.stage is stage) for stage in (Stage.BEFORE, Stage.AFTER))
    hints = dict.fromkeys(
        [
            *_presence(before, Code.NO_BEFORE, Code.BEFORE_NOT_COME),
            *_presence(after, Code.NO_AFTER, Code.AFTER_NOT_COME),
            *(found for shot in case.shots for found in _place(case, shot)),
            *_order(case, before, after),
            *(found for shot in case.shots for found in _seen_before(shot)),
        ]
    )
    return Verdict(min((one.at_best for one in hints), default=Grade.STRONG), tuple(hints))


def distance_m(case: Case, place: Place) -> float:
    """How far a place is from the defect, on a plane through it."""
    east = (place.lon - case.lon + 180) % 360 - 180
    return hypot(east * cos(radians(case.lat)), place.lat - case.lat) * _METRES_A_DEGREE


def tolerance_m(case: Case, place: Place) -> float:
    """How far a picture of this defect may seem to be from it, as sure as fix and ticket are."""
    spread = SPREAD * hypot(case.accuracy_m or 0.0, place.accuracy_m or 0.0)
    return NEAR_M + spread + WALK_M_S * (place.fix_age_s or 0.0)


def _presence(shots: Sequence[Shot], none: Code, not_come: Code) -> Iterator[Hint]:
    if not shots:
        yield hint(none)
    elif not any(shot.came for shot in shots):
        yield hint(not_come)


def _place(case: Case, shot: Shot) -> Iterator[Hint]:
    """Of the pictures of before and after alone: a barrier may stand at the corner, a check is the verifier's own."""
    if shot.stage not in {Stage.BEFORE, Stage.AFTER}:
        return
    place, stage = shot.place, shot.stage
    if place is None:
        yield hint(Code.NO_PLACE, stage)
        return
    away_m, allowed_m = distance_m(case, place), tolerance_m(case, place)
    if away_m > allowed_m:
        yield hint(Code.FAR, stage, away_m=round(away_m), allowed_m=round(allowed_m))
    elif place.placed is Placed.FILE:
        yield hint(Code.PLACE_OF_FILE, stage)
    elif place.accuracy_m is None or place.fix_age_s is None:
        yield hint(Code.UNSURE_PLACE, stage)
    elif allowed_m > VAGUE_M:
        yield hint(Code.VAGUE_PLACE, stage, allowed_m=round(allowed_m))


def _order(case: Case, before: Sequence[Shot], after: Sequence[Shot]) -> Iterator[Hint]:
    for shots, stage in ((before, Stage.BEFORE), (after, Stage.AFTER)):
        if shots and any(shot.taken_at is None for shot in shots):
            yield hint(Code.NO_TIME, stage)
    earlier = [shot.taken_at for shot in before if shot.taken_at]
    later = [shot.taken_at for shot in after if shot.taken_at]
    if not later:
        return
    if earlier and min(later) < min(earlier) - SKEW:
        yield hint(Code.WRONG_ORDER, minutes=_minutes(min(earlier) - min(later)))
    if min(later) < case.reported_at - SKEW:
        yield hint(Code.BEFORE_REPORT, minutes=_minutes(case.reported_at - min(later)))
    if case.repaired_at and max(later) > case.repaired_at + SKEW:
        yield hint(Code.AFTER_STEP, minutes=_minutes(max(later) - case.repaired_at))


def _minutes(span: timedelta) -> int:
    return round(span.total_seconds() / 60)


def _seen_before(shot: Shot) -> Iterator[Hint]:
    """One visit may end several tickets of a cover with the same pictures; but what was done must be seen on them."""
    for one in shot.resembles:
        if not one.same_job:
            yield hint(Code.SAME_FILE if one.same_file else Code.LOOKS_ALIKE, shot.stage, of=one.of)
        elif (shot.stage, one.stage) == (Stage.AFTER, Stage.BEFORE):
            yield hint(Code.SAME_AS_BEFORE)
