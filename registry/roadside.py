"""A place beside a road in words: between which junctions, on which side, how far from the nearer one. Pure.

Which way a line was drawn never changes a word.
"""

import math
from dataclasses import dataclass
from enum import IntEnum

from registry.pinyin import english, spell

MIDDLE_M = 1.0
"""As near to the centre line as this is the middle of the road."""
CORNER_M = 20.0
"""As near to a junction as this is at its corner; wide roads reach further."""
BESIDE_ROAD_M = 100.0
"""Further from the kerb than this, a road is only a direction."""
FAR_ROAD_M = 1000.0
"""Further than this, a road says nothing."""


class Wind(IntEnum):
    """The eight directions, clockwise from north."""

    N, NE, E, SE, S, SW, W, NW = range(8)

    @property
    def zh(self) -> str:
        """东北."""
        return ("北", "东北", "东", "东南", "南", "西南", "西", "西北")[self]

    @property
    def en(self) -> str:
        """north-east."""
        return ("north", "north-east", "east", "south-east", "south", "south-west", "west", "north-west")[self]

    @property
    def diagonal(self) -> bool:
        """Whether it lies between two main directions."""
        return self % 2 == 1


def wind_of(east_m: float, north_m: float) -> Wind:
    """The direction of a step of so many metres east and north."""
    turns = math.atan2(east_m, north_m) / (2 * math.pi)
    return Wind(math.floor(turns * 8 + 0.5) % 8)


@dataclass(frozen=True, slots=True)
class End:
    """One end of a road segment: the crossing road (empty: none known) and the way from there to the place."""

    crossing: str
    along_m: float
    east_m: float
    north_m: float


@dataclass(frozen=True, slots=True)
class Road:
    """The nearest road segment: how the place lies from it and from its ends.

    `east_m`, `north_m` lead from the nearest point of the centre line to the place; `bearing_deg` is the line's
    direction there, clockwise from north, whichever way it was drawn.
    """

    segment_code: str
    name: str
    width_m: float
    bearing_deg: float
    east_m: float
    north_m: float
    start: End
    end: End

    @property
    def distance_m(self) -> float:
        """From the centre line."""
        return math.hypot(self.east_m, self.north_m)

    @property
    def from_kerb_m(self) -> float:
        """From the edge of the carriageway; 0 on it."""
        return max(0.0, self.distance_m - self.width_m / 2)


@dataclass(frozen=True, slots=True)
class Words:
    """The same in Chinese and English; either may be empty."""

    zh: str
    en: str

    def __bool__(self) -> bool:
        return bool(self.zh)


NOTHING = Words("", "")


def rounded_m(distance_m: float) -> int:
    """Metres as one says them: whole below 20, in fives below 200, then in tens; never 0."""
    step = 1 if distance_m < 20 else 5 if distance_m < 200 else 10
    return max(1, math.floor(distance_m / step + 0.5) * step)


def by_road(road: Road | None) -> Words:
    """`辽宁路（热河路—益都路）北侧，距热河路路口 35 米`; a corner where a junction is near; nothing without a road."""
    if road is None:
        return NOTHING
    if road.from_kerb_m > BESIDE_ROAD_M:
        return off_road(road)
    return _at_corner(road) or _at_dead_end(road) or _beside(road)


def crossing(*roads: str) -> Words:
    """Where roads meet: one name whichever road one comes along (in the order of their pinyin)."""
    ordered = sorted(set(roads), key=lambda name: (spell(name), name))
    return Words("".join(ordered), " and ".join(english(name) for name in ordered))


def off_road(road: Road | None) -> Words:
    """A road some way off, as a direction."""
    if road is None or road.distance_m > FAR_ROAD_M:
        return NOTHING
    if road.from_kerb_m <= 0:
        return NOTHING
    wind = wind_of(road.east_m, road.north_m)
    metres = rounded_m(road.distance_m)
    return Words(f"{road.name}以{wind.zh} {metres} 米", f"{metres} m {wind.en} of {english(road.name)}")


def _named(road: Road) -> list[End]:
    """Ends at a junction with another road that has a name, the nearer first."""
    ends = [end for end in (road.start, road.end) if end.crossing and end.crossing != road.name]
    return sorted(ends, key=lambda end: (_to_junction_m(road, end), end.crossing))


def _to_junction_m(road: Road, end: End) -> float:
    """Along the road, and on where the place lies past one of its ends."""
    past = min(road.start.along_m, road.end.along_m) < 0.01
    return end.along_m + (_ahead(road) if past else 0.0)


def _at_corner(road: Road) -> Words:
    end = next(iter(_named(road)), None)
    if end is None or math.hypot(end.east_m, end.north_m) > max(CORNER_M, road.width_m * 0.75):
        return NOTHING
    zh = f"{crossing(road.name, end.crossing).zh}路口"
    en = crossing(road.name, end.crossing).en
    wind = wind_of(end.east_m, end.north_m)
    if math.hypot(end.east_m, end.north_m) < 4:
        return Words(f"{zh}中央", f"middle of the junction of {en}")
    if wind.diagonal:
        return Words(f"{zh}{wind.zh}角", f"{wind.en} corner of {en}")
    return Words(f"{zh}{wind.zh}侧", f"{wind.en} side of the junction of {en}")


def _at_dead_end(road: Road) -> Words:
    """Past an end where no road crosses, more ahead of the road than beside it."""
    across_m, ahead_m = _across(road), _ahead(road)
    past = next((end for end in (road.start, road.end) if end.along_m < 1 and end not in _named(road)), None)
    if past is None or ahead_m <= max(abs(across_m), 1.0):
        return NOTHING
    wind = wind_of(road.east_m, road.north_m)
    junction = _distance_to_junction(road)
    zh = f"{road.name}{_between(road).zh}{wind.zh}端{junction.zh}"
    return Words(zh, f"{wind.en} end of {english(road.name)}{_between(road).en}{junction.en}")


def _beside(road: Road) -> Words:
    zh_road, en_road = road.name + _between(road).zh, english(road.name) + _between(road).en
    junction = _distance_to_junction(road)
    across_m = _across(road)
    if abs(across_m) <= MIDDLE_M and _ahead(road) <= MIDDLE_M:
        return Words(f"{zh_road}路中{junction.zh}", f"middle of {en_road}{junction.en}")
    bearing = math.radians(road.bearing_deg) + math.copysign(math.pi / 2, across_m)
    wind = wind_of(math.sin(bearing), math.cos(bearing))
    if abs(across_m) <= road.width_m / 2:
        return Words(f"{zh_road}{wind.zh}侧车行道{junction.zh}", f"{wind.en} carriageway of {en_road}{junction.en}")
    return Words(f"{zh_road}{wind.zh}侧{junction.zh}", f"{wind.en} side of {en_road}{junction.en}")


def _across(road: Road) -> float:
    """Metres to the right (positive) or left of the line, as drawn."""
    bearing = math.radians(road.bearing_deg)
    return road.east_m * math.cos(bearing) - road.north_m * math.sin(bearing)


def _ahead(road: Road) -> float:
    """Metres past the line's end; 0 beside it."""
    bearing = math.radians(road.bearing_deg)
    return abs(road.east_m * math.sin(bearing) + road.north_m * math.cos(bearing))


def _between(road: Road) -> Words:
    """（热河路—益都路), the western (on steep roads the northern) first; or （热河路以东）."""
    named = _named(road)
    if not named:
        return NOTHING
    first, *others = named
    # way from start to end: both vectors lead to the same place
    east_m, north_m = road.start.east_m - road.end.east_m, road.start.north_m - road.end.north_m
    if not others or others[0].crossing == first.crossing:
        forth = 1 if first is road.start else -1
        wind = wind_of(forth * east_m, forth * north_m)
        return Words(f"（{first.crossing}以{wind.zh}）", f" ({wind.en} of {english(first.crossing)})")
    eastward = east_m > 0 if abs(east_m) >= abs(north_m) else north_m < 0
    ends = (road.start, road.end) if eastward else (road.end, road.start)
    zh, en = "—".join(end.crossing for end in ends), " – ".join(english(end.crossing) for end in ends)
    return Words(f"（{zh}）", f" ({en})")


def _distance_to_junction(road: Road) -> Words:
    end = next(iter(_named(road)), None)
    if end is None:
        return NOTHING
    metres = rounded_m(_to_junction_m(road, end))
    return Words(f"，距{end.crossing}路口 {metres} 米", f", {metres} m from {english(end.crossing)}")
