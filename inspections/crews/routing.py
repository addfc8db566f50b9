"""Routes as lists of jobs: what one costs, where a job goes in at least cost, and exchanges that help.

Pure. VROOM holds due times as walls and knows no lateness; here lateness is a cost, so this is where late jobs, jobs
left out and the moves of a new plan are weighed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from random import Random

from inspections.crews.plan import Job, Plan, Rules, Stop, Van
from inspections.crews.roads import Matrix

NEVER = float("inf")
_ROUNDS = 12  # of exchanges; each ends earlier where nothing helps
_TORN = 10  # jobs near each other that are taken out and put in again
_LEAST = 1e-9


@dataclass(slots=True)
class Routes:
    """A plan in the making: `of[v]` are jobs by number in the order van `v` drives them, `left` the others."""

    jobs: Sequence[Job]
    vans: Sequence[Van]
    seconds: list[list[int]]
    rules: Rules
    before: Mapping[str, str]
    of: list[list[int]]
    left: set[int]
    able: list[list[bool]] = field(init=False)
    facts: list[tuple[int, int, int, float, int]] = field(init=False)
    moves: list[list[int]] = field(init=False)

    def __post_init__(self) -> None:
        """What is asked for again and again."""
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
        for v, route in enumerate(self.of):
            if not self.able[v][j]:
                continue
            van, place = self.vans[v], self.facts[j][0]
            old, way = self.cost(v, route), [van.start, *(self.facts[k][0] for k in route), van.end]
            for at in range(len(route) + 1):
                detour = self.seconds[way[at]][place] + self.seconds[place][way[at + 1]]
                if route:
                    detour -= self.seconds[way[at]][way[at + 1]]
                if 0 <= best[0] <= detour:  # lateness and moves only add to it
                    continue
                added = self.cost(v, [*route[:at], j, *route[at:]]) - old
                if added < best[0]:
                    best = (added, v, at)
        return best

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
                    helped |= self._exchange(v, w) or self._cross(v, w)
            helped |= self._replace()
            if not helped:
                return

    def tear(self, rounds: int, *, seed: int) -> None:
        """Take neighbours out and put them in again where they cost least; what does not help is undone."""
        dice = Random(seed)  # noqa: S311 - to try places, not to keep a secret
        best = self.total()
        for _ in range(rounds):
            kept, left = [list(route) for route in self.of], set(self.left)
            centre = self.facts[dice.randrange(len(self.jobs))][0]
            near = sorted(range(len(self.jobs)), key=lambda j: self.seconds[centre][self.facts[j][0]])
            torn = set(dice.sample(near[: 2 * _TORN], min(_TORN, len(near))))
            self.of = [[j for j in route if j not in torn] for route in kept]
            for j in sorted(torn & {j for route in kept for j in route}, key=lambda _: dice.random()):
                added, v, at = self.best_place(j)
                if added == NEVER:
                    self.left.add(j)
                else:
                    self.of[v].insert(at, j)
            now = self.total()
            if now < best - _LEAST:
                best = now
            else:
                self.of, self.left = kept, left

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
    return Routes(jobs, vans, matrix.seconds.tolist(), rules, before or {}, [[] for _ in vans], set(range(len(jobs))))
