"""Of what lies close by, the same thing is found, twins stay two, and what is unsure goes to a person."""

import random
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.importing import nearing
from registry.importing.nearing import Near, near

NEW, KNOWN, JOINED, REPEATED = 0, 1, 2, 3
M = 1 / 90_100  # degrees of longitude a metre is at 36 N
LON, LAT = 120.4, 36.0
TEXT, NUMBER = pa.large_string(), pa.float64()
Row = tuple[str, float, str]
"""source_id, metres east, class"""
Thing = tuple[str, float, str | None]
"""code, metres east, source_id where the same source named it"""


def _near(
    rows: Sequence[Row],
    things: Sequence[Thing] = (),
    *,
    fate: list[int] | None = None,
    code: list[str | None] | None = None,
    accuracy_m: Sequence[float | None] | None = None,
    said: Mapping[str, Sequence[object]] | None = None,
) -> Near:
    """Rows numbered from 11 on, on one parallel."""
    numbers = pd.Index(range(11, 11 + len(rows)), name="row_no")
    keys = pa.table(
        {
            "row_no": pa.array(numbers, pa.int64()),
            "source_id": pa.array([row[0] for row in rows], TEXT),
            "code": pa.nulls(len(rows), TEXT),
            "class_code": pa.array([row[2] for row in rows], TEXT),
            "lon": pa.array([LON + row[1] * M for row in rows], NUMBER),
            "lat": pa.array([LAT] * len(rows), NUMBER),
            "accuracy_m": pa.array(accuracy_m or [None] * len(rows), NUMBER),
        }
    )
    known = pa.table(
        {
            "code": pa.array([thing[0] for thing in things], TEXT),
            "class_code": pa.array(["01001"] * len(things), TEXT),
            "lon": pa.array([LON + thing[1] * M for thing in things], NUMBER),
            "lat": pa.array([LAT] * len(things), NUMBER),
            "source_id": pa.array([thing[2] for thing in things], TEXT),
            "accuracy_m": pa.nulls(len(things), NUMBER),
            "size_mm": pa.array([700.0] * len(things), NUMBER),
            "material": pa.nulls(len(things), TEXT),
            "shape": pa.nulls(len(things), TEXT),
        }
    )
    frame = pd.DataFrame(said or {}, index=numbers)
    codes = pa.array(code or [None] * len(rows), TEXT)
    fates = np.array(fate or [NEW] * len(rows), dtype=np.int8)
    return near(fates, codes, keys, known, more=lambda some: frame.loc[some])


def _repeats(found: Near) -> list[tuple[int, int | None, str | None]]:
    frame = found.repeats.astype(object).where(found.repeats.notna(), None)
    return list(frame[["row_no", "of_row", "of_code"]].itertuples(index=False, name=None))


def _joined(found: Near) -> list[list[object]]:
    joined: list[list[object]] = found.joined[["row_no", "code"]].to_numpy().tolist()
    return joined


def test_two_ids_on_one_spot_are_one_thing_and_elsewhere_two() -> None:
    found = _near([("b", 0, "01001"), ("a", 0, "01001"), ("c", 0, "01002"), ("d", 0.3, "01001"), ("e", 50, "01001")])
    assert _repeats(found) == [(11, 12, None)], "the first by source id stays"
    assert found.notes == ("3 things lie within 2 m of another: told apart by their source",)
    assert found.joined.empty
    assert found.reviews.empty


def test_a_thing_of_the_same_source_is_repeated_on_its_spot_only() -> None:
    found = _near([("a", 0.005, "01001"), ("b", 0.3, "01001")], [("C1", 0, "x")])
    assert _repeats(found) == [(11, None, "C1")]
    assert found.reviews.empty
    for things in ([("C1", 0.0, "x"), ("C2", 0.0, "y")], [("C2", 0.0, "y"), ("C1", 0.0, "x")]):
        assert _repeats(_near([("a", 0.005, "01001")], things)) == [(11, None, "C1")], "the order decides nothing"


def test_a_thing_of_another_source_is_joined_asked_about_or_left() -> None:
    found = _near(
        [("a", 0.2, "01001"), ("b", 100.7, "01001"), ("c", 205, "01001")],
        [("C1", 0, None), ("C2", 100, None), ("C3", 200, None)],
    )
    assert _joined(found) == [[11, "C1"]]
    assert found.reviews[["row_no", "code"]].to_numpy().tolist() == [[12, "C2"]]
    assert found.reviews["distance_m"].tolist() == pytest.approx([0.7], abs=1e-3)
    assert _repeats(found) == []


def test_what_is_said_of_both_counts() -> None:
    """Half a metre off, and of another size: a person looks at it."""
    rows, things = [("a", 0.4, "01001")], [("C1", 0.0, None)]
    assert _joined(_near(rows, things, said={"size_mm": [720]})) == [[11, "C1"]]
    found = _near(rows, things, said={"size_mm": [400], "material": ["铸铁"]})
    assert found.joined.empty
    assert found.reviews["code"].tolist() == ["C1"]


def test_known_rows_are_never_changed_but_hold_their_things() -> None:
    """A thing that a row was found to be is no candidate for another row."""
    rows, things = [("a", 0, "01001"), ("b", 0.1, "01001")], [("C1", 0.0, None), ("C2", 60.0, "a")]
    found = _near(rows, things, fate=[KNOWN, NEW], code=["C1", None])
    assert found.joined.empty
    assert found.reviews.empty
    assert _repeats(found) == []
    on_the_spot = _near([("a", 0, "01001"), ("b", 0, "01001")], things, fate=[JOINED, NEW], code=["C1", None])
    assert _repeats(on_the_spot) == [(12, 11, "C1")]


def test_rows_that_are_out_are_not_looked_at() -> None:
    rows = [("a", 0.0, "01001"), ("b", 0.0, "01001")]
    assert _repeats(_near(rows, fate=[REPEATED, NEW])) == []
    all_known = _near(rows, [("C3", 0.0, None)], fate=[KNOWN, KNOWN], code=["C1", "C2"])
    assert (all_known.repeats.empty, all_known.joined.empty, all_known.reviews.empty) == (True, True, True)
    assert _near([]).repeats.empty


def test_a_poor_accuracy_widens_the_look() -> None:
    rows, things = [("a", 4.0, "01001")], [("C1", 0.0, None)]
    assert _near(rows, things).joined.empty
    assert _joined(_near(rows, things, accuracy_m=[3.0])) == [[11, "C1"]]


def test_a_crowd_on_one_spot_ends_in_one_thing() -> None:
    """A file that puts all on the middle of its community: pair by pair that took ten gigabytes."""
    found = _near([(f"s{n:05d}", 0.0, "01001") for n in range(20_000)], [("C1", 0.1, None)])
    assert len(found.repeats) == 19_999
    assert _joined(found) == [[11, "C1"]]


def test_a_very_large_file_is_not_told_of_its_twins(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [("a", 0.0, "01001"), ("b", 0.3, "01001")]
    assert _near(rows).notes
    monkeypatch.setattr(nearing, "_WONDERED", 1)
    assert _near(rows).notes == ()


places = st.lists(st.tuples(st.integers(0, 12), st.sampled_from(["01001", "01002"])), min_size=1, max_size=10)
there = st.lists(st.tuples(st.integers(0, 12), st.booleans()), max_size=5)


@settings(deadline=None, max_examples=30)
@given(places, there, st.randoms(use_true_random=False))
def test_the_order_of_rows_and_things_decides_nothing(
    spots: list[tuple[int, str]], known: list[tuple[int, bool]], chance: random.Random
) -> None:
    rows = [(f"s{n}", at * 0.25, name) for n, (at, name) in enumerate(spots)]
    things: list[Thing] = [(f"C{n}", at * 0.25, f"own{n}" if own else None) for n, (at, own) in enumerate(known)]

    def told(rows: list[Row], things: list[Thing]) -> list[set[tuple[object, ...]]]:
        found = _near(rows, things)
        name: dict[object, object] = {row_no: row[0] for row_no, row in enumerate(rows, 11)} | {None: None}
        repeats: set[tuple[object, ...]] = {(name[row], name[of], code) for row, of, code in _repeats(found)}
        joined: set[tuple[object, ...]] = {(name[row], code) for row, code in _joined(found)}
        asked = found.reviews[["row_no", "code"]].to_numpy().tolist()
        reviews: set[tuple[object, ...]] = {(name[row], code) for row, code in asked}
        fates = [{one[0] for one in part} for part in (repeats, joined, reviews)]
        assert sum(map(len, fates)) == len(set.union(*fates)), "each row has one fate"
        return [repeats, joined, reviews]

    first = told(rows, things)
    chance.shuffle(rows)
    chance.shuffle(things)
    assert told(rows, things) == first
