"""What a round costs: the parameters of the workload model, their defaults, and their form in a JSON file."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from types import MappingProxyType
from typing import Any

from registry.errors import Invalid

# Person-minutes of one visit. Starting values, to be replaced by `jingge redraw calibrate` on timed visits.
SHOP_MINUTES: Mapping[str, float] = MappingProxyType({"": 8.0, "market": 4.0, "office": 6.0})
INSTITUTION_MINUTES: Mapping[str, float] = MappingProxyType(
    {"hospital": 90.0, "market": 30.0, "office": 30.0, "public": 30.0, "school": 60.0, "station": 60.0, "works": 45.0}
)
INSTITUTION_WITHOUT_KIND = 30.0


@dataclass(frozen=True, slots=True)
class Parameters:
    """Minutes of a cell: mobilisation + (doors × door × reached + shops + institutions) / people + walk + stairs.

    `limit_minutes` is what a cell may take. `shop_minutes` are person-minutes a shop by the kind of its building (""
    for any other), `institution_minutes` by kind; `stair_minutes` are for each floor above the ground of a stairwell,
    `walk_m_a_minute` is the pace, `detour` how much longer than the straight line a way is where no streets are known.
    """

    mobilisation_minutes: float = 20.0
    people: int = 2
    door_minutes: float = 3.0
    reached: float = 0.9
    limit_minutes: float = 180.0
    shop_minutes: Mapping[str, float] = field(default_factory=lambda: SHOP_MINUTES)
    institution_minutes: Mapping[str, float] = field(default_factory=lambda: INSTITUTION_MINUTES)
    stair_minutes: float = 0.5
    walk_m_a_minute: float = 70.0
    detour: float = 1.3

    def __post_init__(self) -> None:
        """Raises Invalid for a value nobody can work with."""
        for name in ("mobilisation_minutes", "door_minutes", "stair_minutes"):
            _check(name, getattr(self, name), least=0)
        for kind, minutes in (*self.shop_minutes.items(), *self.institution_minutes.items()):
            _check(f"minutes of {kind or 'a shop'}", minutes, least=0)
        _check("reached", self.reached, least=0, most=1)
        _check("detour", self.detour, least=1)
        for name in ("limit_minutes", "walk_m_a_minute"):
            _check(name, getattr(self, name), least=0)
            if getattr(self, name) == 0:
                raise Invalid(f"{name} is 0: say a number above it", field=name)
        if isinstance(self.people, bool) or not isinstance(self.people, int) or self.people < 1:
            raise Invalid(f"people is {self.people}: say a whole number from 1", field="people")

    @property
    def room_minutes(self) -> float:
        """What is left of the limit once the people of a cell are on their way."""
        return self.limit_minutes - self.mobilisation_minutes


def as_plain(parameters: Parameters) -> dict[str, Any]:
    """As a JSON object, read back by `of_plain`."""
    plain = {"shop_minutes": dict(parameters.shop_minutes), "institution_minutes": dict(parameters.institution_minutes)}
    scalar = {one.name: getattr(parameters, one.name) for one in fields(parameters) if one.name not in plain}
    return scalar | plain


def of_plain(given: object) -> Parameters:
    """Parameters of a JSON object; what it leaves out is as by default. Kinds are added to those known.

    Raises Invalid for a name that is none, or a value of the wrong form.
    """
    if not isinstance(given, Mapping):
        raise Invalid("parameters are one JSON object of names and numbers")
    known = {one.name for one in fields(Parameters)}
    if unknown := sorted(set(given) - known):
        raise Invalid(f"{unknown[0]!r} is no parameter; known are {', '.join(sorted(known))}", field=str(unknown[0]))
    values: dict[str, Any] = {}
    for name, value in given.items():
        if name in {"shop_minutes", "institution_minutes"}:
            if not isinstance(value, Mapping):
                raise Invalid(f"{name} is an object of kinds and minutes", field=name)
            base = SHOP_MINUTES if name == "shop_minutes" else INSTITUTION_MINUTES
            values[name] = {**base, **{str(kind): minutes for kind, minutes in value.items()}}
        else:
            values[name] = value
    return Parameters(**values)


def _check(name: str, value: object, *, least: float, most: float = math.inf) -> None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise Invalid(f"{name} is {value!r}: say a number", field=name)
    if not least <= value <= most:
        bounds = f"from {least:g}" if most == math.inf else f"from {least:g} to {most:g}"
        raise Invalid(f"{name} is {value:g}: say a number {bounds}", field=name)
