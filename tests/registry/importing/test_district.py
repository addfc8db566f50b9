"""The synthetic district comes in whole, and again without a change."""

from datetime import datetime
from pathlib import Path

import pandas as pd
import pytest
from sqlalchemy import Connection, func, select, text

from registry import reference, tables
from registry.errors import Invalid, NotFound
from registry.importing import district
from tests.support import REFERENCE, make_small


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_small(tmp_path_factory.mktemp("district"))


def test_every_layer_comes_in_and_again(conn: Connection, folder: Path, now: datetime) -> None:
    reference.load(conn, REFERENCE)
    told: list[tuple[int, int]] = []
    first = district.load(
        conn, folder, actor_name="tests", now=now, progress=lambda _, done, total: told.append((done, total))
    )
    assert {name: (report.rejected, report.repeated) for name, report in first.items()} == dict.fromkeys(first, (0, 0))
    assert all(report.new == report.read > 0 for report in first.values())
    assert [done for done, _ in told] == list(range(1, len(told) + 1))
    assert told[-1][0] == told[-1][1]
    again = district.load(conn, folder, actor_name="tests", now=now)
    assert all(report.unchanged == report.read for report in again.values())
    _assert_assets_lie_well(conn)


def _assert_assets_lie_well(conn: Connection) -> None:
    rows = conn.execute(select(tables.asset)).all()
    assets = pd.DataFrame(rows, columns=list(tables.asset.c.keys()))
    assert assets["grid_code"].str.startswith("370203").all()
    assert (assets["grid_code"].str.slice(0, 12) == assets["community_code"]).all()
    assert (assets["unit_grid_code"].str.slice(0, 12) == assets["community_code"]).all()
    assert not assets.duplicated(["spoken_prefix", "spoken_number"]).any()
    assert assets["attributes"].map(len).max() == 0  # each column of the layer has its field
    in_compounds = assets[assets["setting"] == "compound"]
    assert in_compounds["compound_code"].notna().all()
    on_roads = assets[assets["setting"] != "compound"]
    assert on_roads["segment_code"].notna().mean() > 0.9
    names = conn.execute(select(func.count()).select_from(tables.place_name)).scalar_one()
    assert names > 0
    far = text(
        "select count(*) from registry.asset a join registry.grid g on g.code = a.grid_code "
        "where st_distance(a.geom::geography, g.geom::geography) > 1"
    )
    assert conn.execute(far).scalar_one() == 0


def test_a_folder_without_a_district_is_told(conn: Connection, tmp_path: Path, now: datetime) -> None:
    with pytest.raises(NotFound, match=r"district\.gpkg"):
        district.load(conn, tmp_path, actor_name="tests", now=now)


def test_classes_come_first(conn: Connection, folder: Path, now: datetime) -> None:
    with pytest.raises(Invalid, match="run jingge import-classes"):
        district.load(conn, folder, actor_name="tests", now=now)
