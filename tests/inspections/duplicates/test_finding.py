"""Comparing many at once is comparing every pair."""

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from inspections.duplicates.cases import Case
from inspections.duplicates.finding import find
from inspections.duplicates.scoring import compare
from tests.inspections.duplicates.weighing import WEIGHTS

BEGAN = datetime(2026, 11, 1, tzinfo=UTC)
WORDS = st.sampled_from(["", "井盖缺失", "井盖丢失，很危险", "路灯不亮", "cover missing", "the cover is missing", "X"])
NEAR = st.floats(0, 0.0016) | st.sampled_from([0.0, 0.0001])


@st.composite
def _cases(draw: st.DrawFn) -> list[Case]:
    made = []
    for n in range(draw(st.integers(0, 14))):
        placed = draw(st.booleans()) or draw(st.booleans())
        at = BEGAN + timedelta(days=draw(st.floats(0, 45)))
        made.append(
            Case(
                id=f"{n:02d}",
                family=draw(st.sampled_from(["cover", "lamp"])),
                matter=draw(st.sampled_from(["missing", "displaced"])),
                at=at,
                asset_code=draw(st.sampled_from([None, None, "a", "b"])),
                lon=120.37 + draw(NEAR) if placed else None,
                lat=36.08 + draw(NEAR) if placed else None,
                accuracy_m=draw(st.none() | st.floats(0, 40)),
                place=draw(st.sampled_from(["", "台东一路 3 号", "台东一路3号", "9 Elm St", "9 ELM ST."])),
                words=draw(WORDS),
                hashes=tuple(draw(st.lists(st.sampled_from([0, 1, 255, 2**63, 2**64 - 1]), max_size=2))),
                ended_at=draw(st.none() | st.just(at + timedelta(days=3))),
            )
        )
    return made


@settings(max_examples=300)
@given(_cases())
def test_many_at_once_are_every_pair(cases: list[Case]) -> None:
    one_by_one = {}
    for n, first in enumerate(cases):
        for other in cases[n + 1 :]:
            pair = compare(first, other, WEIGHTS)
            if pair is not None:
                one_by_one[pair.first, pair.second] = pair.score
    found = find(cases, WEIGHTS, least=0.0)
    assert {(pair.first, pair.second) for pair in found} == set(one_by_one)
    assert all(abs(pair.score - one_by_one[pair.first, pair.second]) < 1e-6 for pair in found)
    assert [pair.score for pair in found] == sorted((pair.score for pair in found), reverse=True)


def test_the_order_of_the_cases_does_not_matter() -> None:
    cases = [
        Case("2", "cover", "missing", BEGAN, lon=120.37, lat=36.08),
        Case("1", "cover", "missing", BEGAN, lon=120.37, lat=36.08),
        Case("3", "cover", "missing", BEGAN + timedelta(hours=1), lon=120.37001, lat=36.08),
    ]
    assert find(cases, WEIGHTS) == find(cases[::-1], WEIGHTS)
    assert [(pair.first, pair.second) for pair in find(cases, WEIGHTS)] == [("1", "2"), ("1", "3"), ("2", "3")]


def test_nothing_and_one_have_no_pair() -> None:
    assert find([], WEIGHTS) == find([Case("1", "cover", "missing", BEGAN, lon=1.0, lat=1.0)], WEIGHTS) == []
