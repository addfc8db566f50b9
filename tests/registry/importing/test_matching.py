"""What is the same thing is found, twins stay two, and the order of a file decides nothing."""

import itertools
import random

import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.importing.matching import RADIUS_M, close_rows, repeats_of_ids, repeats_of_places

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
    assert close_rows(rows) == 3
    assert close_rows(rows.iloc[:1]) == 0
    own = KNOWN.assign(own=True)
    near = _rows(("a", "01001", 100.3, 0, None), ("b", "01001", 100.001, 0, None))
    assert repeats_of_places(near, known=own)["row_no"].tolist() == [2]
    assert repeats_of_places(near, known=KNOWN)["row_no"].tolist() == [1, 2]


def test_many_rows_on_one_spot_are_quick() -> None:
    rows = _rows(*((f"s{n}", "01001", 5.0, 5.0, None) for n in range(20_000)))
    assert len(_found(rows)) == 19_999


def test_one_id_twice_is_a_repeat_only_where_all_is_the_same() -> None:
    values = pd.DataFrame(
        {"source_id": ["a", "a", "a", "b"], "size_mm": pd.array([1, 1, None, 1], dtype="Int64")}, index=[1, 2, 3, 4]
    )
    spots = shapely.points([(0, 0)] * 4)
    repeats, faults = repeats_of_ids(values, spots, key="source_id")
    assert repeats[["row_no", "of_row"]].to_numpy().tolist() == [[2, 1]]
    assert faults[["row_no", "reason"]].to_numpy().tolist() == [[3, "duplicate_id"]]
    moved = shapely.points([(0, 0), (0, 1), (0, 0), (0, 0)])
    repeats, faults = repeats_of_ids(values, moved, key="source_id")
    assert repeats.empty
    assert faults["row_no"].tolist() == [2, 3]
    with pytest.raises(KeyError):
        repeats_of_ids(values, spots, key="code")
