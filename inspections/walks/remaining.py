"""What of a share is still to be walked: sides of streets with covers nobody looked at, and compounds. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely

from inspections.walks.closing import Place, Side, Stretch
from inspections.walks.streets import Floats, Streets

_LEAST_M = 5.0  # up to here to both sides of a cover that is alone
_TWICE = 1.5  # a unit whose planned walk is that many times its line is walked on both sides


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of a share as frozen. `walk_m` is planned inside it; `shape` and `covers` (n × 2) are metric.

    `seen` says which covers have a result; `done` that the whole unit was walked or found shut.
    """

    id: int
    kind: str
    place_code: str
    name: str
    day_no: int
    position: int
    walk_m: float
    minutes: float
    shape: shapely.Geometry
    covers: Floats
    seen: tuple[bool, ...]
    done: bool

    @property
    def left(self) -> int:
        """Covers without a result."""
        return len(self.seen) - sum(self.seen)

    @property
    def is_left(self) -> bool:
        """Whether there is something to do in it."""
        return self.left > 0 if self.seen else not self.done

    @property
    def minutes_left(self) -> float:
        """Of its planned minutes."""
        return self.minutes * (self.left / len(self.seen) if self.seen else 1.0)


@dataclass(frozen=True, slots=True)
class Remaining:
    """What to walk, and where along its segment each cover still to be seen lies: by unit and side."""

    stretches: tuple[Stretch, ...]
    places: tuple[Place, ...]
    along_m: dict[tuple[int, Side], list[float]]


def of_day(units: Sequence[Unit], *, day_no: int, alone: bool, minutes: float) -> list[Unit]:
    """What is left of a day alone; else of it and the days before, in walking order, as much as fits in `minutes`."""
    left = [unit for unit in units if unit.is_left]
    if alone:
        return [unit for unit in left if unit.day_no == day_no]
    due = sorted((unit for unit in left if unit.day_no <= day_no), key=lambda unit: (unit.day_no, unit.position))
    begun = np.cumsum([0.0, *(unit.minutes_left for unit in due)])
    return [unit for unit, before in zip(due, begun, strict=False) if before < minutes]


def remaining(streets: Streets, units: Sequence[Unit]) -> Remaining:
    """Sides of streets whole where nothing of the unit was seen, else from the first to the last cover not seen.

    A unit that is no street, or whose street the register has no more, is entered from the nearest street.
    """
    stretches: list[Stretch] = []
    places: list[Place] = []
    along_m: dict[tuple[int, Side], list[float]] = {}
    for unit in units:
        segment = streets.number(unit.place_code) if unit.kind == "segment" else None
        if segment is None:
            number, at_m, off_m = streets.locate(unit.shape)
            share = unit.left / len(unit.seen) if unit.seen else 1.0
            places.append(Place(unit.id, number, at_m, off_m, unit.walk_m * share))
            continue
        from_m, to_m = span(streets, segment, unit.shape)
        for side, at in _sides(streets, segment, unit).items():
            if at or not any(unit.seen):
                low, high = (from_m, to_m) if not any(unit.seen) else (min(at), max(at))
                stretches.append(
                    Stretch(unit.id, segment, *_widened(low, high, float(streets.length_m[segment])), side)
                )
                along_m[unit.id, side] = at
    return Remaining(tuple(stretches), tuple(places), along_m)


def span(streets: Streets, segment: int, shape: shapely.Geometry) -> tuple[float, float]:
    """From where to where along its segment a unit lies."""
    ends = shapely.get_coordinates(shape)[[0, -1]]
    a, b = (float(at) for at in shapely.line_locate_point(streets.lines[segment], shapely.points(ends)))
    return min(a, b), max(a, b)


def both_sides(unit: Unit) -> bool:
    """Whether the two sides of a street are walked by themselves, as the plan has it."""
    return bool(unit.walk_m > _TWICE * max(shapely.length(unit.shape), 1.0))


def offset(line: shapely.LineString, at_m: Floats, points: Floats) -> Floats:
    """How far points (n × 2) lie to the left of a line (right: negative) where they are `at_m` along it."""
    ahead = np.minimum(at_m + 0.5, line.length)
    behind = shapely.get_coordinates(shapely.line_interpolate_point(line, np.maximum(ahead - 1.0, 0.0)))
    way = shapely.get_coordinates(shapely.line_interpolate_point(line, ahead)) - behind
    away = points - shapely.get_coordinates(shapely.line_interpolate_point(line, at_m))
    across: Floats = (way[:, 0] * away[:, 1] - way[:, 1] * away[:, 0]) / np.maximum(np.hypot(*way.T), 1e-9)
    return across


def _sides(streets: Streets, segment: int, unit: Unit) -> dict[Side, list[float]]:
    line = streets.lines[segment]
    covers = unit.covers[~np.array(unit.seen, dtype=bool)] if unit.seen else np.empty((0, 2))
    at = shapely.line_locate_point(line, shapely.points(covers)) if len(covers) else np.empty(0)
    if not both_sides(unit):
        return {Side.BOTH: sorted(at.tolist())}
    left = offset(line, at, covers) > 0 if len(covers) else np.empty(0, dtype=bool)
    return {Side.LEFT: sorted(at[left].tolist()), Side.RIGHT: sorted(at[~left].tolist())}


def _widened(low: float, high: float, length_m: float) -> tuple[float, float]:
    if high - low >= 2 * _LEAST_M:
        return low, high
    middle = (low + high) / 2
    return max(0.0, min(middle - _LEAST_M, length_m - 2 * _LEAST_M)), min(
        length_m, max(middle + _LEAST_M, 2 * _LEAST_M)
    )
