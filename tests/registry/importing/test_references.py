"""The register answers what the guard asks, and no more; the guard over a real database."""

from collections.abc import Iterator

import numpy as np
import pytest
import shapely
from sqlalchemy import Connection, text

from registry import crs
from registry.database import open_engine
from registry.importing import guard, references
from registry.importing.guard import State
from registry.importing.guesses import Cause
from registry.importing.kinds import Geometries
from registry.importing.sampling import Sample, take
from registry.importing.trials import attempt
from tests.conftest import Databases
from tests.registry.importing.ground import GCJ02, WGS84, as_read

ASSETS = "select class_code, st_x(geom) as lon, st_y(geom) as lat from registry.asset order by code"


def _covers(conn: Connection, *, true: crs.ReferenceSystem = WGS84, read: crs.ReferenceSystem = WGS84) -> Sample:
    rows = conn.execute(text(ASSETS)).all()
    positions = np.array([(row.lon, row.lat) for row in rows])
    classes = np.array([row.class_code for row in rows], dtype=object)
    return take(as_read(positions, true), system=read, kind="assets", classes=classes)


def _shapes(conn: Connection, table: str) -> Geometries:
    found = conn.execute(text(f"select st_asbinary(geom) from registry.{table}")).scalars().all()
    shapes: Geometries = shapely.from_wkb(np.array(found))
    return shapes


def test_the_register_against_itself(small_conn: Connection) -> None:
    found = references.check(small_conn, _covers(small_conn))
    assert found.state is State.FINE
    assert {finding.name: finding.after for finding in found.findings}["things"] == 1


def test_another_datum_is_caught(small_conn: Connection) -> None:
    found = references.check(small_conn, _covers(small_conn, true=GCJ02))
    assert (found.cause, found.option) == (Cause.GCJ02_AS_WGS84, "--datum GCJ-02")
    assert found.offset_m == pytest.approx(460, abs=5)
    strip = crs.resolve("GK:40")
    wrong = references.check(small_conn, _covers(small_conn, true=crs.resolve("GK:120"), read=strip))
    assert (wrong.cause, wrong.option) == (Cause.ZONE_PREFIX, "--datum EPSG:4549")


@pytest.mark.parametrize(
    ("kind", "table"),
    [
        ("buildings", "building"),
        ("entrances", "entrance"),
        ("compounds", "compound"),
        ("roads", "road_segment"),
        ("grids", "grid"),
        ("communities", "community"),
        ("divisions", "division"),
    ],
)
def test_every_kind_passes_as_it_is_and_is_caught_as_gcj02(small_conn: Connection, kind: str, table: str) -> None:
    shapes = _shapes(small_conn, table)
    assert references.check(small_conn, take(shapes, system=WGS84, kind=kind)).state is State.FINE
    moved = take(crs.from_wgs84(shapes, GCJ02), system=WGS84, kind=kind)
    assert references.check(small_conn, moved).cause is Cause.GCJ02_AS_WGS84


def test_what_is_read_is_near(small_conn: Connection) -> None:
    trial = attempt(_covers(small_conn), references.region(small_conn))
    found = references.near(small_conn, trial)
    places, sorts = trial.spots()
    assert 0 < len(found.known) < len(places)
    tree = {sort: shapely.STRtree(shapely.points(places[sorts == sort])) for sort in set(sorts)}
    points = shapely.points(found.known[["lon", "lat"]].to_numpy(dtype=float))
    for sort, point in zip(found.known["sort"], points, strict=True):
        assert tree[sort].query(point, predicate="dwithin", distance=0.0006).size, "no place asks for it"
    assert len(found.borders) == 0
    assert len(found.roads)


def test_more_roads_than_can_be_compared_are_left_out(small_conn: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    trial = attempt(_covers(small_conn), references.region(small_conn))
    monkeypatch.setattr(references, "MOST_ROADS", 5)
    assert len(references.near(small_conn, trial).roads) == 0


def test_an_empty_register_knows_nothing(conn: Connection) -> None:
    assert references.region(conn).bounds is None
    sample = take(shapely.points([[120.4, 36.1]] * 9), system=WGS84, kind="covers")
    assert references.check(conn, sample).state is State.UNKNOWN
    swapped = take(shapely.points([[36.1, 120.4]] * 9), system=WGS84, kind="covers")
    assert references.check(conn, swapped).cause is Cause.SWAPPED_AXES


def test_the_region_is_what_is_known_of_the_outlines(town: Connection) -> None:
    whole = references.region(town)
    assert whole.complete
    assert whole.bounds == pytest.approx((120.40, 36.00, 120.42, 36.01))
    town.execute(text("update registry.division set geom = null"))
    town.execute(text("update registry.community set geom = null where code = '990101001002'"))
    assert references.region(town).bounds == pytest.approx((120.40, 36.00, 120.42, 36.01))
    town.execute(text("update registry.street set geom = null"))
    half = references.region(town)
    assert not half.complete
    assert half.bounds == pytest.approx((120.40, 36.00, 120.41, 36.01))
    town.execute(text("update registry.community set geom = null"))
    assert references.region(town).bounds is None


@pytest.fixture
def untouched(databases: Databases, small_template: str) -> Iterator[Connection]:
    """A copy of the small district that nobody wrote into: an index keeps the box of rows that were taken back."""
    name = databases.create("untouched", template=small_template)
    engine = open_engine(databases.url(name))
    with engine.connect() as conn:
        yield conn
    engine.dispose()
    databases.drop(name)


def test_without_outlines_the_region_is_the_box_of_what_is_there(untouched: Connection) -> None:
    for table in ("division", "street", "community"):
        untouched.execute(text(f"update registry.{table} set geom = null"))
    region = references.region(untouched)
    assert (region.complete, len(region.outlines)) == (False, 0)
    west, south, east, north = shapely.total_bounds(
        np.append(_shapes(untouched, "asset"), _shapes(untouched, "road_segment"))
    )
    assert region.bounds == pytest.approx((west, south, east, north), abs=1e-4)
    swapped = _covers(untouched)
    turned = take(shapely.transform(swapped.shapes, lambda xy: xy[:, ::-1]), system=WGS84, kind="covers")
    assert references.check(untouched, turned).option == "--swap-axes"


def test_a_refusal_is_an_error_of_the_input(small_conn: Connection) -> None:
    with pytest.raises(Exception, match="--datum GCJ-02") as raised:
        guard.refuse(references.check(small_conn, _covers(small_conn, true=GCJ02)), name="covers.gpkg")
    assert getattr(raised.value, "code", None) == "invalid"
