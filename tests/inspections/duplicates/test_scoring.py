"""What speaks for and against: the same asset first, then distance, time, matter, words, picture."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from inspections.duplicates.cases import Case
from inspections.duplicates.scoring import compare, in_reach, reasons
from tests.inspections.duplicates.weighing import WEIGHTS

AT = datetime(2026, 11, 1, 8, tzinfo=UTC)
LON = 120.37
HERE = Case("1", "cover", "missing", AT, lon=LON, lat=36.08, accuracy_m=5.0)
SAME = replace(HERE, id="2", at=AT + timedelta(hours=1))
METRE = 1 / 89_850  # degrees of longitude at 36.08°


def score(first: Case, other: Case) -> float:
    pair = compare(first, other, WEIGHTS)
    assert pair is not None
    return pair.score


def kinds(first: Case, other: Case) -> set[str]:
    return {reason.kind for reason in reasons(first, other, WEIGHTS)}


@pytest.mark.parametrize(
    "less",
    [
        {"lon": LON + 30 * METRE},
        {"at": AT + timedelta(days=9)},
        {"matter": "displaced"},
        {"place": "5 Elm St"},
        {"words": "路灯不亮"},
    ],
    ids=["farther", "later", "other matter", "other house", "other words"],
)
def test_each_kind_of_evidence_lowers_the_score(less: dict[str, object]) -> None:
    first = replace(HERE, place="3 Elm St", words="井盖缺失")
    same = replace(first, id="2", at=AT + timedelta(hours=1))
    assert score(first, replace(same, **less)) < score(first, same)  # type: ignore[arg-type]  # fields by name


def test_the_same_asset_weighs_more_than_the_same_place() -> None:
    assert score(replace(HERE, asset_code="a"), replace(SAME, asset_code="a")) > score(HERE, SAME)
    assert "distance" not in kinds(replace(HERE, asset_code="a"), replace(SAME, asset_code="a"))


def test_what_was_settled_before_came_back() -> None:
    settled = replace(HERE, ended_at=AT + timedelta(minutes=30))
    assert score(settled, SAME) < score(HERE, SAME) == score(replace(HERE, ended_at=AT + timedelta(hours=2)), SAME)


def test_two_covers_side_by_side_are_two() -> None:
    assert score(replace(HERE, asset_code="a"), replace(SAME, asset_code="b")) < 0.1


def test_a_picture_and_words_raise_it() -> None:
    assert score(replace(HERE, hashes=(7,)), replace(SAME, hashes=(6,))) > score(HERE, SAME)
    assert score(replace(HERE, hashes=(0,)), replace(SAME, hashes=(0,))) == score(HERE, SAME), "one colour says nothing"
    assert score(replace(HERE, words="井盖缺失"), replace(SAME, words="井盖缺失！")) > score(HERE, SAME)


def test_a_poor_position_says_less_for_and_less_against() -> None:
    poor = replace(SAME, accuracy_m=50.0)
    far, poor_far = replace(SAME, lon=LON + 40 * METRE), replace(poor, lon=LON + 40 * METRE)
    assert score(HERE, SAME) > score(HERE, poor)
    assert score(HERE, poor_far) > score(HERE, far)


@pytest.mark.parametrize(
    "out",
    [{"family": "lamp"}, {"at": AT + timedelta(days=31)}, {"lon": LON + 101 * METRE}, {"id": "1"}, {"lon": None}],
    ids=["family", "window", "reach", "itself", "no place"],
)
def test_out_of_reach_is_not_compared(out: dict[str, object]) -> None:
    other = replace(SAME, **out)  # type: ignore[arg-type]  # fields by name
    assert not in_reach(HERE, other, WEIGHTS)
    assert compare(HERE, other, WEIGHTS) is None


def test_the_same_asset_is_in_reach_wherever_it_was_pointed_at() -> None:
    far = replace(SAME, lon=121.0, asset_code="a")
    assert in_reach(replace(HERE, asset_code="a"), far, WEIGHTS)


def test_without_a_position_the_address_tells() -> None:
    first = Case("1", "f", "m", AT, place="台东一路3号")
    assert "by_address" in kinds(first, replace(first, id="2"))
    assert not in_reach(first, replace(first, id="2", place="台东一路5号"), WEIGHTS)


def test_reasons_are_said_in_words_strongest_first() -> None:
    told = reasons(HERE, SAME, WEIGHTS)
    assert [abs(one.points) for one in told] == sorted((abs(one.points) for one in told), reverse=True)
    assert {one.words.zh for one in told} == {"相距 0 米", "相隔 60 分钟", "同一类别"}
    assert {one.words.en for one in told} == {"0 m apart", "60 minutes apart", "the same matter"}
    assert score(HERE, SAME) == pytest.approx(
        1 / (1 + 2.718281828 ** -(WEIGHTS.prior + sum(one.points for one in told)))
    )
