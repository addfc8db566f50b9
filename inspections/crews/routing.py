"""Routes as lists of jobs: what one costs, where a job goes in at least cost, and exchanges that help.

Pure. VROOM holds due times as walls and knows no lateness; here lateness is a cost, so this is where late jobs, jobs
left out and the moves of a new plan are weighed.
"""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from random import Random

import numpy as np
from numpy.typing import NDArray

from inspections.crews.plan import Job, Plan, Rules, Stop, Van
from inspections.crews.roads import Matrix

NEVER = float("inf")
_ROUNDS = 12  # of exchanges; each ends earlier where nothing helps
_TORN = 16  # jobs near each other that are taken out and put in again, at most
_WARM_S, _COLD_S = 100, 3  # what a worse plan may cost more, at the beginning and at the end
_LEAST = 1e-9


@dataclass(slots=True)
class Routes:
    """A plan in the making: `of[v]` are jobs by number in the order van `v` drives them, `left` the others."""

    jobs: Sequence[Job]
    vans: Sequence[Van]
    grid: NDArray[np.int64]
    rules: Rules
    before: Mapping[str, str]
    of: list[list[int]]
    left: set[int]
    seconds: list[list[int]] = field(init=False)
    able: list[list[bool]] = field(init=False)
    facts: list[tuple[int, int, int, float, int]] = field(init=False)
    moves: list[list[int]] = field(init=False)
    near: dict[int, list[int]] = field(init=False, default_factory=dict)
    legs: dict[tuple[int, ...], NDArray[np.int64]] = field(init=False, default_factory=dict)
    helpless: dict[tuple[int, int], tuple[list[int], list[int]]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        """What is asked for again and again."""
        self.seconds = self.grid.tolist()
        self.able = [
            [job.skills <= van.skills and job.crew in {None, van.crew} for job in self.jobs] for van in self.vans
        ]
        self.facts = [
            (
                job.place,
                job.service_s,
                job.load,
                NEVER if job.due_s is None else job.due_s,
                self.rules.late_weight(job.priority),
            )
            for job in self.jobs
        ]
        self.moves = [
            [self.rules.moved_s * (self.before.get(job.key, van.crew) != van.crew) for job in self.jobs]
            for van in self.vans
        ]

    def cost(self, v: int, route: Sequence[int]) -> float:
        """Of driving `route` with van `v`: travel, lateness, moves; NEVER where it cannot be done."""
        if not route:
            return 0
        van, able, moves, facts = self.vans[v], self.able[v], self.moves[v], self.facts
        place, clock, total, load = van.start, van.from_s, 0, 0
        for j in route:
            there, service, own, due, weight = facts[j]
            drive = self.seconds[place][there]
            if drive < 0 or not able[j]:
                return NEVER
            load += own
            clock += drive + service
            total += drive + moves[j]
            if clock > due:
                total += weight * (clock - max(int(due), 0))
            place = there
        home = self.seconds[place][van.end]
        return NEVER if home < 0 or clock + home > van.until_s or load > van.capacity else total + home

    def best_place(self, j: int) -> tuple[float, int, int]:
        """What job `j` adds where it adds least, the van and the position; NEVER where it goes nowhere."""
        best = (NEVER, -1, -1)
        vans = [v for v, able in enumerate(self.able) if able[j]]
        if not vans:
            return best
        legs = [self._legs_of(v) for v in vans]
        (here, there, saved), place = np.concatenate(legs, axis=1), self.facts[j][0]
        detours = self.grid[here, place] + self.grid[place, there] - saved
        begins = list(accumulate((leg.shape[1] for leg in legs), initial=0))
        for i in np.argsort(detours, kind="stable").tolist():
            if 0 <= best[0] <= detours[i]:  # lateness and moves only add to it
                break
            n = bisect_right(begins, i) - 1
            v, at, route = vans[n], i - begins[n], self.of[vans[n]]
            added = self.cost(v, [*route[:at], j, *route[at:]]) - self.cost(v, route)
            if added < best[0]:
                best = (added, v, at)
        return best

    def _legs_of(self, v: int) -> NDArray[np.int64]:
        """Each leg of a van's way: from where, to where, and what is saved if it is not driven."""
        key = (v, *self.of[v])
        if key not in self.legs:
            way = [self.vans[v].start, *(self.facts[j][0] for j in self.of[v]), self.vans[v].end]
            here, there = np.array(way[:-1]), np.array(way[1:])
            self.legs[key] = np.stack(
                [here, there, self.grid[here, there] * bool(self.of[v])]
            )  # who is idle saves none
        return self.legs[key]

    def insert_left(self) -> bool:
        """Put in what is left out, the most urgent first, where that costs less than to leave it; whether any went."""
        went = False
        for j in sorted(self.left, key=lambda j: (self.jobs[j].priority, j)):
            added, v, at = self.best_place(j)
            if added < self.rules.left_s(self.jobs[j].priority):
                self.of[v].insert(at, j)
                self.left.discard(j)
                went = True
        return went

    def improve(self) -> None:
        """Jobs go elsewhere, change places, routes exchange their ends, until nothing helps."""
        for _ in range(_ROUNDS):
            helped = self.insert_left()
            for j in [j for route in self.of for j in route]:
                helped |= self._relocate(j)
            for v in range(len(self.of)):
                for w in range(v):
                    if self.helpless.get((v, w)) == (self.of[v], self.of[w]):
                        continue
                    if self._exchange(v, w) or self._cross(v, w):
                        helped = True
                    else:
                        self.helpless[v, w] = (list(self.of[v]), list(self.of[w]))
            helped |= self._replace()
            if not helped:
                return

    def tear(self, rounds: int, *, seed: int) -> None:
        """Take neighbours out and put them in again where they cost least, so many times; the best plan stays.

        What costs more is kept too while it is warm (annealing), for only so are the plans next to one left behind.
        """
        dice = Random(seed)  # noqa: S311 - to try places, not to keep a secret
        now, best = self.total(), (self.total(), self._copy())
        for done in range(rounds):
            kept = self._copy()
            self._put_again(dice)
            new = self.total()
            warmth = _WARM_S * (_COLD_S / _WARM_S) ** (done / rounds)
            if new < now + warmth * dice.expovariate(1):
                now = new
                best = min(best, (now, self._copy()), key=lambda pair: pair[0])
            else:
                self.of, self.left = kept
        self.of, self.left = best[1]

    def _copy(self) -> tuple[list[list[int]], set[int]]:
        return [list(route) for route in self.of], set(self.left)

    def _put_again(self, dice: Random) -> None:
        """Some jobs near each other, in any order, each where it adds least."""
        count = dice.randint(2, max(2, min(_TORN, len(self.jobs) // 2)))
        near = self._neighbours(self.facts[dice.randrange(len(self.jobs))][0])[: 2 * count]
        torn = set(dice.sample(near, min(count, len(near)))) - self.left
        self.of = [[j for j in route if j not in torn] for route in self.of]
        for j in sorted(torn, key=lambda _: dice.random()):
            added, v, at = self.best_place(j)
            if added == NEVER:
                self.left.add(j)
            else:
                self.of[v].insert(at, j)

    def _neighbours(self, place: int) -> list[int]:
        """All jobs, the nearest to a place first."""
        if place not in self.near:
            row = self.seconds[place]
            self.near[place] = sorted(range(len(self.jobs)), key=lambda j: row[self.facts[j][0]])
        return self.near[place]

    def _relocate(self, j: int) -> bool:
        v = next(v for v, route in enumerate(self.of) if j in route)
        at = self.of[v].index(j)
        old = self.cost(v, self.of[v])
        self.of[v].pop(at)
        saved = old - self.cost(v, self.of[v])
        added, to, there = self.best_place(j)
        worth = self.rules.left_s(self.jobs[j].priority)
        if worth < min(added, saved):  # so late that it is better left for another day
            self.left.add(j)
            return True
        if added < saved - _LEAST:
            self.of[to].insert(there, j)
            return True
        self.of[v].insert(at, j)
        return False

    def _exchange(self, v: int, w: int) -> bool:
        """Two jobs of two vans change places, where that helps."""
        one, two = self.of[v], self.of[w]
        old = self.cost(v, one) + self.cost(w, two)
        for a, j in enumerate(one):
            for b, k in enumerate(two):
                if not (self.able[v][k] and self.able[w][j]):
                    continue
                new = self.cost(v, [*one[:a], k, *one[a + 1 :]])
                if new < old and new + self.cost(w, [*two[:b], j, *two[b + 1 :]]) < old - _LEAST:
                    one[a], two[b] = k, j
                    return True
        return False

    def _cross(self, v: int, w: int) -> bool:
        """Two vans exchange what comes after a point, where that helps."""
        one, two = self.of[v], self.of[w]
        old = self.cost(v, one) + self.cost(w, two)
        for a in range(len(one) + 1):
            for b in range(len(two) + 1):
                new = self.cost(v, one[:a] + two[b:])
                if new < old and new + self.cost(w, two[:b] + one[a:]) < old - _LEAST:
                    self.of[v], self.of[w] = one[:a] + two[b:], two[:b] + one[a:]
                    return True
        return False

    def _replace(self) -> bool:
        """A left-out job takes the place of one that is worth less."""
        for j in sorted(self.left, key=lambda j: (self.jobs[j].priority, j)):
            worth = self.rules.left_s(self.jobs[j].priority)
            for v, route in enumerate(self.of):
                old = self.cost(v, route)
                for at, other in enumerate(route):
                    gain = worth - self.rules.left_s(self.jobs[other].priority)
                    if gain > 0 and self.cost(v, [*route[:at], j, *route[at + 1 :]]) - old < gain:
                        self.of[v][at] = j
                        self.left = self.left - {j} | {other}
                        return True
        return False

    def total(self) -> float:
        """Of all vans and of what is left."""
        left = sum(self.rules.left_s(self.jobs[j].priority) for j in self.left)
        return left + sum(self.cost(v, route) for v, route in enumerate(self.of))

    def plan(self) -> Plan:
        """With times: every van begins at once and never waits."""
        routes = {}
        for v, route in enumerate(self.of):
            van, stops = self.vans[v], []
            place, clock = van.start, van.from_s
            for j in route:
                job = self.jobs[j]
                arrival = clock + self.seconds[place][job.place]
                place, clock = job.place, arrival + job.service_s
                stops.append(Stop(job.key, arrival, clock))
            routes[van.crew] = tuple(stops)
        return Plan(routes, tuple(self.jobs[j].key for j in sorted(self.left)))


def empty(
    jobs: Sequence[Job], vans: Sequence[Van], matrix: Matrix, rules: Rules, before: Mapping[str, str] | None = None
) -> Routes:
    """Nobody drives yet."""
    return Routes(
        jobs, vans, matrix.seconds.astype(np.int64), rules, before or {}, [[] for _ in vans], set(range(len(jobs)))
    )
