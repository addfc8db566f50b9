"""A walk told step by step: along which street, on which side, which way, how far, how many covers. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.ops import substring

from inspections.walks.closing import Leg, Side, Walk
from inspections.walks.remaining import Unit
from inspections.walks.streets import Streets
from registry.roadside import Words, rounded_m

_ROSE = (
    Words("东", "east"),
    Words("东北", "north-east"),
    Words("北", "north"),
    Words("西北", "north-west"),
    Words("西", "west"),
    Words("西南", "south-west"),
    Words("南", "south"),
    Words("东南", "south-east"),
)
_NAMELESS = Words("无名路", "a street without a name")


@dataclass(frozen=True, slots=True)
class Step:
    """One step: `line` in the CRS of the streets (None in a place); `covers` still to be looked at in it."""

    leg: Leg
    words: Words
    covers: int
    line: shapely.LineString | None


def tell(
    streets: Streets, walk: Walk, units: Mapping[int, Unit], along_m: Mapping[tuple[int, Side], Sequence[float]]
) -> list[Step]:
    """The steps of a walk. Each cover is counted once: where its side is walked past it first."""
    waiting = {key: list(at) for key, at in along_m.items()}
    steps = []
    for leg in walk.legs:
        if leg.unit is not None and leg.side is None:
            unit = units[leg.unit]
            steps.append(Step(leg, _inside(unit, leg), unit.left, None))
            continue
        line = substring(streets.lines[leg.segment], leg.from_m, leg.to_m)
        covers = 0
        if leg.unit is not None and leg.side is not None:
            low, high = min(leg.from_m, leg.to_m) - 1e-6, max(leg.from_m, leg.to_m) + 1e-6
            at = waiting[leg.unit, leg.side]
            waiting[leg.unit, leg.side] = [one for one in at if not low <= one <= high]
            covers = len(at) - len(waiting[leg.unit, leg.side])
        steps.append(Step(leg, _along(streets.names[leg.segment], leg, line, covers), covers, line))
    return steps


def _along(name: str, leg: Leg, line: shapely.LineString, covers: int) -> Words:
    street = Words(name, name) if name else _NAMELESS
    ends = shapely.get_coordinates(line)
    heading = float(np.arctan2(*(ends[-1] - ends[0])[::-1]))
    to, far = _point(heading), rounded_m(leg.metres)
    if leg.unit is None:
        return Words(f"沿{street.zh}向{to.zh}走 {far} m（路过）", f"go {far} m {to.en} along {street.en} (passing)")
    zh, en = f"沿{street.zh}", f"along {street.en}"
    if leg.side in (Side.LEFT, Side.RIGHT):
        # the side is that of the segment as drawn, the heading that of the walk
        on_left = (leg.side is Side.LEFT) == (leg.to_m > leg.from_m)
        by = _point(heading + (np.pi / 2 if on_left else -np.pi / 2))
        zh, en = f"{zh}{by.zh}侧", f"{en}, {by.en} side"
    return Words(f"{zh}向{to.zh} {far} m，{covers} 个井盖", f"{en}, {far} m {to.en}: {_covers(covers)}")


def _inside(unit: Unit, leg: Leg) -> Words:
    far = rounded_m(leg.metres)
    name = unit.name or unit.place_code
    return Words(f"进{name}，约走 {far} m，{unit.left} 个井盖", f"into {name}, about {far} m: {_covers(unit.left)}")


def _covers(count: int) -> str:
    return f"{count} cover" + ("" if count == 1 else "s")


def _point(heading: float) -> Words:
    return _ROSE[round(heading / (np.pi / 4)) % 8]
