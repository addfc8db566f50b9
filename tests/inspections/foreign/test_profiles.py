"""Files of other systems are read with their history, real ones whole; a wrong row stops none of the others."""

import gzip
import json
from datetime import UTC, datetime

import pytest

from inspections.foreign.profiles import PROFILES, read
from registry.errors import Invalid
from tests.conftest import ROOT

DATA = ROOT.parent / "shared" / "data"
LA_HEADER = (
    "SRNumber,CreatedDate,UpdatedDate,ServiceDate,ClosedDate,RequestType,Status,Owner,RequestSource,Address,"
    "Latitude,Longitude,CD\n"
)
LA_ROW = (
    '1-1,12/31/2018 11:55:30 PM,01/02/2019 10:20:06 PM,,01/02/2019 10:20:05 PM,Graffiti,Closed,OCB,Call,"9 N ST",'
    "34.2,-118.5,12\n"
)
NOTES = [
    {"datetime": "2014-05-11T08:00:00-05:00", "type": "closed", "summary": "Request closed"},
    {"datetime": "2014-05-09T19:02:21-05:00", "type": "opened", "summary": "Request opened"},
    {"datetime": "2014-05-10T08:00:00-05:00", "type": "activity", "summary": "Outcome", "description": "Transfer"},
]
REQUEST = {
    "service_request_id": "14-1",
    "status": "closed",
    "service_name": "Pothole",
    "service_code": "p",
    "requested_datetime": "2014-05-09T19:02:21-05:00",
    "updated_datetime": "2015-10-10T10:15:40-05:00",
    "lat": 41.7,
    "long": -87.6,
    "address": "1200 W 81ST ST",
    "extended_attributes": {"channel": "phone", "ward": "21"},
    "notes": NOTES,
}


def _shared(path: str) -> str:
    file = DATA / path
    if not file.is_file():
        pytest.skip("the published sample is not at hand")
    return gzip.decompress(file.read_bytes()).decode() if file.suffix == ".gz" else file.read_text("utf-8")


def test_local_times_of_los_angeles_become_moments_and_dates_history() -> None:
    (case,), rejects = read(LA_HEADER + LA_ROW, "la311")
    assert rejects == []
    assert case.opened_at.astimezone(UTC) == datetime(2019, 1, 1, 7, 55, 30, tzinfo=UTC)
    assert [event.kind for event in case.history] == ["opened", "closed", "updated"]
    assert (case.lon, case.lat, case.place, case.extra) == (-118.5, 34.2, "9 N ST", {"CD": "12"})


def test_notes_are_history_in_order() -> None:
    (case,), rejects = read(json.dumps([REQUEST]), "open311")
    assert rejects == []
    assert [event.kind for event in case.history] == ["opened", "activity", "closed"]
    assert case.history[1].words == "Outcome：Transfer"
    assert case.closed_at == case.history[2].at
    assert (case.channel, case.category) == ("phone", "p")


def test_without_notes_it_was_closed_when_it_was_updated_last() -> None:
    (case,), _ = read(json.dumps([{**REQUEST, "notes": None}]), "open311")
    assert case.closed_at == case.updated_at
    (still_open,), _ = read(json.dumps([{**REQUEST, "status": "open"}]), "open311")
    assert still_open.closed_at is None


def test_plain_columns() -> None:
    text = (
        "number,title,category,status,opened_at,closed_at,lon,lat,colour\n"
        "7,井盖缺失,cover,closed,2026-11-01T08:00:00+08:00,2026-11-02T08:00:00+08:00,120.3,36.0,red\n"
        "8,井盖缺失,cover,open,2026-11-01T08:00:00,,,\n"
    )
    (case,), (reject,) = read(text, "csv")
    assert case.extra == {"colour": "red"}
    assert [event.kind for event in case.history] == ["opened", "closed"]
    assert (reject.line, reject.number, reject.field, reject.reason) == (3, "8", "opened_at", "has no offset from UTC")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"service_request_id": " "}, "service_request_id"),
        ({"requested_datetime": "yesterday"}, "requested_datetime"),
        ({"requested_datetime": None}, "requested_datetime"),
        ({"status": ""}, "status"),
        ({"lat": 91}, "lat"),
        ({"lat": "x"}, "lat"),
        ({"lat": None}, "lat"),
        ({"notes": "none"}, "notes"),
        ({"notes": [{"datetime": "?"}]}, "datetime"),
    ],
)
def test_a_wrong_row_is_a_reject_with_its_field(change: dict[str, object], field: str) -> None:
    good = {**REQUEST, "service_request_id": "14-2"}
    cases, (reject,) = read(json.dumps([{**REQUEST, **change}, good]), "open311")
    assert [case.number for case in cases] == ["14-2"]
    assert (reject.line, reject.field) == (1, field)


def test_a_number_that_stands_twice_is_taken_once() -> None:
    cases, (reject,) = read(LA_HEADER + LA_ROW + LA_ROW.replace("Closed", "Open"), "la311")
    assert [case.status for case in cases] == ["Closed"]
    assert (reject.field, reject.line) == ("SRNumber", 3)


@pytest.mark.parametrize(
    ("text", "profile"),
    [("{", "open311"), ('{"a": 1}', "open311"), ("[1]", "open311"), ("a,b\n1,2\n", "la311"), ("", "x")],
)
def test_a_file_of_another_kind_is_refused(text: str, profile: str) -> None:
    with pytest.raises(Invalid):
        read(text, profile)


@pytest.mark.parametrize(("year", "rows", "placed"), [("2017", 9_999, 8_246), ("2018", 10_000, 9_995)])
def test_the_requests_of_los_angeles_are_read_whole(year: str, rows: int, placed: int) -> None:
    cases, rejects = read(_shared(f"losangeles/service_requests_{year}-12.csv.gz"), "la311")
    assert (len(cases), rejects) == (rows, [])
    assert sum(case.lon is not None for case in cases) == placed


def test_the_requests_of_chicago_are_read_with_their_notes() -> None:
    cases, rejects = read(_shared("chicago/open311_requests.json"), "open311")
    assert (len(cases), rejects) == (50, [])
    assert sum(len(case.history) for case in cases) == 276
    assert sum(case.closed_at is not None for case in cases) == 49
    assert all(list(case.history) == sorted(case.history, key=lambda event: event.at) for case in cases)


def test_each_profile_names_its_number() -> None:
    assert {name: number for name, (_, _, number) in PROFILES.items()} == {
        "open311": "service_request_id",
        "la311": "SRNumber",
        "csv": "number",
    }
