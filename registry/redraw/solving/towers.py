"""A building that alone exceeds the limit: its cells share a footprint, each with its floors."""

from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from registry.redraw.solving.rules import Tower


@dataclass(frozen=True, slots=True)
class Storeys:
    """Floors `first` to `last` of a tower and the work on them; `people` times as many do it. 0 to 0: all of it."""

    first: int
    last: int
    work: int
    part: Fraction
    people: int = 1


def divide(work: int, floors: int, *, room: int, tower: Tower) -> list[Storeys]:
    """Storeys from the ground up, none above the room. Floors unknown (0): equal shares, numbered from 1.

    Empty where a single floor is too much.
    """
    least = -(-work // room)
    floors = floors or least
    at_once = room * floors // work  # floors that one cell can do
    if tower is Tower.TEAM or (tower is Tower.EITHER and at_once == 0):
        return [Storeys(0, 0, -(-work // least), Fraction(1), people=least)]
    if at_once == 0:
        return []
    count = -(-floors // at_once)
    bounds = [floors * i // count for i in range(count + 1)]
    return [
        Storeys(low + 1, high, work * high // floors - work * low // floors, Fraction(high - low, floors))
        for low, high in pairwise(bounds)
    ]
