"""The three rates (三率: 响应率, 解决率, 满意率) with their numerators and denominators in words. Pure.

The words have no one meaning. Two definitions are kept apart, each with what it counts:

- `calls`: over valid call backs alone, one city's working definition (domain.md §8 [56]): response = contacted,
  solution = solved, satisfaction = satisfied + 0.9 × basically satisfied; score = 0.1, 0.5 and 0.4 of them.
- `stages`: each rate over those that came so far: response in time over all due, solution over all answered,
  satisfaction over valid call backs. A published 99.03 % response beside 99.81 % solution and 99.83 % satisfaction
  (the district's article of 2023) cannot have one denominator; it does not say which they are. This is an assumption
  under which the three can stand beside each other, never called the district's own.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from types import MappingProxyType

from inspections.requests.sampling import Z
from inspections.tickets.workflow import Words

BASICALLY = 0.9
"""What a basically satisfied is worth in `calls`."""
SCORE = MappingProxyType({"response": 0.1, "solution": 0.5, "satisfaction": 0.4})


class Definition(StrEnum):
    """What the rates are taken over."""

    STAGES = "stages"
    CALLS = "calls"


class Name(StrEnum):
    """The three."""

    RESPONSE = "response"
    SOLUTION = "solution"
    SATISFACTION = "satisfaction"


@dataclass(frozen=True, slots=True)
class Counts:
    """What was counted in a period; requests by when they were due or answered, call backs by when they were made.

    `valid` call backs reached whoever asked. A request left out of one rate is left out of that rate's counts alone.
    """

    due: int = 0
    in_time: int = 0
    answered: int = 0
    solved: int = 0
    calls_response: int = 0
    contacted: int = 0
    calls_solution: int = 0
    said_solved: int = 0
    calls_satisfaction: int = 0
    satisfied: int = 0
    basically: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        """Both together."""
        return Counts(*(getattr(self, one.name) + getattr(other, one.name) for one in fields(self)))


@dataclass(frozen=True, slots=True)
class Rate:
    """One rate: `value` and `interval` (Wilson, 95 %) are None over nothing: no data, not 100 %."""

    name: Name
    numerator: float
    denominator: int
    of: Words
    over: Words
    value: float | None
    interval: tuple[float, float] | None


NAMES: Mapping[Name, Words] = MappingProxyType(
    {
        Name.RESPONSE: Words("响应率", "response rate"),
        Name.SOLUTION: Words("解决率", "solution rate"),
        Name.SATISFACTION: Words("满意率", "satisfaction rate"),
    }
)
_VALID = Words("有效回访（接通者）", "valid call backs (reached)")
_TEXT: Mapping[tuple[Definition, Name], tuple[Words, Words]] = MappingProxyType(
    {
        (Definition.STAGES, Name.RESPONSE): (
            Words("时限内联系或答复", "contacted or answered within the limit"),
            Words("期内应响应的全部诉求（不予受理除外）", "all requests due in the period, but those refused"),
        ),
        (Definition.STAGES, Name.SOLUTION): (
            Words("答复结果为已解决", "answered as solved"),
            Words("期内答复的全部诉求", "all requests answered in the period"),
        ),
        (Definition.STAGES, Name.SATISFACTION): (Words("满意 + 基本满意", "satisfied + basically satisfied"), _VALID),
        (Definition.CALLS, Name.RESPONSE): (Words("诉求人称已联系", "contacted, says whoever asked"), _VALID),
        (Definition.CALLS, Name.SOLUTION): (Words("诉求人称已解决", "solved, says whoever asked"), _VALID),
        (Definition.CALLS, Name.SATISFACTION): (
            Words("满意 + 0.9 × 基本满意", "satisfied + 0.9 × basically satisfied"),
            _VALID,
        ),
    }
)


def rates(counts: Counts, definition: Definition) -> tuple[Rate, Rate, Rate]:
    """Response, solution and satisfaction by a definition."""
    staged = definition is Definition.STAGES
    worth = 1.0 if staged else BASICALLY
    shares = {
        Name.RESPONSE: (counts.in_time, counts.due) if staged else (counts.contacted, counts.calls_response),
        Name.SOLUTION: (counts.solved, counts.answered) if staged else (counts.said_solved, counts.calls_solution),
        Name.SATISFACTION: (counts.satisfied + worth * counts.basically, counts.calls_satisfaction),
    }
    response, solution, satisfaction = (_rate(name, *shares[name], definition) for name in Name)
    return response, solution, satisfaction


def score(found: tuple[Rate, ...]) -> float | None:
    """0.1 response + 0.5 solution + 0.4 satisfaction; None where one has no data."""
    values = [(SCORE[rate.name], rate.value) for rate in found]
    if any(value is None for _, value in values):
        return None
    return sum(weight * value for weight, value in values if value is not None)


def wilson(numerator: float, denominator: int) -> tuple[float, float] | None:
    """The interval of 95 % in which the share lies; None over nothing. It never leaves 0 to 1."""
    if denominator == 0:
        return None
    share, n = numerator / denominator, denominator
    middle = share + Z * Z / (2 * n)
    reach = Z * math.sqrt(share * (1 - share) / n + Z * Z / (4 * n * n))
    whole = 1 + Z * Z / n
    return max(0.0, (middle - reach) / whole), min(1.0, (middle + reach) / whole)


def _rate(name: Name, numerator: float, denominator: int, definition: Definition) -> Rate:
    of, over = _TEXT[definition, name]
    value = numerator / denominator if denominator else None
    return Rate(name, numerator, denominator, of, over, value, wilson(numerator, denominator))
