"""Out and in again changes nothing: each kind, each format, each datum."""

from datetime import timedelta
from pathlib import Path

import geopandas as gpd
import pytest
from sqlalchemy import Connection, text

from registry import exporting
from registry.errors import Invalid
from registry.exporting import WHAT, Exported, Selection
from registry.exporting.formats import FORMATS
from registry.importing import Report, run
from tests.registry.exporting.conftest import NOW, SOURCE

ROWS = {"covers": 6, "assets": 6, "buildings": 2, "entrances": 2, "roads": 2, "compounds": 2, "communities": 2}
ROWS |= {"grids": 2, "micro_grids": 4, "unit_grids": 2, "streets": 1, "divisions": 1}
SAID = {"CGCS2000", "EPSG:4549", "GK:40"}


def write(conn: Connection, path: Path, what: str, **options: object) -> Exported:
    asked: dict[str, object] = {"selection": Selection(what), "areas": None, "now": NOW} | options
    return exporting.run(conn, path, **asked)  # type: ignore[arg-type] # options of many types


def read(conn: Connection, path: Path, what: str, *, datum: str = "WGS84") -> Report:
    """Another day, by another hand: whatever is changed by it would be seen."""
    day = NOW + timedelta(days=1)
    return run(conn, path, kind=what, source=SOURCE, actor_name="somebody", now=day, datum=datum)


def _kept(conn: Connection, what: str) -> list[object]:
    return list(conn.execute(text(f"select * from registry.{WHAT[what].value} order by code")).all())


def _assert_unchanged(conn: Connection, path: Path, exported: Exported, *, datum: str = "WGS84") -> None:
    before = _kept(conn, exported.what)
    report = read(conn, path, exported.what, datum=datum)
    assert report.read == exported.rows
    assert report.unchanged == report.read, (report.counts, report.reasons)
    assert _kept(conn, exported.what) == before


@pytest.mark.parametrize("suffix", FORMATS)
@pytest.mark.parametrize("what", WHAT)
def test_every_kind_in_every_format(odd: Connection, tmp_path: Path, what: str, suffix: str) -> None:
    path = tmp_path / f"x{suffix}"
    exported = write(odd, path, what)
    assert (exported.rows, exported.notes) == (ROWS[what], ())
    _assert_unchanged(odd, path, exported)


@pytest.mark.parametrize(
    ("datum", "suffix"),
    [
        *((datum, suffix) for datum in ("EPSG:4549", "GCJ-02") for suffix in FORMATS),
        *(("CGCS2000", ".geojson"), ("CGCS2000", ".csv"), ("GK:40", ".fgb"), ("BD-09", ".parquet")),
    ],
)
def test_every_datum_in_every_format(odd: Connection, tmp_path: Path, datum: str, suffix: str) -> None:
    """A file that carries its CRS is read without a word; a CSV, and what has no CRS, by its name."""
    untold = suffix == ".csv" or datum not in SAID
    for what in ("covers", "compounds"):
        path = tmp_path / f"{what}{suffix}"
        exported = write(odd, path, what, datum=datum)
        assert bool(exported.notes) == untold
        _assert_unchanged(odd, path, exported, datum=datum if untold else "WGS84")


@pytest.mark.parametrize("suffix", [".shp", ".zip"])
def test_a_shapefile_in_gbk(odd: Connection, tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"x{suffix}"
    exported = write(odd, path, "covers", encoding="GBK")
    assert (exported.rows, exported.notes) == (6, ())
    _assert_unchanged(odd, path, exported)


def test_an_import_reckons_the_same_hash(odd: Connection, tmp_path: Path) -> None:
    for suffix in FORMATS:
        path = tmp_path / f"x{suffix}"
        exported = write(odd, path, "covers")
        report = read(odd, path, "covers")
        kept = odd.execute(text("select file_sha256 from registry.import_run where id = :run"), {"run": report.run})
        assert kept.scalar_one() == exported.sha256, suffix


def test_another_source_brings_it_back_by_its_code(odd: Connection, tmp_path: Path) -> None:
    write(odd, tmp_path / "x.csv", "covers")
    before = _kept(odd, "covers")
    report = run(odd, tmp_path / "x.csv", kind="covers", source="other", actor_name="somebody", now=NOW)
    assert report.unchanged == report.read == 6, (report.counts, report.reasons)
    assert _kept(odd, "covers") == before


def test_a_fresh_register_takes_it_all_in(odd: Connection, tmp_path: Path) -> None:
    """What went out is whole: the same things, under their codes, stand in a register that knew none of them."""
    write(odd, tmp_path / "x.geojson", "covers")
    names = "code, class_code, status, size_mm, note, name_zh, attributes, fall_net_tested_on, depth_m, geom"
    query = text(f"select {names} from registry.asset order by code")
    before = odd.execute(query).all()
    odd.execute(text("set local session_replication_role = replica"))
    odd.execute(text("delete from registry.asset"))
    odd.execute(text("delete from registry.asset_history"))
    odd.execute(text("delete from registry.issued_codes where kind = 'asset'"))
    odd.execute(text("set local session_replication_role = origin"))
    report = read(odd, tmp_path / "x.geojson", "covers")
    assert report.new == 6, (report.counts, report.reasons)
    assert odd.execute(query).all() == before


def test_micro_grids_come_in_by_a_plan_alone(odd: Connection, tmp_path: Path) -> None:
    """What a file changes of them is refused as a whole, and the register stays as it is."""
    write(odd, tmp_path / "x.gpkg", "micro_grids")
    cells = gpd.read_file(tmp_path / "x.gpkg")
    before = _kept(odd, "micro_grids")
    for n, changed in enumerate(
        (cells.assign(minutes=7.0), cells.assign(code=cells["code"].str[:15] + "009").iloc[:1])
    ):
        path = tmp_path / f"{n}.gpkg"
        changed.to_file(path, layer="micro_grids")
        savepoint = odd.begin_nested()
        with pytest.raises(Invalid, match="only a plan draws them"):
            read(odd, path, "micro_grids")
        savepoint.rollback()
    assert _kept(odd, "micro_grids") == before
