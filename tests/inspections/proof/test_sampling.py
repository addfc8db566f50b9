"""The sampling plan: hazards always, switching against sequences worked by hand, a draw nobody can foresee."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspections.proof.sampling import Regime, Why, draw, in_words, interval, lot_value, regime_after

R = Regime


def results(word: str) -> list[bool]:
    """`+` a good one, `-` a failure."""
    return [letter == "+" for letter in word]


@pytest.mark.parametrize(
    ("word", "regime"),
    [
        ("", R.NORMAL),
        ("-", R.NORMAL),  # one failure alone
        ("--", R.TIGHTENED),
        ("-+++-", R.TIGHTENED),  # 2 of 5
        ("-++++-", R.NORMAL),  # 2 of 6
        ("--+++++", R.NORMAL),  # 5 good ones relax
        ("--++++", R.TIGHTENED),
        ("--++++-+++++", R.NORMAL),  # the row begins anew
        ("--" + "+++++" + "-", R.NORMAL),  # the former failures are forgotten with the switch
        ("+" * 14, R.NORMAL),  # score 28
        ("+" * 15, R.REDUCED),  # score 30
        ("+" * 14 + "-" + "+" * 14, R.NORMAL),  # a failure takes the score to 0
        ("+" * 15 + "-", R.NORMAL),
        ("+" * 40 + "--", R.NORMAL),  # the first took it to normal, the second is one of 1
        ("+" * 40 + "---", R.TIGHTENED),
        ("--" + "-----", R.FULL),  # 5 while tightened
        ("--" + "-+-+-+-+-", R.FULL),  # cumulative, not in a row
        ("-------" + "+++++", R.TIGHTENED),
        ("-------" + "++++-+++++", R.TIGHTENED),
        ("-------" + "+" * 10, R.NORMAL),
    ],
)
def test_switching_as_worked_by_hand(word: str, regime: Regime) -> None:
    assert regime_after(results(word)) is regime


@given(st.lists(st.booleans(), max_size=80))
def test_a_failure_never_relaxes_and_a_good_one_never_tightens(past: list[bool]) -> None:
    order = list(Regime)
    now = order.index(regime_after(past))
    assert order.index(regime_after([*past, False])) >= now
    assert order.index(regime_after([*past, True])) <= now
    assert abs(order.index(regime_after([*past, True])) - now) <= 1


@given(st.floats(0, 1), st.uuids(), st.uuids(), st.integers(0, 9))
def test_hazards_and_what_was_done_again_are_always_verified(share: float, seed: UUID, ticket: UUID, n: int) -> None:
    value = lot_value(seed, ticket, n)
    assert draw(hazard=True, reworks=n, share=share, value=value) is Why.HAZARD
    assert draw(hazard=False, reworks=n + 1, share=share, value=value) is Why.REWORKED


@given(st.floats(0, 1), st.floats(0, 1), st.uuids(), st.uuids())
def test_a_larger_share_draws_all_that_a_smaller_one_drew(one: float, other: float, seed: UUID, ticket: UUID) -> None:
    small, large = sorted((one, other))
    value = lot_value(seed, ticket, 0)
    assert 0 <= value < 1
    if draw(hazard=False, reworks=0, share=small, value=value) is Why.DRAWN:
        assert draw(hazard=False, reworks=0, share=large, value=value) is Why.DRAWN
    assert draw(hazard=False, reworks=0, share=1.0, value=value) is Why.DRAWN
    assert draw(hazard=False, reworks=0, share=0.0, value=value) is Why.NOT_DRAWN


def test_the_draw_is_reproducible_even_and_unknown_without_the_seed() -> None:
    seed, tickets = UUID(int=7), [UUID(int=n) for n in range(4000)]
    values = [lot_value(seed, one, 0) for one in tickets]
    assert values == [lot_value(seed, one, 0) for one in tickets]
    assert 0.27 < sum(value < 0.3 for value in values) / len(values) < 0.33
    other = [lot_value(UUID(int=8), one, 0) for one in tickets]
    both = sum(a < 0.3 and b < 0.3 for a, b in zip(values, other, strict=True)) / len(values)
    assert 0.07 < both < 0.11, "another seed draws independently"
    assert lot_value(seed, tickets[0], 1) != values[0], "a second repair is drawn anew"


@given(st.integers(0, 500), st.integers(0, 500))
def test_the_interval_holds_the_share_found(failed: int, good: int) -> None:
    found = interval(failed, failed + good)
    if failed + good == 0:
        assert found is None
        return
    assert found is not None
    low, high = found
    assert 0 <= low <= failed / (failed + good) + 1e-12
    assert failed / (failed + good) - 1e-12 <= high <= 1


def test_the_interval_as_published() -> None:
    low, high = interval(1, 10) or (0, 0)  # Wilson 1927: 1 of 10
    assert (low, high) == pytest.approx((0.0179, 0.4042), abs=1e-4)


def test_the_record_says_why_in_both_languages() -> None:
    words = {why: in_words(why, regime=R.NORMAL, share=0.3, lot="PSGS 2026-W48") for why in Why}
    assert words[Why.NOT_DRAWN].en == "not drawn: normal inspection at 30%, lot PSGS 2026-W48"
    assert "未抽中" in words[Why.NOT_DRAWN].zh
    assert len({one.zh for one in words.values()}) == len(Why)
