"""Out through the door: what was asked for, told as it was written, in constant memory."""

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pyogrio
import pytest
from sqlalchemy import Connection, Engine, text

from registry import exporting
from registry.database import reading, writing
from registry.errors import Invalid, NotFound, Unsupported
from registry.exporting import Exported, Profiled, Selection
from registry.exporting.formats import FORMATS
from registry.exporting.whole import sha256_of
from registry.history import travel
from registry.history.moments import Moments
from tests.registry import quarter
from tests.registry.exporting.conftest import NOW

COMMUNITY = "370203005001"


def run(conn: Connection, path: Path, selection: Selection | str = "covers", **options: object) -> Exported:
    chosen = Selection(selection) if isinstance(selection, str) else selection
    asked: dict[str, object] = {"selection": chosen, "areas": None, "now": NOW} | options
    return exporting.run(conn, path, **asked)  # type: ignore[arg-type] # options of many types


def _codes(path: Path) -> list[str]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [row["code"] for row in csv.DictReader(file)]


def test_it_tells_what_it_wrote(odd: Connection, tmp_path: Path) -> None:
    told = run(odd, tmp_path / "x.gpkg")
    assert (told.rows, told.what, told.format, told.datum, told.profile) == (6, "covers", "GeoPackage", "WGS84", None)
    assert told.files == {"x.gpkg": sha256_of(tmp_path / "x.gpkg")}
    assert told.sha256 == told.files["x.gpkg"]
    assert told.seconds > 0
    about = pyogrio.read_info(tmp_path / "x.gpkg")["layer_metadata"]
    assert json.loads(about["selection"]) == {"what": "covers"}
    assert about["exported_at"] == NOW.isoformat()
    shapefile = run(odd, tmp_path / "y.shp")
    assert sorted(shapefile.files) == ["y.cpg", "y.dbf", "y.prj", "y.shp", "y.shx", "y_fields.csv"]


def test_a_shapefile_without_a_crs_takes_the_older_one_away(odd: Connection, tmp_path: Path) -> None:
    run(odd, tmp_path / "y.shp")
    told = run(odd, tmp_path / "y.shp", datum="GCJ-02")
    assert sorted(told.files) == sorted(path.name for path in tmp_path.iterdir())
    assert "y.prj" not in told.files


@pytest.mark.parametrize("suffix", FORMATS)
def test_an_empty_selection_is_an_empty_file(odd: Connection, tmp_path: Path, suffix: str) -> None:
    told = run(odd, tmp_path / f"x{suffix}", Selection("covers", codes=()))
    assert (told.rows, told.unknown) == (0, ())
    assert (tmp_path / f"x{suffix}").stat().st_size > 0
    assert run(odd, tmp_path / f"x{suffix}", Selection("covers", source="nobody")).rows == 0


def test_codes_that_are_not_there_are_told(small_conn: Connection, tmp_path: Path) -> None:
    asked = ("37020301002999999", "37020301002000001", "37020301002000002")
    told = run(small_conn, tmp_path / "x.csv", Selection("covers", codes=asked))
    assert (told.rows, told.unknown) == (2, asked[:1])
    assert _codes(tmp_path / "x.csv") == list(asked[1:])
    elsewhere = run(small_conn, tmp_path / "x.csv", Selection("covers", codes=asked), areas=("370203008",))
    assert set(elsewhere.unknown) >= {asked[0]}
    assert elsewhere.rows + len(elsewhere.unknown) == 3


def test_nothing_outside_ones_areas_is_written(small_conn: Connection, tmp_path: Path) -> None:
    run(small_conn, tmp_path / "x.csv", "assets", areas=(COMMUNITY,))
    of = "select code from registry.asset where community_code = :area order by code"
    assert _codes(tmp_path / "x.csv") == list(small_conn.execute(text(of), {"area": COMMUNITY}).scalars())
    assert run(small_conn, tmp_path / "x.csv", "assets", areas=()).rows == 0


@pytest.mark.parametrize(
    ("name", "options", "error", "told"),
    [
        ("x.xlsx", {}, Unsupported, "name a file that ends in"),
        ("x.gpkg", {"encoding": "GBK"}, Unsupported, "written in UTF-8"),
        ("x.csv", {"datum": "Mars"}, Invalid, "no reference system"),
        ("x.csv", {"profile": Profiled("gb1999")}, Invalid, "'gb1999' is no profile known here; say one of gb2026"),
        ("x.csv", {"profile": Profiled("gb2026"), "selection": "grids"}, Invalid, "profiles are of components"),
        ("x.csv", {"selection": Selection("covers", areas=("990102",))}, NotFound, "no area 990102"),
        ("no/x.csv", {}, Invalid, "there is no folder"),
    ],
)
def test_mistakes_are_told_and_nothing_is_written(
    odd: Connection, tmp_path: Path, name: str, options: dict[str, object], error: type[Exception], told: str
) -> None:
    with pytest.raises(error, match=told):
        run(odd, tmp_path / name, **options)  # type: ignore[arg-type] # options of many types
    assert list(tmp_path.iterdir()) == []


def test_it_goes_out_as_it_was(fresh: Callable[[], Engine], tmp_path: Path) -> None:
    """A cover that was taken away and one that was moved stand in the file as they were known before."""
    engine = fresh()
    with writing(engine) as conn:
        quarter.build(conn)
    with reading(engine) as conn:
        before = conn.execute(text("select clock_timestamp()")).scalar_one()
        run(conn, tmp_path / "before.csv", "assets")
    with writing(engine) as conn:
        conn.execute(text("delete from registry.asset where code = (select min(code) from registry.asset)"))
        conn.execute(
            text("update registry.asset set note = 'later' where code = (select max(code) from registry.asset)")
        )
    with reading(engine) as conn:
        now = run(conn, tmp_path / "now.csv", "assets")
        travel.depart(conn, Moments(as_known_at=before))
        then = run(conn, tmp_path / "then.csv", "assets")
        told = run(conn, tmp_path / "then.geojson", "assets")
    assert then.rows == told.rows == now.rows + 1
    assert (tmp_path / "then.csv").read_bytes() == (tmp_path / "before.csv").read_bytes()
    assert json.loads((tmp_path / "then.geojson").read_text("utf-8"))["jingge"]["as_known_at"] == before.isoformat()


def test_a_city_grid_leaves_no_parameter_in_the_file(odd: Connection, tmp_path: Path) -> None:
    secret = "+proj=tmerc +lon_0=120.4321 +x_0=765432.1 +y_0=-3900000 +ellps=GRS80 +units=m"
    for suffix in FORMATS:
        told = run(odd, tmp_path / f"x{suffix}", datum=secret)
        assert len(told.notes) == 1
        assert "the file cannot say" in told.notes[0]
    written = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert b"765432.1" not in written
    assert b"120.4321" not in written


def test_progress_is_told(small_conn: Connection, tmp_path: Path) -> None:
    told: list[tuple[str, int, int]] = []
    run(small_conn, tmp_path / "x.csv", "assets", progress=lambda *part: told.append(part))
    assert told == [("assets", 3640, 3640)]
