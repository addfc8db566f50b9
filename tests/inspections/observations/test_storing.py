"""Rows of a batch: nothing is rounded away, nothing breaks on odd content."""

import pytest

from tests.inspections.observations.quarter import WEST, Desk, code, hazard, item_id, look, place


def test_an_observation_is_stored_whole(desk: Desk) -> None:
    position = place(WEST, 0) | {"source": "map", "datum": "CGCS2000"}
    desk.send(hazard(1, code(WEST, 0), severity=3, measure_mm=40, note="丢失", position=position))
    columns = (
        "result, defect_code, severity, measure_mm, note, accuracy_m, position_source, datum, device_id, received_at"
    )
    (row,) = desk.all(f"select {columns} from inspections.observation")
    assert row[:-1] == ("defect", "missing", 3, 40.0, "丢失", 4.0, "map", "CGCS2000", "phone-1")
    assert desk.all("select st_x(geom), st_y(geom), st_srid(geom) from inspections.observation") == [
        (position["lon"], position["lat"], 4326)
    ]


ODD = [
    {"id": "x", "note": "a\x00b"},
    {"id": "x", "note": "\ud83d"},
    {"id": "x", "lon": float("nan")},
    {"id": "x\ud83d"},
    {"id": "x", "\ud83d": 1},
    {"id": "x", "much": 10**300},
    "井",
    None,
]


@pytest.mark.parametrize("odd", ODD, ids=range(len(ODD)))
def test_refused_items_are_kept_once_whatever_is_in_them(desk: Desk, odd: object) -> None:
    for _ in range(2):
        (receipt,) = desk.send(odd)
        assert receipt.status == "refused"
    ((kept,),) = desk.all("select content from inspections.observation_refused")
    assert kept == odd or (isinstance(kept, dict) and set(kept) == {"as_came"})


def test_known_visits_and_looks_are_told_apart(desk: Desk) -> None:
    desk.send(look(1, code(WEST, 0)))
    (receipt,) = desk.send({"id": item_id(1), "unit_id": 999_999, "result": "walked"})
    assert receipt.reason == "unknown_unit"
