"""What may be done to an asset."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from registry import tables
from registry.assets import Asset
from registry.datum import Datum
from registry.errors import Conflict, Invalid, Stale
from registry.history import rules
from registry.history.rules import AMENDABLE, UNKNOWN_CLASS, How, Part, Position, Said

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
NOTHING = dict.fromkeys(Asset.__dataclass_fields__)
COVER = Asset(
    **NOTHING
    | {
        "code": "37020301002000001",
        "class_code": "01002",
        "class_en": "sewer cover",
        "status": "intact",
        "lon": 120.375,
        "lat": 36.0876,
        "position_source": "file",
        "version": 7,
    }  # type: ignore[arg-type]
)
TWIN = replace(COVER, code="37020301002000002", lon=120.3751)
GONE = replace(COVER, code="37020301002000003", status="removed")


def said(**more: object) -> Said:
    return Said(**({"id": uuid4(), "account": "wang", "areas": None} | more))  # type: ignore[arg-type]


def test_a_deed_starts_from_the_version_read_and_from_what_is() -> None:
    rules.check_start(COVER, said(if_version=7, since=NOW), now=NOW)
    rules.check_start(COVER, said(), now=NOW)
    with pytest.raises(Stale, match="at version 7, not 6"):
        rules.check_start(COVER, said(if_version=6), now=NOW)
    with pytest.raises(Invalid, match="is not yet"):
        rules.check_start(COVER, said(since=NOW + timedelta(seconds=1)), now=NOW)


def test_records_of_one_thing_are_merged() -> None:
    rules.check_merge(COVER, [TWIN])
    rules.check_merge(COVER, [replace(TWIN, class_code=UNKNOWN_CLASS)])
    for others, wrong in (
        ([], "1 to 50 other codes"),
        ([COVER], "each once"),
        ([TWIN, TWIN], "each once"),
        ([replace(TWIN, class_code="01004")], "not one thing"),
        ([replace(TWIN, lon=120.377)], "180 m from"),
    ):
        with pytest.raises(Invalid, match=wrong):
            rules.check_merge(COVER, others)
    for survivor, other in ((GONE, TWIN), (COVER, GONE)):
        with pytest.raises(Conflict, match="no longer in use"):
            rules.check_merge(survivor, [other])


def test_a_split_has_parts() -> None:
    here, there = (Part(position=Position(lon=lon, lat=36.0)) for lon in (120.0, 120.1))
    rules.check_split(COVER, [here, there])
    for parts in ([], [here], [here, here], [here] * 51):
        with pytest.raises(Invalid):
            rules.check_split(COVER, parts)
    with pytest.raises(Conflict):
        rules.check_split(GONE, [here, there])


@pytest.mark.parametrize("datum", [Datum.GCJ02, Datum.BD09])
def test_a_shifted_map_gives_way_to_a_survey(datum: Datum) -> None:
    to = Position(lon=120.0, lat=36.0, datum=datum)
    surveyed = replace(COVER, position_source="survey")
    rules.check_move(COVER, to, How.CORRECTION)
    rules.check_move(surveyed, to, How.RELOCATED)
    for how in (How.SURVEY, How.CORRECTION):
        with pytest.raises(Conflict, match="was surveyed"):
            rules.check_move(surveyed, to, how)
    with pytest.raises(Invalid):
        rules.check_move(COVER, Position(lon=36.0, lat=120.0), How.SURVEY)


def test_what_is_amended_is_a_column_and_no_place_code_or_end() -> None:
    assert set(tables.asset.columns.keys()) >= AMENDABLE
    assert AMENDABLE.isdisjoint({"code", "class_code", "geom", "source", "source_id", "valid_from", "change_id"})
    rules.check_amend(COVER, {"material": "iron"})
    for fields in ({"geom": 1}, {"status": "removed"}, {"x; drop table": 1}):
        with pytest.raises(Invalid):
            rules.check_amend(COVER, fields)
    with pytest.raises(Conflict):
        rules.check_amend(GONE, {})


def test_metres_are_those_of_the_ellipsoid() -> None:
    assert rules.distance_m(COVER, TWIN) == pytest.approx(9.01, abs=0.01)
