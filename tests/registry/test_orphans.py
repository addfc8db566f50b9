"""Whose a cover may be: what speaks for whom adds up, in any order; a refusal counts for ever."""

import math
import random
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspections.orphans.weights import WEIGHTS, as_weights, read_file
from registry.errors import Invalid
from registry.orphans import (
    NOTHING_KNOWN,
    SHARES,
    TIMES,
    Fact,
    Kind,
    Line,
    Nearby,
    Opinion,
    Tally,
    Times,
    Weight,
    Weights,
    says_not_theirs,
    weigh,
)
from tests.support import REFERENCE


def _weights() -> Weights:
    rows = read_file(REFERENCE / WEIGHTS)
    return as_weights(
        {str(r["kind"]): Weight(r["weight"], r["half"], r["reach_m"], tuple(r["words"])) for r in rows}  # type: ignore[arg-type]  # checked by read_file
    )


CITY = _weights()
OWNERS = ("GSGS", "PSGS", "SZGS", "WY0051")
owners = st.sampled_from(OWNERS)
metres = st.floats(0, 50)
nearby = st.builds(Nearby, owners, st.booleans(), st.lists(metres, min_size=1, max_size=4).map(tuple))
lines = st.builds(
    Line, owners, st.sampled_from(["01001", "01002"]), st.lists(st.floats(-450, 450), max_size=8).map(tuple)
)
times = st.builds(Times, st.sampled_from(sorted(TIMES)), owners, st.integers(1, 3))


@st.composite
def tallies(draw: st.DrawFn) -> list[Tally]:
    """Of each kind of share one tally an owner, which add up to no more than the total."""
    found = []
    for kind in draw(st.lists(st.sampled_from(sorted(SHARES)), unique=True)):
        counts = draw(st.dictionaries(owners, st.integers(1, 300)))
        total = sum(counts.values()) + draw(st.integers(0, 50))
        found += [Tally(kind, owner, count, total) for owner, count in counts.items()]
    return found


facts = st.builds(
    lambda a, b, c, d: [*a, *b, *c, *d],
    st.lists(nearby, max_size=5),
    st.lists(lines, max_size=4),
    tallies(),
    st.lists(times, max_size=5),
)


def score(opinion: Opinion, owner: str) -> float:
    return next((one.score for one in opinion.candidates if one.owner_code == owner), 0.0)


# Properties --------------------------------------------------------------------------------------------------------


@given(facts)
def test_scores_are_shares_and_each_has_its_evidence(known: list[Fact]) -> None:
    opinion = weigh(known, CITY, most=99)
    assert math.isclose(sum(one.score for one in opinion.candidates) + opinion.somebody_else, 1.0, abs_tol=1e-9)
    assert [one.score for one in opinion.candidates] == sorted((one.score for one in opinion.candidates), reverse=True)
    for candidate in opinion.candidates:
        assert any(one.points > 0 for one in candidate.evidence), "nobody is a candidate without evidence"
        assert len({one.kind for one in candidate.evidence}) == len(candidate.evidence)
        assert all(one.count > 0 for one in candidate.evidence)
    if opinion.best is not None:
        assert opinion.best == opinion.candidates[0]
        assert opinion.best.score >= CITY.undecided.half


@given(facts, st.randoms(use_true_random=False))
def test_the_order_of_the_facts_does_not_matter(known: list[Fact], dice: random.Random) -> None:
    mixed = known.copy()
    dice.shuffle(mixed)
    assert weigh(mixed, CITY) == weigh(known, CITY)


another_row = st.builds(Line, owners, st.just("01099"), st.lists(st.floats(-450, 450), max_size=8).map(tuple))
answers = times.filter(lambda one: one.kind in {Kind.ACCEPTED, Kind.KEPT})


@given(facts, st.one_of(nearby, another_row, answers))
def test_more_that_speaks_for_an_owner_never_lowers_it(known: list[Fact], more: Fact) -> None:
    before, after = weigh(known, CITY, most=99), weigh([*known, more], CITY, most=99)
    assert score(after, more.owner_code) >= score(before, more.owner_code) - 1e-12


@given(facts, st.integers(1, 40))
def test_a_larger_share_never_lowers_an_owner(known: list[Fact], more: int) -> None:
    for at, fact in enumerate(known):
        if isinstance(fact, Tally):
            larger = [*known[:at], replace(fact, count=fact.count + more, total=fact.total + more), *known[at + 1 :]]
            before, after = weigh(known, CITY, most=99), weigh(larger, CITY, most=99)
            assert score(after, fact.owner_code) >= score(before, fact.owner_code) - 1e-12


@given(facts, owners, st.sampled_from([Kind.REFUSED, Kind.SENT_BACK]), st.integers(1, 4))
def test_a_refusal_never_raises_an_owner(known: list[Fact], owner: str, kind: Kind, count: int) -> None:
    before, after = weigh(known, CITY, most=99), weigh([*known, Times(kind, owner, count)], CITY, most=99)
    assert score(after, owner) <= score(before, owner) + 1e-12


# Cases -------------------------------------------------------------------------------------------------------------

ALL_FOR_ONE: Sequence[Fact] = (
    Line("PSGS", "01002", (-105, -70, -35, 35, 70, 105)),
    Nearby("PSGS", True, (3.0, 4.0, 5.0)),
    Tally(Kind.COMPOUND_SAME, "PSGS", 80, 80),
    Tally(Kind.COMPOUND, "PSGS", 80, 80),
    Tally(Kind.STREET, "PSGS", 900, 900),
    Tally(Kind.DIVISION, "PSGS", 9000, 9000),
    Tally(Kind.LOOK, "PSGS", 300, 300),
)


def test_nothing_known_is_undecided() -> None:
    assert weigh([], CITY) == NOTHING_KNOWN
    assert weigh([Times(Kind.REFUSED, "PSGS", 1)], CITY) == NOTHING_KNOWN


def test_two_alike_are_undecided() -> None:
    opinion = weigh([Tally(Kind.COMPOUND, "PSGS", 20, 40), Tally(Kind.COMPOUND, "WY0051", 20, 40)], CITY)
    assert [one.owner_code for one in opinion.candidates] == ["PSGS", "WY0051"]
    assert opinion.best is None


def test_a_gap_in_a_row_belongs_to_the_row() -> None:
    near = Nearby("RQGS", False, (1.5,))
    opinion = weigh([near, Line("PSGS", "01002", (-70.5, -35.0, 34.0, 71.0))], CITY)
    assert opinion.best is not None
    assert opinion.best.owner_code == "PSGS"
    [row] = opinion.best.evidence
    assert (row.kind, row.count, row.class_code, row.nearest_m) == (Kind.ROW, 4, "01002", 34.0)
    assert row.step_m == pytest.approx(35, abs=2)


def test_an_acceptance_is_the_strongest_single_thing() -> None:
    accepted = weigh([Times(Kind.ACCEPTED, "GSGS", 1)], CITY).candidates[0].evidence[0].points
    for fact in ALL_FOR_ONE:
        assert accepted > weigh([fact], CITY).candidates[0].evidence[0].points


def test_a_refusal_outweighs_all_but_an_acceptance() -> None:
    other = Nearby("GSGS", False, (20.0,))
    best = weigh([*ALL_FOR_ONE, other], CITY).best
    assert best is not None
    assert best.owner_code == "PSGS"
    refused = weigh([*ALL_FOR_ONE, other, Times(Kind.REFUSED, "PSGS", 1)], CITY)
    assert refused.best is None or refused.best.owner_code != "PSGS"
    assert score(refused, "PSGS") < 0.05
    told = next(one for one in refused.candidates if one.owner_code == "PSGS")
    assert told.evidence[0].kind is Kind.REFUSED, "what speaks against it is told first"


def test_at_most_so_many_are_told() -> None:
    known = [Tally(Kind.COMPOUND, f"WY{n:04d}", 10 + n, 200) for n in range(9)]
    assert len(weigh(known, CITY).candidates) == 5
    whole = weigh(known, CITY, most=99)
    assert weigh(known, CITY).candidates == whole.candidates[:5]


@pytest.mark.parametrize(
    ("reason", "not_theirs"),
    [
        ("经核实非本单位设施", True),
        ("该井盖产权属电信公司", True),
        ("This one is NOT OURS", True),
        ("现场未发现问题", False),
        ("nothing found on site", False),
        ("", False),
    ],
)
def test_a_return_says_whether_it_is_not_theirs(reason: str, not_theirs: bool) -> None:
    assert says_not_theirs(reason, CITY) is not_theirs


def test_each_kind_has_its_weight() -> None:
    assert set(CITY.of) == set(Kind)
    with pytest.raises(Invalid, match="no weight is given for row"):
        Weights({kind: weight for kind, weight in CITY.of.items() if kind is not Kind.ROW}, CITY.undecided)
