"""Items are read whole or refused with words."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspections.observations.faults import Reason
from inspections.observations.items import (
    Fault,
    Item,
    Result,
    Visit,
    id_as_came,
    read_id,
    read_item,
    read_items,
    read_time,
)
from registry.datum import Datum, from_wgs84
from tests.inspections.observations.quarter import WEST, code, hazard, item_id, look


def _item(raw: object) -> Item:
    item = read_item(raw)
    assert isinstance(item, Item), item
    return item


def _fault(raw: object) -> Fault:
    fault = read_item(raw)
    assert isinstance(fault, Fault)
    return fault


def test_an_item_is_read() -> None:
    raw = hazard(1, code(WEST, 0), severity=3, measure_mm=40, note="井盖丢失", photos=["ab" * 32])
    item = _item(raw)
    assert (item.id, item.result, item.asset_code, item.picked) == (item_id(1), Result.DEFECT, code(WEST, 0), False)
    assert (item.defect_code, item.severity, item.measure_mm) == ("missing", 3, 40.0)
    assert item.photos == ("ab" * 32,)


def test_a_visit_is_read() -> None:
    visit = read_item({"id": item_id(1), "unit_id": 7, "result": "walked", "device_time": "2026-11-23T09:00:00+08:00"})
    assert isinstance(visit, Visit)
    assert visit.unit_id == 7


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"id": "7"}, "id:"),
        ({"id": None}, "id:"),
        ({"result": "lost"}, "result:"),
        ({"result": ["fine"]}, "result:"),
        ({"result": "new"}, "asset_code:"),
        ({"asset_code": "370203"}, "asset_code:"),
        ({"asset_code": "３７０２０３０１００２００１００１"}, "asset_code:"),
        ({"pick": code(WEST, 1)}, "pick:"),
        ({"class_code": 1002}, "class_code:"),
        ({"defect_code": "missing"}, "defect_code:"),
        ({"result": "defect"}, "defect_code:"),
        ({"severity": 4}, "severity:"),
        ({"severity": True}, "severity:"),
        ({"measure_mm": -1}, "measure_mm:"),
        ({"note": "x" * 2001}, "note:"),
        ({"photos": "ab"}, "photos:"),
        ({"photos": ["AB" * 32]}, "photos:"),
        ({"photos": ["ab" * 32] * 21}, "photos:"),
        ({"position": [120, 36]}, "position:"),
        ({"colour": 1}, "colour:"),
        ({"unit_id": 7}, "asset_code:"),
    ],
)
def test_a_fault_names_its_field(change: dict[str, object], words: str) -> None:
    fault = _fault(look(1, code(WEST, 0)) | change)
    assert fault.reason is Reason.FORM
    assert fault.detail.startswith(words)


def test_without_a_place_nothing_is_known() -> None:
    assert _fault(look(1)).reason is Reason.NO_PLACE
    assert _fault(look(1, result="new")).reason is Reason.NO_PLACE


@pytest.mark.parametrize("said", [None, 7, "soon", "2026-11-23", "2026-11-23T09:00:00", "9999-12-31T23:59:59-23:59"])
def test_a_time_never_refuses_an_item(said: object) -> None:
    assert _item(look(1, code(WEST, 0), device_time=said)).device_time is None


def test_times_are_read_in_utc() -> None:
    time = read_time("2026-11-23T09:00:00+08:00")
    assert time is not None
    assert time.isoformat() == "2026-11-23T01:00:00+00:00"
    assert read_time("2026-11-23T01:00:00Z") == time


def test_ids_are_read_in_one_form() -> None:
    assert read_id("0B0E1C1A-0000-4000-8000-00000000000F") == "0b0e1c1a-0000-4000-8000-00000000000f"
    assert read_id("0b0e1c1a000040008000000000000000") is None
    assert id_as_came({"id": "7"}) == "7"
    assert id_as_came({"id": "\ud83d"}) == id_as_came({"id": 7}) == id_as_came(None) == ""


def test_shifted_positions_come_out_in_wgs84() -> None:
    lon, lat = from_wgs84(120.371, 36.085, datum=Datum.GCJ02)
    shifted = look(1, position={"lon": lon, "lat": lat, "datum": "GCJ-02"})
    item, plain = read_items([shifted, look(2, position={"lon": 120.371, "lat": 36.085})])
    assert isinstance(item, Item)
    assert isinstance(plain, Item)
    assert item.position is not None
    assert plain.position is not None
    assert (item.position.lon, item.position.lat) == pytest.approx((plain.position.lon, plain.position.lat), abs=1e-8)
    assert item.position.datum is Datum.GCJ02


_junk = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.sampled_from(["fine", "defect", "new", item_id(1)]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
_fields = st.sampled_from(
    [*look(1), "asset_code", "pick", "position", "unit_id", "photos", "defect_code", "severity", "note"]
)


@given(st.dictionaries(_fields, _junk))
def test_whatever_comes_is_read_or_refused(change: dict[str, Any]) -> None:
    assert isinstance(read_item(look(1, code(WEST, 0)) | change), Item | Visit | Fault)
