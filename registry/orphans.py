"""Whose is a cover without an owner (不明井盖 01023, or any without 权属)? Candidates with what speaks for each. Pure.

Every kind of evidence gives points in log-odds by one formula, weight · ln(1 + amount / half), with weights that are
data (`fixtures/reference/orphan_weights.csv`); the points of a candidate add up, and the scores are their shares beside
a constant for somebody else. So more evidence for an owner never lowers it and a refusal never raises it. Nothing here
names an owner: a person does (谁所有、谁负责, 建办督〔2021〕7号; domain.md §3.3).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import exp, fsum, log1p

from registry.errors import Invalid
from registry.spacing import LEAST, in_step

UNKNOWN = "01023"
"""The class of covers whose use is not known: it says nothing about whose they are."""
MOST = 5
"""As many candidates as are worth showing."""
_FEW = 5  # a share of so few counts half


class Kind(StrEnum):
    """What speaks for an organisation, or (refused, sent_back) against it."""

    ACCEPTED = "accepted"  # it took work on this very cover as the owner's
    REFUSED = "refused"  # it said of this very cover that it is not theirs: for ever
    ROW = "row"  # in line and in step with a row of theirs along the road
    NEAR_SAME = "near_same"  # covers of the same class around
    NEAR = "near"  # covers of other classes around
    COMPOUND_SAME = "compound_same"  # share of the covers of the class in the compound
    COMPOUND = "compound"  # share of all covers in the compound
    STREET = "street"  # share of the covers of the class on such ground in the street
    DIVISION = "division"  # the same in the division
    LOOK = "look"  # the same in the street among those of this material, shape and size
    KEPT = "kept"  # what persons decided of covers of the class in the street
    SENT_BACK = "sent_back"  # what it refused of covers of the class in the street


AGAINST = frozenset({Kind.REFUSED, Kind.SENT_BACK})
SHARES = frozenset({Kind.COMPOUND_SAME, Kind.COMPOUND, Kind.STREET, Kind.DIVISION, Kind.LOOK})
TIMES = frozenset({Kind.ACCEPTED, Kind.REFUSED, Kind.KEPT, Kind.SENT_BACK})


@dataclass(frozen=True, slots=True)
class Nearby:
    """How far covers of one owner lie, of the same class or of others, in metres."""

    owner_code: str
    same_class: bool
    distances_m: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """Covers of one owner and class as far from the middle of the road as this one; metres along the road from it."""

    owner_code: str
    class_code: str
    offsets_m: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Tally:
    """Of `total` covers `count` are the owner's; `kind` (one of SHARES) says which covers."""

    kind: Kind
    owner_code: str
    count: int
    total: int


@dataclass(frozen=True, slots=True)
class Times:
    """How often something was said; `kind` (one of TIMES) says what."""

    kind: Kind
    owner_code: str
    count: int


Fact = Nearby | Line | Tally | Times


@dataclass(frozen=True, slots=True)
class Weight:
    """One row of orphan_weights.csv; the amount `half` gives weight · ln 2 points, `reach_m` is how far near is."""

    weight: float
    half: float
    reach_m: float | None = None
    words: tuple[str, ...] = ()

    def points(self, amount: float) -> float:
        """Points in log-odds for an amount: a count, a nearness or a share."""
        return self.weight * log1p(amount / self.half)


@dataclass(frozen=True, slots=True)
class Weights:
    """All weights; of `undecided`, weight are the points of somebody else and half the least score of a proposal."""

    of: Mapping[Kind, Weight]
    undecided: Weight

    def __post_init__(self) -> None:
        """Raises Invalid where a kind has no weight."""
        missing = [kind for kind in Kind if kind not in self.of]
        if missing:
            raise Invalid(f"no weight is given for {', '.join(missing)}; correct orphan_weights.csv", field="kind")


@dataclass(frozen=True, slots=True)
class Evidence:
    """One thing that speaks for a candidate, or (points below 0) against it.

    `count` covers, tickets or answers, of `total` where it is a share; `nearest_m` is how far the nearest one lies,
    `step_m` the spacing of the row and `class_code` what it is a row of.
    """

    kind: Kind
    points: float
    count: int
    total: int | None = None
    nearest_m: float | None = None
    step_m: float | None = None
    class_code: str | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """An organisation that may own the cover: score 0 to 1, and what speaks for it and against it, strongest first."""

    owner_code: str
    score: float
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Opinion:
    """Candidates, best first, and the chance that it is somebody else's. `best` is None where that is undecided."""

    candidates: tuple[Candidate, ...]
    somebody_else: float
    best: Candidate | None


NOTHING_KNOWN = Opinion((), 1.0, None)


def weigh(facts: Iterable[Fact], weights: Weights, *, most: int = MOST) -> Opinion:
    """What the facts say of whose the cover is; their order does not matter.

    A candidate has at least one thing that speaks for it; at most `most` are told, the scores count all of them.
    """
    by_owner: dict[str, list[Fact]] = {}
    for fact in facts:
        by_owner.setdefault(fact.owner_code, []).append(fact)
    told = {owner: _evidence(own, weights) for owner, own in by_owner.items()}
    points = {
        owner: fsum(one.points for one in evidence)
        for owner, evidence in told.items()
        if any(one.points > 0 for one in evidence)
    }
    if not points:
        return NOTHING_KNOWN
    highest = max(*points.values(), weights.undecided.weight)
    odds = {owner: exp(some - highest) for owner, some in points.items()}
    nobody = exp(weights.undecided.weight - highest)
    total = fsum([*odds.values(), nobody])  # fsum: the order of what is added does not matter
    ranked = sorted(odds, key=lambda owner: (-points[owner], owner))
    candidates = tuple(Candidate(owner, odds[owner] / total, told[owner]) for owner in ranked[:most])
    likely = candidates[0] if candidates[0].score >= weights.undecided.half else None
    return Opinion(candidates, nobody / total, likely)


def says_not_theirs(reason: str, weights: Weights) -> bool:
    """Whether the reason of a returned ticket says that the cover is not theirs, and not that nothing was found."""
    plain = reason.casefold()
    return any(word.casefold() in plain for word in weights.of[Kind.REFUSED].words)


def _evidence(facts: Sequence[Fact], weights: Weights) -> tuple[Evidence, ...]:
    """All evidence of one owner: one of each kind, of several rows the best."""
    distances: dict[Kind, list[float]] = {}
    lines: dict[str, list[float]] = {}
    counts: dict[Kind, tuple[int, int]] = {}
    for fact in facts:
        match fact:
            case Tally() | Times():
                count, total = counts.get(fact.kind, (0, 0))
                counts[fact.kind] = (count + fact.count, total + (fact.total if isinstance(fact, Tally) else 0))
            case Nearby():
                kind = Kind.NEAR_SAME if fact.same_class else Kind.NEAR
                distances.setdefault(kind, []).extend(fact.distances_m)
            case Line():
                lines.setdefault(fact.class_code, []).extend(fact.offsets_m)
    found = [_counted(kind, *count, weights.of[kind]) for kind, count in counts.items()]
    found += [_near(kind, some, weights.of[kind]) for kind, some in distances.items() if some]
    if lines:
        found += _row(lines, weights.of[Kind.ROW])
    return tuple(sorted((one for one in found if one.points), key=lambda one: (-abs(one.points), one.kind)))


def _near(kind: Kind, distances_m: Sequence[float], weight: Weight) -> Evidence:
    reach = weight.reach_m or 1.0
    nearness = fsum(exp(-distance / reach) for distance in distances_m)
    return Evidence(kind, weight.points(nearness), len(distances_m), nearest_m=min(distances_m))


def _counted(kind: Kind, count: int, total: int, weight: Weight) -> Evidence:
    if kind in SHARES:
        return Evidence(kind, weight.points(count / (total + _FEW)), count, total)
    points = weight.points(count)
    return Evidence(kind, -points if kind in AGAINST else points, count)


def _row(lines: Mapping[str, Sequence[float]], weight: Weight) -> list[Evidence]:
    """The best row the cover may belong to; none where none is regular."""
    rows = [(*in_step(offsets), class_code) for class_code, offsets in lines.items()]
    regular = [row for row in rows if row[0] >= LEAST]
    if not regular:
        return []
    count, step_m, class_code = max(regular, key=lambda row: (row[0], row[2]))
    nearest = min(map(abs, lines[class_code]))
    points = weight.points(count - LEAST + 1)
    return [Evidence(Kind.ROW, points, count, nearest_m=nearest, step_m=step_m, class_code=class_code)]
