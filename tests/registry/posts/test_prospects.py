"""Who would go on, what would be vacant, who would hold two cells."""

from datetime import UTC, datetime
from itertools import count
from uuid import UUID

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from registry.codes import Kind
from registry.posts.post import Post, PostKind, State
from registry.posts.prospects import Idle, Missing, Prospects, Twice, prospects
from registry.roadside import Words

LEADER = PostKind(
    "leader", Words("长", "leader"), Kind.MICRO_GRID, party=False, employment="part_time", needed=1, seats=1
)
HELPER = PostKind(
    "helper", Words("员", "helper"), Kind.MICRO_GRID, party=False, employment="voluntary", needed=0, seats=9
)
GRID_LEADER = PostKind(
    "grid", Words("网格长", "grid"), Kind.GRID, party=False, employment="part_time", needed=1, seats=1
)
NOW = datetime(2026, 11, 1, tzinfo=UTC)
_numbers = count(1)


def held(holder: str, place: str, kind: PostKind = LEADER, state: State = State.HELD) -> Post:
    return Post(
        id=UUID(int=next(_numbers)), kind=kind, place=place, seat=1, holder=holder, contact="", deputy="", since=NOW,
        until=None, state=state, reason="", made_by="x", made_at=NOW,
    )  # fmt: skip


def demand(*rows: tuple[str | None, str | None, float]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["cell", "former", "households"])


def foresee(cells: dict[str, str], rows: pd.DataFrame, *posts: Post) -> Prospects:
    return prospects(cells, rows, posts, [LEADER, HELPER, GRID_LEADER])


def test_the_holder_of_most_households_goes_on() -> None:
    rows = demand(("new", "a", 30), ("new", "b", 31), ("new", "a", 2), ("new", None, 99))
    found = foresee({"new": "residential"}, rows, held("甲", "a"), held("乙", "b"))
    (seat,) = found.seats
    assert (seat.holder, seat.former, seat.households, seat.of) == ("甲", "a", 32, 162)
    assert (found.missing, found.twice) == ((), ())
    assert found.idle == (Idle("乙", "leader", "b"),)


def test_a_cell_that_is_divided_leaves_its_holder_with_two() -> None:
    rows = demand(("n1", "a", 10), ("n2", "a", 50), ("n3", "b", 5))
    found = foresee(dict.fromkeys(("n1", "n2", "n3"), "residential"), rows, held("甲", "a"), held("志", "a", HELPER))
    assert found.twice == (Twice("志", "helper", ("n2", "n1")), Twice("甲", "leader", ("n2", "n1")))
    assert found.missing == (Missing("n3", "leader", 1, "b"),)
    assert found.figures() == {"carried": 4, "vacancies": 1, "two_cells": 2, "without_cell": 0}


def test_nobody_is_missed_on_vacant_ground_and_where_nobody_lived_rows_count() -> None:
    found = foresee({"n1": "vacant", "n2": "street_front", "n3": "residential"}, demand(
        ("n2", "a", 0), ("n2", "b", 0), ("n2", "b", 0)), held("乙", "b"))  # fmt: skip
    assert [(seat.cell, seat.holder) for seat in found.seats] == [("n2", "乙")]
    assert found.missing == (Missing("n3", "leader", 1, ""),)


def test_posts_that_are_over_or_of_grids_do_not_go_on() -> None:
    posts = (held("甲", "a", state=State.ENDED), held("乙", "a", GRID_LEADER), held("", "a"))
    found = foresee({"n": "residential"}, demand(("n", "a", 1)), *posts)
    assert (found.seats, found.idle, found.missing) == ((), (), (Missing("n", "leader", 1, "a"),))


FORMER = st.sampled_from(["a", "b", "c"])


@given(
    rows=st.lists(st.tuples(st.sampled_from(["n1", "n2", "n3"]), FORMER | st.none(), st.integers(0, 50)), max_size=30),
    leaders=st.dictionaries(FORMER, st.sampled_from("甲乙丙"), max_size=3),
    seed=st.randoms(use_true_random=False),
)
def test_every_cell_is_led_or_missed_and_every_leader_goes_on_or_is_told(
    rows: list[tuple[str, str | None, int]], leaders: dict[str, str], seed: object
) -> None:
    cells = dict.fromkeys(("n1", "n2", "n3"), "residential")
    posts = [held(holder, place) for place, holder in leaders.items()]
    found = foresee(cells, demand(*((cell, former, float(n)) for cell, former, n in rows)), *posts)
    led, missed = {seat.cell for seat in found.seats}, {one.cell for one in found.missing}
    assert led | missed == set(cells)
    assert not led & missed
    assert {seat.holder for seat in found.seats} | {one.holder for one in found.idle} == set(leaders.values())
    counted = [seat.holder for seat in found.seats]
    assert {one.holder for one in found.twice} == {who for who in counted if counted.count(who) > 1}
    seed.shuffle(rows)  # type: ignore[attr-defined]  # a random.Random
    assert foresee(cells, demand(*((cell, former, float(n)) for cell, former, n in rows)), *posts[::-1]) == found
