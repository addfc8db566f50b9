"""The guard on real data: Shibei from two sources in two datums, and cities abroad against themselves."""

from functools import cache

import numpy as np
import pandas as pd
import pyogrio
import pytest
import shapely

from registry import crs
from registry.importing import guard
from registry.importing.guard import State, Verdict
from registry.importing.guesses import Cause
from registry.importing.kinds import Geometries
from registry.importing.sampling import take
from registry.importing.trials import References, Region, attempt
from tests.registry.importing.ground import GCJ02, WGS84
from tests.support import SHARED

pytestmark = pytest.mark.skipif(not SHARED.is_dir(), reason="the real data is not beside the repository")

NONE: Geometries = np.empty(0, dtype=object)


@cache
def _read(name: str, layer: str | None = None, *, where: str | None = None) -> Geometries:
    shapes: Geometries = pyogrio.read_dataframe(SHARED / name, layer=layer, columns=[], where=where).geometry.to_numpy()
    return shapes


def _verdict(
    shapes: Geometries,
    kind: str,
    *,
    region: Region,
    known: Geometries = NONE,
    roads: Geometries = NONE,
    system: crs.ReferenceSystem = WGS84,
) -> Verdict:
    at = shapely.get_coordinates(shapely.centroid(known))
    things = pd.DataFrame({"sort": "x", "lon": at[:, 0], "lat": at[:, 1]})
    borders = shapely.get_parts(shapely.boundary(region.outlines))
    trial = attempt(take(shapes, system=system, kind=kind), region)
    return guard.judge(trial, References(region, things, roads, borders))


def _swapped(shapes: Geometries) -> Geometries:
    turned: Geometries = shapely.transform(shapes, lambda xy: xy[:, ::-1])
    return turned


# Shibei ------------------------------------------------------------------------------------------------------------


def _outline() -> Geometries:
    return _read("china/qingdao_districts_wgs84.geojson", where="name like '%市北%'")


def _streets() -> Geometries:
    return _read("china/shibei_subdistricts_wgs84.geojson")


@cache
def _regions() -> dict[str, Region]:
    return {
        "district": Region(_outline(), complete=True),
        "streets": Region(_streets()),
        "city": Region(_read("china/qingdao_districts_wgs84.geojson"), complete=True),
    }


def test_the_outline_in_gcj02_is_caught_beside_all_districts_and_its_own_streets() -> None:
    """Within a whole city's outline a shifted district lies as well as one in its place."""
    city = _regions()["city"]
    borders = shapely.get_parts(shapely.boundary(np.concatenate([city.outlines, _streets()])))
    for given, state in ((_read("china/shibei_boundary_gcj02.geojson"), State.SUSPICIOUS), (_outline(), State.FINE)):
        trial = attempt(take(given, system=WGS84, kind="divisions"), city)
        known = pd.DataFrame({"sort": [], "lon": [], "lat": []})
        assert guard.judge(trial, References(city, known, NONE, borders)).state is state


@pytest.mark.parametrize("beside", ["district", "streets", "city"])
def test_the_outline_in_gcj02_is_caught(beside: str) -> None:
    """459 m east (data/README.md): two sources whose outlines agree to 0.933 at best (IoU), 0.905 as given."""
    given = _read("china/shibei_boundary_gcj02.geojson")
    found = _verdict(given, "divisions", region=_regions()[beside])
    assert (found.state, found.cause, found.option) == (State.SUSPICIOUS, Cause.GCJ02_AS_WGS84, "--datum GCJ-02")
    assert found.offset_m == pytest.approx(459, abs=3)
    assert (found.direction, found.sure) == ("E", "certain")
    mended = _verdict(given, "divisions", region=_regions()[beside], system=GCJ02)
    assert mended.state is State.FINE


def test_the_outline_and_the_streets_pass_as_they_are() -> None:
    for region in _regions().values():
        assert _verdict(_outline(), "divisions", region=region).state is State.FINE
        assert _verdict(_streets(), "streets", region=region).state is State.FINE


def test_no_street_by_itself_is_suspected() -> None:
    for region in _regions().values():
        for street in _streets():
            assert _verdict(np.array([street]), "streets", region=region).state is not State.SUSPICIOUS


def test_nor_are_the_districts_beside_it() -> None:
    for district in _read("china/qingdao_districts_wgs84.geojson"):
        found = _verdict(np.array([district]), "divisions", region=_regions()["district"])
        assert found.state is not State.SUSPICIOUS


def test_each_street_in_gcj02_is_caught_beside_all_of_them() -> None:
    caught = [
        _verdict(crs.from_wgs84(np.array([street]), GCJ02), "streets", region=_regions()["streets"]).cause
        for street in _streets()
    ]
    assert caught == [Cause.GCJ02_AS_WGS84] * 22


# Abroad ------------------------------------------------------------------------------------------------------------

CAMBRIDGE, VERMONT, HELSINKI = "cambridge/cambridge.gpkg", "vermont/vermont_sewer.gpkg", "helsinki/helsinki_osm.gpkg"


@pytest.mark.parametrize(
    ("file", "layer", "kind", "roads", "outline"),
    [
        (CAMBRIDGE, "hydrants", "assets", "street_centerlines", "city_boundary"),
        (CAMBRIDGE, "street_lights", "assets", "street_centerlines", "city_boundary"),
        (CAMBRIDGE, "pedestrian_ramps", "assets", "street_centerlines", "city_boundary"),
        (CAMBRIDGE, "census_blocks_2020", "grids", "street_centerlines", "city_boundary"),
        (CAMBRIDGE, "street_centerlines", "roads", "street_centerlines", "city_boundary"),
        (VERMONT, "points", "covers", None, "towns"),
        (HELSINKI, "manholes", "covers", "highways", None),
    ],
)
def test_cities_abroad_pass_as_they_are_and_are_caught_swapped(
    file: str, layer: str, kind: str, roads: str | None, outline: str | None
) -> None:
    shapes = _read(file, layer)
    known = shapes if kind in {"assets", "covers"} else NONE
    lines = _read(file, roads) if roads else NONE
    box = tuple(shapely.total_bounds(shapes).tolist())
    region = Region(_read(file, outline), complete=True) if outline else Region(NONE, box=box)
    assert _verdict(shapes, kind, region=region, known=known, roads=lines).state is State.FINE
    alone = _verdict(shapes, kind, region=region, roads=lines)
    assert alone.state is not State.SUSPICIOUS
    turned = _verdict(_swapped(shapes), kind, region=region, known=known, roads=lines)
    assert (turned.cause, turned.option) == (Cause.SWAPPED_AXES, "--swap-axes")


@pytest.mark.parametrize(
    ("file", "layer", "true", "read"),
    [
        (CAMBRIDGE, "hydrants", "EPSG:32619", "EPSG:32618"),
        (CAMBRIDGE, "hydrants", "EPSG:32619", "WGS84"),
        (HELSINKI, "manholes", "EPSG:32635", "EPSG:32634"),
        (VERMONT, "points", "EPSG:32618", "WGS84"),
    ],
)
def test_the_zone_of_utm_is_found(file: str, layer: str, true: str, read: str) -> None:
    shapes = _read(file, layer)
    region = Region(NONE, box=tuple(shapely.total_bounds(shapes).tolist()))
    numbers = crs.from_wgs84(shapes, crs.resolve(true))
    found = _verdict(numbers, "assets", region=region, known=shapes, system=crs.resolve(read))
    assert found.option == f"--datum {true}"
    assert found.cause is (Cause.NOT_DEGREES if read == "WGS84" else Cause.WRONG_ZONE)
