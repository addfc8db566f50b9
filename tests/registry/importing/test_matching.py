"""What is the same thing is found, twins stay two, and the order of a file decides nothing."""

import itertools
import math
import random
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.importing.matching import RADIUS_M, gate_m, repeats_of_ids, repeats_of_places, weigh

KNOWN = pd.DataFrame(
    {"class_code": ["01001"], "x_m": [100.0], "y_m": [0.0], "own": [False]}, index=pd.Index(["C1"], name="code")
)
NONE = KNOWN.iloc[:0]


def _rows(*rows: tuple[str, str, float, float, str | None]) -> pd.DataFrame:
    columns = ["source_id", "class_code", "x_m", "y_m", "code"]
    frame = pd.DataFrame(list(rows), columns=columns, index=pd.RangeIndex(1, len(rows) + 1))
    return frame.astype({"code": object})


def _found(rows: pd.DataFrame, known: pd.DataFrame = NONE) -> list[tuple[int, int | None, str | None]]:
    repeats = repeats_of_places(rows, known=known, spot_m=0.5)
    return [
        (int(row), None if pd.isna(of) else int(of), None if pd.isna(code) else str(code))
        for row, of, code in zip(repeats["row_no"], repeats["of_row"], repeats["of_code"], strict=True)
    ]


def test_exact_repeats_and_near_ones_are_one_thing() -> None:
    rows = _rows(
        ("a", "01001", 0, 0, None),
        ("b", "01001", 0, 0, None),
        ("c", "01001", 0.4, 0, None),
        ("d", "01002", 0, 0, None),  # another class
        ("e", "01001", 1.5, 0, None),  # a twin
    )
    assert _found(rows) == [(2, 1, None), (3, 1, None)]
    assert repeats_of_places(rows, known=NONE, spot_m=0.5)["distance_m"].tolist() == [0.0, 0.4]


def test_the_radius_is_half_a_metre() -> None:
    assert _found(_rows(("a", "01001", 0, 0, None), ("b", "01001", RADIUS_M, 0, None))) == [(2, 1, None)]
    assert _found(_rows(("a", "01001", 0, 0, None), ("b", "01001", RADIUS_M + 0.001, 0, None))) == []


def test_a_chain_is_not_swallowed_whole() -> None:
    rows = _rows(("a", "01001", 0, 0, None), ("b", "01001", 0.4, 0, None), ("c", "01001", 0.8, 0, None))
    assert _found(rows) == [(2, 1, None)]


def test_registered_things_are_recognised() -> None:
    rows = _rows(("a", "01001", 100.3, 0, None), ("b", "01001", 101, 0, None), ("c", "01002", 100, 0, None))
    assert _found(rows, KNOWN) == [(1, None, "C1")]


def test_what_was_found_by_its_id_is_never_a_repeat() -> None:
    rows = _rows(("b", "01001", 100, 0, "C1"), ("a", "01001", 100.1, 0, None), ("c", "01001", 100.2, 0, "C2"))
    assert _found(rows, KNOWN) == [(2, 1, "C1")]


@settings(deadline=None, max_examples=20)
@given(st.integers(0, 2**32 - 1), st.integers(2, 30))
def test_the_order_of_the_file_decides_nothing(seed: int, count: int) -> None:
    chance = random.Random(seed)
    made = [(f"s{n:02d}", chance.choice("12"), chance.randrange(8) * 0.2, 0.0, None) for n in range(count)]
    rows = _rows(*made)
    shuffled = rows.sample(frac=1, random_state=seed)
    assert _found(rows) == _found(shuffled)
    repeats = repeats_of_places(rows, known=NONE, spot_m=0.5)
    left = rows[~rows.index.isin(repeats["row_no"])]
    assert (repeats["distance_m"] <= RADIUS_M + 1e-9).all()
    assert set(repeats["of_row"]) <= set(left.index)  # whatever is repeated stays
    for _, group in left.groupby("class_code"):
        spots = sorted(group["x_m"])
        assert all(b - a > RADIUS_M - 1e-9 for a, b in itertools.pairwise(spots))


def test_ids_of_one_source_are_two_things_unless_on_one_spot() -> None:
    rows = _rows(("a", "01001", 0, 0, None), ("b", "01001", 0.3, 0, None), ("c", "01001", 0.305, 0, None))
    repeats = repeats_of_places(rows, known=NONE)
    assert repeats[["row_no", "of_row"]].to_numpy().tolist() == [[3, 2]]
    own = KNOWN.assign(own=True)
    near = _rows(("a", "01001", 100.3, 0, None), ("b", "01001", 100.001, 0, None))
    assert repeats_of_places(near, known=own)["row_no"].tolist() == [2]
    assert repeats_of_places(near, known=KNOWN)["row_no"].tolist() == [1, 2]


def test_many_rows_on_one_spot_are_quick() -> None:
    rows = _rows(*((f"s{n}", "01001", 5.0, 5.0, None) for n in range(20_000)))
    assert len(_found(rows)) == 19_999


def test_one_id_twice_is_a_repeat_only_where_all_is_the_same() -> None:
    rows = pd.DataFrame(
        {
            "source_id": ["a", "a", "a", "b", "a", None, None],
            "size_mm": pd.array([1, 1, None, 1, 1, 1, 1], dtype="Int64"),
            "lon": [0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0],
        },
        index=[1, 2, 3, 4, 5, 6, 7],
    )
    repeats, faults = repeats_of_ids(rows, key="source_id")
    assert repeats[["row_no", "of_row"]].to_numpy().tolist() == [[2, 1]]
    assert faults[["row_no", "field", "value", "reason"]].to_numpy().tolist() == [
        [3, "source_id", "a", "duplicate_id"],
        [5, "source_id", "a", "duplicate_id"],
    ]
    for without in (rows.loc[[1, 4, 6, 7]], rows.iloc[:0]):
        repeats, faults = repeats_of_ids(without, key="source_id")
        assert repeats.empty
        assert faults.empty
    with pytest.raises(KeyError):
        repeats_of_ids(rows, key="code")


def test_a_null_and_a_word_that_says_null_are_not_the_same() -> None:
    rows = pd.DataFrame({"source_id": ["a", "a", "a"], "note": ["nan", None, "None"]}, index=[1, 2, 3], dtype="str")
    assert repeats_of_ids(rows, key="source_id")[1]["row_no"].tolist() == [2, 3]
    again = rows.assign(note=None, geom=[b"\x01", b"\x01", b"\x02"])
    assert repeats_of_ids(again, key="source_id")[0]["row_no"].tolist() == [2]


# Other sources -------------------------------------------------------------------------------------------------------


def _things(*things: tuple[str, float, float, float | None], **said: Any) -> pd.DataFrame:
    """Things by name: metres east and north, accuracy; all of one class."""
    columns = ["name", "x_m", "y_m", "accuracy_m"]
    frame = pd.DataFrame(list(things), columns=columns).astype({"accuracy_m": "float64"}).set_index("name")
    return frame.assign(class_code="01001", **said)


def _weighed(rows: pd.DataFrame, known: pd.DataFrame) -> tuple[dict[object, str], set[tuple[object, str]]]:
    sure, unsure = weigh(rows, known=known)
    assert not set(sure["row_no"]) & set(unsure["row_no"])
    return dict(sure.to_numpy().tolist()), set(map(tuple, unsure[["row_no", "code"]].to_numpy().tolist()))


ONE = _things(("C1", 0, 0, None))


def test_close_and_alone_is_sure_farther_is_for_a_person_far_is_another() -> None:
    assert _weighed(_things(("a", 0.2, 0, None)), ONE) == ({"a": "C1"}, set())
    assert _weighed(_things(("a", 0.5, 0, None)), ONE) == ({"a": "C1"}, set())
    assert _weighed(_things(("a", 0.7, 0, None)), ONE) == ({}, {("a", "C1")})
    assert _weighed(_things(("a", 1.0, 0, None)), ONE) == ({}, set())
    assert _weighed(_things(("a", 0.2, 0, None)).assign(class_code="01002"), ONE) == ({}, set())
    assert _weighed(_things(), ONE) == _weighed(ONE, _things()) == ({}, set())


def test_twins_are_for_a_person_on_either_side() -> None:
    twins = _things(("C1", 0, 0, None), ("C2", 0.4, 0, None))
    assert _weighed(_things(("a", 0.2, 0, None)), twins) == ({}, {("a", "C1"), ("a", "C2")})
    assert _weighed(_things(("a", -0.3, 0, None)), twins) == ({"a": "C1"}, set())
    rows = _things(("a", 0.2, 0, None), ("b", -0.2, 0, None))
    assert _weighed(rows, ONE) == ({}, {("a", "C1"), ("b", "C1")})


def test_one_that_is_sure_leaves_the_other_to_a_person() -> None:
    rows = _things(("a", 0.05, 0, None), ("b", 0.7, 0, None))
    assert _weighed(rows, ONE) == ({"a": "C1"}, {("b", "C1")})


def test_accuracy_widens_the_gate_up_to_a_bound() -> None:
    assert _weighed(_things(("a", 4, 0, 3.0)), ONE) == ({"a": "C1"}, set())
    assert _weighed(_things(("a", 4, 0, None)), _things(("C1", 0, 0, 3.0))) == ({"a": "C1"}, set())
    assert _weighed(_things(("a", 14, 0, 50.0)), ONE) == ({"a": "C1"}, set())
    assert _weighed(_things(("a", 16, 0, 50.0)), ONE) == ({}, set())
    mixed = _things(("a", 4, 0, 3.0), ("b", 104, 0, 0.01))
    assert _weighed(mixed, _things(("C1", 0, 0, None), ("C2", 100, 0, None))) == ({"a": "C1"}, set())
    assert gate_m(math.nan, math.nan) == pytest.approx(2.5 * math.hypot(0.25, 0.25))
    assert (gate_m(0, 0), gate_m(1e6, math.nan)) == (gate_m(math.nan, math.nan), 15.0)


def test_what_contradicts_makes_it_less_sure() -> None:
    known = ONE.assign(size_mm=[700.0], material=["铸铁"], shape=np.array([None], dtype=object))
    near = ("a", 0.3, 0, None)
    assert _weighed(_things(near, size_mm=[750], material=["铸铁"], shape=["圆"]), known) == ({"a": "C1"}, set())
    assert _weighed(_things(near, size_mm=[800], material=[None], shape=[None]), known) == ({}, {("a", "C1")})
    assert _weighed(_things(near, size_mm=[None], material=["复合"], shape=[None]), known) == ({}, {("a", "C1")})
    assert _weighed(_things(near), known) == ({"a": "C1"}, set())


def test_the_candidates_are_told_with_score_and_distance() -> None:
    _, unsure = weigh(_things(("a", 0.2, 0, None)), known=_things(("C2", 0.5, 0, None), ("C1", 0, 0, None)))
    assert unsure["code"].tolist() == ["C1", "C2"], "the likeliest first"
    assert unsure["distance_m"].tolist() == pytest.approx([0.2, 0.3])
    assert unsure["score"].tolist() == pytest.approx([math.exp(-0.16), math.exp(-0.36)])


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 2**32 - 1), st.integers(0, 12), st.integers(0, 12))
def test_what_is_weighed_depends_on_no_order(seed: int, count: int, known_count: int) -> None:
    chance = random.Random(seed)

    def things(prefix: str, count: int) -> pd.DataFrame:
        made = [
            (f"{prefix}{n}", chance.random() * 2, chance.random(), chance.choice([None, 0.5])) for n in range(count)
        ]
        return _things(*made, size_mm=[chance.choice([None, 600.0, 700.0]) for _ in made])

    rows, known = things("a", count), things("C", known_count)
    sure, unsure = _weighed(rows, known)
    assert len(set(sure.values())) == len(sure), "one thing is not two rows"
    shuffled = rows.sample(frac=1, random_state=seed), known.sample(frac=1, random_state=seed)
    assert _weighed(*shuffled) == (sure, unsure)
    moved = rows.assign(x_m=rows["x_m"] + 7e5), known.assign(x_m=known["x_m"] + 7e5)
    assert _weighed(*moved) == (sure, unsure)
