"""What the register knows is read as the door needs it."""

import pandas as pd
import pytest
from sqlalchemy import Connection, text

from registry import tables
from registry.importing import gathering
from registry.importing.kinds import SORTS
from tests.registry.importing.conftest import EAST, WEST

ALL = (-180.0, -90.0, 180.0, 90.0)


def _asset(conn: Connection, code: str, lon: float, *, source: str = "a", source_id: str = "1") -> None:
    conn.execute(
        text(
            "insert into registry.asset (code, code_scheme, class_code, geom, source, source_id, first_at, valid_from) "
            "values (:code, 'GB/T 47678.5-2026', '01002', st_point(:lon, 36, 4326), :source, :source_id, now(), now())"
        ),
        {"code": code, "lon": lon, "source": source, "source_id": source_id},
    )


def test_code_lists(town: Connection) -> None:
    assert "21001" in gathering.known_codes(town, SORTS["assets"])["class"]
    assert "21001" not in gathering.known_codes(town, SORTS["covers"])["class"]
    assert gathering.known_codes(town, SORTS["grids"]) == {"community": {EAST, WEST}}
    assert gathering.known_codes(town, SORTS["divisions"]) == {}


@pytest.mark.parametrize("layer", ["divisions", "communities", "grids", "unit_grids", "compounds"])
def test_areas(town: Connection, layer: str) -> None:
    areas = gathering.areas(town, layer)
    assert len(areas) == {"divisions": 1, "compounds": 0}.get(layer, 2)
    assert all(shape.geom_type == "MultiPolygon" for shape in areas["shape"])


def test_an_area_may_lack_a_shape(town: Connection) -> None:
    town.execute(text("update registry.division set geom = null"))
    assert gathering.areas(town, "divisions")["shape"].isna().all()


def test_assets_of_the_source_and_those_in_the_box(town: Connection) -> None:
    _asset(town, "99010101002000001", 10.0)
    _asset(town, "99010101002000002", 20.0, source="b", source_id="2")
    _asset(town, "99010101002000003", 50.0, source="b", source_id="3")
    found = gathering.known_assets(town, source="a", box=(19.0, 35.0, 21.0, 37.0))
    assert found["source_id"].fillna("").to_dict() == {"99010101002000001": "1", "99010101002000002": ""}
    assert list(found.loc["99010101002000001", ["class_code", "lon", "lat"]]) == ["01002", 10.0, 36.0]
    assert gathering.known_assets(town, source="c", box=(0.0, 0.0, 1.0, 1.0)).empty


def test_keys_and_links(town: Connection) -> None:
    _asset(town, "99010101002000001", 10.0)
    assert gathering.known_keys(town, SORTS["assets"], source="a") == {"1"}
    assert gathering.known_keys(town, SORTS["assets"], source="b") == set()
    assert gathering.known_keys(town, SORTS["communities"], source="a") == {EAST, WEST}
    texts = {"1", "99010101002000001", "nothing"}
    links = gathering.linked_codes(town, tables.asset, source="a", texts=texts)
    assert links == {"1": "99010101002000001", "99010101002000001": "99010101002000001"}


def test_metres() -> None:
    lon, lat = pd.Series([120.375], index=["a"]), pd.Series([36.0876], index=["a"])
    crs = gathering.crs_of(lon, lat)
    metres = gathering.in_metres(lon, lat, crs=crs)
    assert crs == "EPSG:4549"
    assert metres.to_numpy()[0].tolist() == pytest.approx([533_774.02, 3_995_327.85], abs=0.01)
