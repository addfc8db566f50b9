"""What a plan reckons with. Stored with the campaign, so that a figure can be explained years later."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from enum import StrEnum

from registry.errors import Invalid


class Staffing(StrEnum):
    """Who walks: a team that shares the whole scope, or the worker of each grid in the own grid."""

    TEAM = "team"
    GRID_WORKERS = "grid_workers"


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters:
    """Assumptions of a campaign; each can be set when the campaign is made.

    `look_s` seconds at a cover: find, look, tick; `walk_km_h` speed on foot; `wide_road_m` roads from this width are
    walked on both sides; `hours_a_day` spent on the beat (of 8 on duty); `reserve` share of it kept for rain and
    illness; `detour` metres on foot per metre as the crow flies, between units and inside compounds; `near_road_m`
    a cover without a segment belongs to the nearest one within this; `neighbour_m` units this near are neighbours;
    `second_look_share` of the units is looked at again, by somebody else, blind; `classes` of assets to look at
    (none named: every class of covers).
    """

    look_s: float = 45.0
    walk_km_h: float = 4.0
    wide_road_m: float = 12.0
    hours_a_day: float = 6.0
    reserve: float = 0.05
    detour: float = 1.3
    near_road_m: float = 40.0
    neighbour_m: float = 40.0
    second_look_share: float = 0.05
    classes: tuple[str, ...] = ()

    @property
    def minutes_a_day(self) -> float:
        """Minutes of one person's day that can be filled with work."""
        return self.hours_a_day * 60 * (1 - self.reserve)

    @property
    def walk_m_min(self) -> float:
        """Metres walked in a minute."""
        return self.walk_km_h * 1000 / 60

    def as_json(self) -> dict[str, object]:
        """Plain values, as stored and as answered."""
        return asdict(self) | {"classes": list(self.classes)}


RANGES: Mapping[str, tuple[float, float]] = {
    "look_s": (1, 3600),
    "walk_km_h": (0.5, 30),
    "wide_road_m": (0, 200),
    "hours_a_day": (0.5, 16),
    "reserve": (0, 0.8),
    "detour": (1, 3),
    "near_road_m": (0, 200),
    "neighbour_m": (1, 500),
    "second_look_share": (0, 0.5),
}


def parse(values: Mapping[str, object]) -> Parameters:
    """Parameters from plain values; what is not named keeps its default.

    Raises Invalid once, naming every value that is unknown, no number, or outside its range.
    """
    faults: dict[str, str] = {}
    known = {field.name for field in fields(Parameters)}
    for name in values.keys() - known:
        faults[name] = f"unknown; known are {', '.join(sorted(known))}"
    numbers: dict[str, float] = {}
    for name, (low, high) in RANGES.items():
        value = values.get(name, getattr(Parameters(), name))
        if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
            faults[name] = f"must be a number from {low:g} to {high:g}"
        else:
            numbers[name] = float(value)
    classes = values.get("classes", ())
    if not isinstance(classes, list | tuple) or not all(isinstance(code, str) for code in classes):
        faults["classes"] = "must be a list of class codes"
        classes = ()
    if faults:
        words = "; ".join(f"{name} {fault}" for name, fault in sorted(faults.items()))
        raise Invalid(f"parameters: {words}", faults=faults)
    return Parameters(**numbers, classes=tuple(classes))
