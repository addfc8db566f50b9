"""Positions as devices tell them."""

import pytest

from inspections.observations.faults import Reason, WrongItem
from inspections.observations.positions import Source, in_wgs84, read_position
from registry.datum import Datum, from_wgs84


def test_a_position_is_read() -> None:
    at = read_position({"lon": 120.37, "lat": 36, "accuracy_m": 4, "source": "map", "datum": "CGCS2000"})
    assert (at.lon, at.lat, at.accuracy_m, at.source, at.datum) == (120.37, 36.0, 4.0, Source.MAP, Datum.CGCS2000)
    plain = read_position({"lon": 120.37, "lat": 36})
    assert (plain.accuracy_m, plain.source, plain.datum) == (None, Source.GNSS, Datum.WGS84)


@pytest.mark.parametrize(
    ("lon", "lat", "words"),
    [
        (200, 36, "lon is"),
        (36.08, 120.37, "swapped"),
        ("120", 36, "number"),
        (None, 36, "number"),
        (True, 36, "number"),
    ],
)
def test_degrees_out_of_range_or_swapped_are_told(lon: object, lat: object, words: str) -> None:
    with pytest.raises(WrongItem, match=words) as told:
        read_position({"lon": lon, "lat": lat})
    assert told.value.reason is Reason.POSITION


@pytest.mark.parametrize(
    "change", [{"accuracy_m": -1}, {"source": "guess"}, {"datum": "EPSG:4326"}, {"datum": ["WGS84"]}, {"alt": 3}]
)
def test_other_faults_are_of_form(change: dict[str, object]) -> None:
    with pytest.raises(WrongItem) as told:
        read_position({"lon": 120.37, "lat": 36.08} | change)
    assert told.value.reason is Reason.FORM


@pytest.mark.parametrize("datum", list(Datum))
def test_shifted_datums_are_set_right_and_remembered(datum: Datum) -> None:
    lon, lat = from_wgs84(120.37, 36.08, datum=datum)
    raw = read_position({"lon": lon, "lat": lat, "datum": datum.value})
    (at,) = in_wgs84([raw])
    assert (at.lon, at.lat) == pytest.approx((120.37, 36.08), abs=1e-8)
    assert at.datum is datum
