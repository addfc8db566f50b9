"""What a day of crews is made of: jobs, vans, rules, and a plan of it. Pure values.

Times are whole seconds from one moment of origin (the beginning of the day); places are rows of a road matrix.
"""

from collections.abc import Mapping
from dataclasses import dataclass

NONE: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Job:
    """One visit: everything that is open on one cover. Priority 1 is the most urgent.

    `due_s` is when it has to be done. `crew`: it was given to that one, no other may do it.
    """

    key: str
    place: int
    service_s: int
    priority: int
    due_s: int | None = None
    skills: frozenset[str] = NONE
    load: int = 0
    crew: str | None = None


@dataclass(frozen=True, slots=True)
class Van:
    """A crew's shift: from `start` (a place) not before `from_s`, back at `end` until `until_s`.

    `capacity` is how many lids it carries.
    """

    crew: str
    start: int
    end: int
    from_s: int
    until_s: int
    skills: frozenset[str] = NONE
    capacity: int = 1000


@dataclass(frozen=True, slots=True)
class Rules:
    """What counts, in seconds of driving (assumptions, all of them; a plan names those it was made by).

    A second late counts as `late` of the priority; a job left out as if it were `left_late_s` late; a job that goes
    to another crew than before as `moved_s`.
    """

    late: tuple[int, ...] = (5, 4, 3, 2, 1)
    left_late_s: int = 8 * 3600
    moved_s: int = 900

    def late_weight(self, priority: int) -> int:
        """Of one second."""
        return self.late[min(max(priority, 1), len(self.late)) - 1]

    def left_s(self, priority: int) -> int:
        """Of a job that nobody does."""
        return self.left_late_s * self.late_weight(priority)


@dataclass(frozen=True, slots=True)
class Stop:
    """A job in its place: when the van is there, and when the job is done."""

    job: str
    arrival_s: int
    end_s: int


@dataclass(frozen=True, slots=True)
class Plan:
    """Stops of each crew in order, and what is left out."""

    routes: Mapping[str, tuple[Stop, ...]]
    left: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cost:
    """What a plan costs, in seconds of driving: what is driven, what is late, what is left, what was moved."""

    travel_s: int
    late_s: int
    left_s: int
    moved_s: int = 0

    @property
    def total_s(self) -> int:
        """All of it."""
        return self.travel_s + self.late_s + self.left_s + self.moved_s
