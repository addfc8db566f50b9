"""Exchange files out of the register and into it: the same covers, the same words."""

import csv
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from registry import exporting, profiles
from registry.errors import Invalid, Unavailable
from registry.exporting import Exported, Profiled, Selection, profiled
from registry.exporting.profiled import SHOWN
from registry.importing import Report
from registry.importing import run as read
from tests.registry.exporting.conftest import NOW, SOURCE

CREDIT = "913702000000000001"


@pytest.fixture
def city(odd: Connection) -> Connection:
    """The odd town; its one organisation has the code that the standard wants, its unit grids hold every cover."""
    odd.execute(text("insert into registry.organisation values (:code, '排水集团', '', 'company')"), {"code": CREDIT})
    odd.execute(text("update registry.asset set authority_code = :code, owner_code = null"), {"code": CREDIT})
    odd.execute(text("update registry.asset set attributes = '{}', position_source = 'survey'"))
    return odd


def _write(conn: Connection, path: Path, profile: Profiled) -> Exported:
    return exporting.run(conn, path, selection=Selection("covers"), areas=None, now=NOW, profile=profile)


def _read(conn: Connection, path: Path, name: str, **options: object) -> Report:
    fields, defaults = profiles.mapping(name, classes=profiled.classes(conn), kind="covers")
    asked: dict[str, object] = {"source": "platform", "actor_name": "x", "now": NOW + timedelta(days=1)} | options
    return read(conn, path, kind="covers", mapping=fields, defaults=defaults, **asked)


@pytest.mark.parametrize("suffix", [".csv", ".shp", ".zip", ".gpkg", ".geojson", ".fgb", ".parquet"])
def test_the_file_comes_back_and_changes_nothing(city: Connection, tmp_path: Path, suffix: str) -> None:
    before = city.execute(text("select * from registry.asset order by code")).all()
    told = _write(city, tmp_path / f"x{suffix}", Profiled("gb2026"))
    assert (told.rows, told.left_out, dict(told.faults), told.notes) == (6, 0, {}, ())
    report = _read(city, tmp_path / f"x{suffix}", "gb2026")
    assert report.unchanged == report.read == 6, (report.counts, report.reasons)
    assert city.execute(text("select * from registry.asset order by code")).all() == before


def test_a_fresh_register_takes_in_the_older_form(city: Connection, tmp_path: Path) -> None:
    told = _write(city, tmp_path / "x.csv", Profiled("gb2013"))
    assert (told.rows, dict(told.faults)) == (6, {})
    query = text("select class_code, status, note, name_zh, authority_code, geom from registry.asset order by geom")
    before = city.execute(query).all()
    city.execute(text("delete from registry.asset"))
    report = _read(city, tmp_path / "x.csv", "gb2013")
    assert (report.new, report.read) == (6, 6), (report.counts, report.reasons)
    assert city.execute(query).all() == before
    aliases = city.execute(text("select alias from registry.alias where scheme = 'GB/T 30428.2-2013'")).scalars()
    with (tmp_path / "x.csv").open(encoding="utf-8-sig", newline="") as file:
        assert sorted(aliases) == sorted(row["ObjID"] for row in csv.DictReader(file))


def test_words_that_are_in_no_list_are_refused(city: Connection, tmp_path: Path) -> None:
    _write(city, tmp_path / "x.csv", Profiled("gb2026"))
    written = (tmp_path / "x.csv").read_text("utf-8-sig")
    (tmp_path / "y.csv").write_text(written.replace("完好", "很好").replace("实测", "听说"), encoding="utf-8")
    report = _read(city, tmp_path / "y.csv", "gb2026")
    assert report.reasons == {"bad_choice": 2 + 6}  # two are sound, all were surveyed
    assert report.rejected == 6


def test_what_breaks_the_profile_is_told_in_the_answer_and_as_a_file(city: Connection, tmp_path: Path) -> None:
    city.execute(text("update registry.asset set authority_code = 'PS' where source_id in ('a', 'b')"))
    told = _write(city, tmp_path / "x.csv", Profiled("gb2026", faults=tmp_path / "faults.csv"))
    assert (told.rows, told.left_out) == (4, 2)
    assert dict(told.faults) == {("ZGBMDM", "local_code"): 2}
    assert len(told.first_faults) == 2 <= SHOWN
    with (tmp_path / "faults.csv").open(encoding="utf-8-sig", newline="") as file:
        faults = list(csv.DictReader(file))
    assert [fault["code"] for fault in faults] == [fault["code"] for fault in told.first_faults]
    assert faults[0] | {"code": ""} == {
        "code": "",
        "field": "ZGBMDM",
        "value": "PS",
        "reason": "local_code",
        "words": " / ".join(profiles.REASONS["local_code"]),
    }
    allowed = _write(city, tmp_path / "x.csv", Profiled("gb2026", allow=("local_code",)))
    assert (allowed.rows, allowed.left_out, dict(allowed.faults)) == (6, 0, {("ZGBMDM", "local_code"): 2})


def test_a_file_of_faults_that_cannot_be_written_is_told(city: Connection, tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match=r"f\.csv could not be written"):
        _write(city, tmp_path / "x.csv", Profiled("gb2026", faults=tmp_path / "none" / "f.csv"))
    assert list(tmp_path.iterdir()) == []


def test_only_components_have_profiles() -> None:
    with pytest.raises(Invalid, match="covers or assets, not grids"):
        profiled.columns_for(Selection("grids"))
    assert SOURCE != "platform"
