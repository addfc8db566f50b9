"""On which side of a line a place lies, how far from it, and who answers there by the table of road sides. Pure.

Left and right are those of the line as it is drawn; all lengths are metres of a plane, east and north.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from registry.errors import Invalid
from registry.pinyin import english
from registry.roadside import Words, wind_of

ON_LINE_M = 0.5
"""As near to the middle of a road as this is on both of its sides: class A of positional accuracy (domain.md §2.5)."""
REACH_M = 30.0
"""Further from the kerb than this nothing belongs to the side of a road (assumption)."""

Point = tuple[float, float]


class Side(StrEnum):
    """Of a line, as it is drawn."""

    LEFT = "left"
    RIGHT = "right"

    @property
    def words(self) -> Words:
        """左侧."""
        return Words("左侧", "left side") if self is Side.LEFT else Words("右侧", "right side")


def as_drawn(side: Side, *, then_deg: float, now_deg: float) -> Side:
    """The same side of a segment as it is drawn now: the other word, where it was turned round since.

    Directions are from its start to its end, clockwise from north; a line moved or mended keeps its own roughly.
    """
    if abs((now_deg - then_deg + 180) % 360 - 180) <= 90:
        return side
    return Side.RIGHT if side is Side.LEFT else Side.LEFT


@dataclass(frozen=True, slots=True)
class Offset:
    """How a place lies from a line: to the right (positive) or left of it, and the way from the line to the place.

    Past an end of the line it is reckoned from the line drawn on.
    """

    across_m: float
    east_m: float
    north_m: float

    @property
    def sides(self) -> tuple[Side, ...]:
        """The side it lies on; both where it is on the line."""
        if abs(self.across_m) <= ON_LINE_M:
            return Side.LEFT, Side.RIGHT
        return (Side.RIGHT,) if self.across_m > 0 else (Side.LEFT,)


def offset(line: Sequence[Point], place: Point) -> Offset:
    """Where a place lies from a line of two points or more. Raises Invalid for a line without length."""
    points = [point for n, point in enumerate(line) if n == 0 or point != line[n - 1]]
    if len(points) < 2:
        raise Invalid("a road segment without length has no sides")
    feet = [_foot(one, other, place) for one, other in pairwise(points)]
    nearest = min(range(len(feet)), key=lambda n: math.dist(feet[n][1], place))
    share, foot = feet[nearest]
    before = _unit(points[nearest], points[nearest + 1])
    if share in {0.0, 1.0} and 0 < nearest + share < len(points) - 1:
        # nearest to a corner: it lies on the side on which it lies of both lines that meet there
        corner = nearest + int(share)
        one, other = (_unit(points[n], points[n + 1]) for n in (corner - 1, corner))
        turned = (one[0] + other[0], one[1] + other[1])
        across = math.copysign(math.dist(foot, place), _right_of(turned, foot, place))
    else:
        across = _right_of(before, foot, place)
    return Offset(across, place[0] - foot[0], place[1] - foot[1])


def _foot(start: Point, end: Point, place: Point) -> tuple[float, Point]:
    """The point of a piece that is nearest, and at which share of it that is."""
    east, north = end[0] - start[0], end[1] - start[1]
    along = (place[0] - start[0]) * east + (place[1] - start[1]) * north
    share = min(1.0, max(0.0, along / (east * east + north * north)))
    return share, end if share == 1 else (start[0] + share * east, start[1] + share * north)


def _unit(start: Point, end: Point) -> Point:
    length = math.dist(start, end)
    return (end[0] - start[0]) / length, (end[1] - start[1]) / length


def _right_of(way: Point, foot: Point, place: Point) -> float:
    return (place[0] - foot[0]) * way[1] - (place[1] - foot[1]) * way[0]


@dataclass(frozen=True, slots=True)
class Holder:
    """Who answers for a side."""

    code: str
    name: Words


@dataclass(frozen=True, slots=True)
class Answer:
    """Who answers for a place beside a road, and why: which road, which side, how many metres.

    `beside_code` answers for the other side where the place lies on both: then the two answer together.
    """

    org_code: str
    zh: str
    en: str
    beside_code: str | None = None


def answer(segment_code: str, road_name: str, lies: Offset, holders: Mapping[Side, Holder]) -> Answer | None:
    """Who answers by the table, None where it names nobody there.

    On both sides of two, the one on whose side it lies has the lead; drawn the other way round the answer is the same.
    """
    here = [(side, holders[side]) for side in lies.sides if side in holders]
    if not here:
        return None
    zh = f"路侧表：{road_name}（{segment_code}）"
    en = f"road sides: {english(road_name)} ({segment_code})"
    away = f"{abs(lies.across_m):.1f}"
    if len({holder.code for _, holder in here}) == 2:
        lead, other = _led(lies, here)
        zh += f"压中线（{away} 米，两侧各算），{_own(lead).zh}、{_own(other).zh}会同负责，{lead[1].name.zh}牵头"
        en += f", on its middle ({away} m: both sides): {_own(lead).en} and {_own(other).en} together, the first leads"
        return Answer(lead[1].code, zh, en, other[1].code)
    side, holder = here[0]
    if len(lies.sides) == 2:
        zh += f"压中线（{away} 米），由{holder.name.zh}负责"
        en += f", on its middle ({away} m): {holder.name.en} answers"
    else:
        wind = wind_of(lies.east_m, lies.north_m)
        zh += f"{side.words.zh}（{wind.zh}），距中线 {away} 米，由{holder.name.zh}负责"
        en += f", {side.words.en} ({wind.en}), {away} m from its middle: {holder.name.en} answers"
    return Answer(holder.code, zh, en)


def _led(lies: Offset, here: Sequence[tuple[Side, Holder]]) -> Sequence[tuple[Side, Holder]]:
    if lies.across_m == 0:
        return sorted(here, key=lambda one: one[1].code)
    own = Side.RIGHT if lies.across_m > 0 else Side.LEFT
    return sorted(here, key=lambda one: one[0] is not own)


def _own(one: tuple[Side, Holder]) -> Words:
    side, holder = one
    return Words(f"{side.words.zh}{holder.name.zh}", f"{holder.name.en} ({side.words.en})")
