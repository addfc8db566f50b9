"""Real surveys through the same door: every row accounted for, repeats told and not doubled."""

from datetime import datetime
from pathlib import Path

import numpy as np
import pyogrio
import pytest
import shapely
from sqlalchemy import Connection, func, select, text

from registry import reference
from registry.importing import Report, run
from registry.tables import asset
from tests.support import REFERENCE, SHARED

pytestmark = pytest.mark.skipif(not SHARED.is_dir(), reason="the real data is not beside the repository")

CAMBRIDGE = SHARED / "cambridge" / "cambridge.gpkg"
VERMONT = SHARED / "vermont" / "vermont_sewer.gpkg"
HELSINKI = SHARED / "helsinki" / "helsinki_osm.gpkg"
RAMP = "21002"
# what is no sewer cover is not forced to be one: the class of unknown use
SEWER = {
    "column": "Type",
    "values": {
        "Sanitary Manhole": "01002",
        "Combined Sewer Manhole": "01002",
        "CB tied to Sanitary Sewer": "01004",
    },
    "otherwise": "01023",
}
MANHOLES = {
    "column": "manhole",
    "values": {
        "water": "01001",
        "drain": "01003",
        "telecom": "01007",
        "heat": "01010",
        "gas": "01011",
        "missing_gas": "01011",
    },
    "otherwise": "01023",
}


@pytest.fixture
def abroad(conn: Connection) -> Connection:
    """A division that does not say where it ends and has no communities."""
    reference.load(conn, REFERENCE)
    conn.execute(text("insert into registry.division values ('990101', '示例区', 'Sample', null)"))
    return conn


def _positions(path: Path, layer: str) -> np.ndarray:
    shapes = pyogrio.read_dataframe(path, layer=layer).geometry.to_numpy()
    return np.column_stack([shapely.get_x(shapes), shapely.get_y(shapes)])


def _assert_accounted(conn: Connection, report: Report, *, read: int) -> None:
    assert report.read == read
    assert report.new + report.repeated + report.rejected == read
    assert conn.execute(select(func.count()).select_from(asset)).scalar_one() == report.new


def _again(conn: Connection, first: Report, again: Report) -> None:
    assert (again.new, again.updated, again.unchanged) == (0, 0, first.new)
    assert (again.repeated, again.rejected) == (first.repeated, first.rejected)


def test_kerb_ramps_of_cambridge(abroad: Connection, now: datetime) -> None:
    def load() -> Report:
        return run(
            abroad,
            CAMBRIDGE,
            kind="assets",
            layer="pedestrian_ramps",
            source="cambridge",
            actor_name="tests",
            now=now,
            id_field="GlobalID",
            defaults={"class_code": RAMP, "position_source": "survey"},
        )

    first = load()
    _assert_accounted(abroad, first, read=4605)
    assert first.rejected == 0
    exact = [again for again in first.repeats if again.distance_m == 0]
    assert len(exact) == first.repeated == 111
    spots = _positions(CAMBRIDGE, "pedestrian_ramps")
    assert all((spots[a.row_no - 1] == spots[a.of_row - 1]).all() for a in exact if a.of_row is not None)
    condition = asset.c.attributes["CONDITION"].astext
    rows = abroad.execute(select(condition, func.count()).group_by(condition)).all()
    conditions: dict[str | None, int] = {name: count for name, count in rows}  # noqa: C416 - rows are no tuples to mypy
    assert sum(conditions.values()) == first.new
    assert set(conditions) == {"E", "G", "F", "P", None}
    spoken = select(asset.c.spoken_prefix, func.max(asset.c.spoken_number)).group_by(asset.c.spoken_prefix)
    assert tuple(abroad.execute(spoken).one()) == ("示例区", first.new)
    _again(abroad, first, load())


def test_sewer_points_of_vermont(abroad: Connection, now: datetime) -> None:
    def load() -> Report:
        return run(
            abroad,
            VERMONT,
            kind="covers",
            layer="points",
            source="vermont",
            actor_name="tests",
            now=now,
            mapping={"class_code": SEWER},
        )

    first = load()
    _assert_accounted(abroad, first, read=4042)
    assert first.rejected == 0
    assert "no source id" in first.notes[0]
    spots = _positions(VERMONT, "points")
    assert len(spots) - len(np.unique(spots, axis=0)) == 1574
    assert first.repeated == sum(again.distance_m == 0 for again in first.repeats) == 1574
    _again(abroad, first, load())


def test_manholes_of_helsinki(abroad: Connection, now: datetime) -> None:
    def load() -> Report:
        return run(
            abroad,
            HELSINKI,
            kind="covers",
            layer="manholes",
            source="openstreetmap",
            actor_name="tests",
            now=now,
            id_field="osm_id",
            mapping={"class_code": MANHOLES},
        )

    first = load()
    _assert_accounted(abroad, first, read=397)
    assert (first.rejected, first.repeated) == (0, 0)
    water = select(func.count()).select_from(asset).where(asset.c.class_code == "01001")
    assert abroad.execute(water).scalar_one() == 117
    assert "told apart by their source" in first.notes[0]
    twins = text(
        "select count(*) from registry.asset a where exists (select from registry.asset b "
        "where b.code <> a.code and st_dwithin(a.geom::geography, b.geom::geography, 2))"
    )
    assert abroad.execute(twins).scalar_one() == 123
    _again(abroad, first, load())
