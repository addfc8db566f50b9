"""How many households get another cell number."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.errors import Invalid
from registry.redraw.renumbered import WARN_ABOVE, Renumbered, renumbered

A, B, C = "370203005010001001", "370203005010001002", "370203005012001001"


def told(*rows: tuple[str | None, str | None, float]) -> Renumbered:
    return renumbered(pd.DataFrame(rows, columns=["former", "cell", "households"]))


def test_the_share_is_told_in_all_and_by_community() -> None:
    found = told((A, A, 60), (A, B, 20), (C, C, 20), (None, C, 7), (C, None, 0))
    assert (found.share, found.households, found.changed, found.first) == (0.2, 100, 20, 7)
    assert found.by_community == {"370203005010": 0.25, "370203005012": 0.0}
    assert found.words() == "20.0% of 100 households get another cell number, most in 370203005010 (25%)"
    assert found.is_much


@pytest.mark.parametrize(("changed", "is_much"), [(5, False), (5.1, True)])
def test_above_five_in_a_hundred_is_much(changed: float, is_much: bool) -> None:
    assert WARN_ABOVE == 0.05
    assert told((A, A, 100 - changed), (A, B, changed)).is_much is is_much


def test_a_first_number_is_no_change_and_nobody_is_no_share() -> None:
    first = told((None, A, 100))
    assert (first.share, first.first, first.is_much) == (0.0, 100, False)
    assert told().share == 0.0
    assert told((A, B, 0)).by_community == {}


def test_the_number_it_was_published_under_counts() -> None:
    rows = pd.DataFrame({"former": [A, B, None], "cell": [A, B, None], "households": [1, 2, 3]})
    assert renumbered(rows, {A: B, B: C}).changed == 3  # not B → C after A → B
    back = pd.DataFrame({"former": [A, B], "cell": [B, A], "households": [1, 2]})
    assert renumbered(back, {A: B, B: A}).changed == 0


def test_wrong_rows_are_refused() -> None:
    with pytest.raises(Invalid, match="no column former, households"):
        renumbered(pd.DataFrame({"cell": []}))
    with pytest.raises(Invalid, match="a number from 0"):
        told((A, A, -1))


CODES = st.sampled_from([A, B, C])


@given(rows=st.lists(st.tuples(CODES | st.none(), CODES | st.none(), st.integers(0, 90)), max_size=20))
def test_everybody_is_counted_once(rows: list[tuple[str | None, str | None, int]]) -> None:
    found = told(*((former, cell, float(n)) for former, cell, n in rows))
    assert found.households == sum(n for former, _, n in rows if former)
    assert found.changed == sum(n for former, cell, n in rows if former and cell and former != cell)
    assert 0 <= found.share <= 1
    assert all(0 <= share <= 1 for share in found.by_community.values())


def test_where_nobody_had_a_number_the_words_say_so() -> None:
    assert told((None, A, 1200), (None, B, 7)).words() == "1,207 households get their first cell number, none had one"
