import csv
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from registry.database import reading
from tests.api.cli.support import Done, jingge
from tests.support import REFERENCE

COVERS = """id,lon,lat,kind,note
a,120.3750,36.0876,01002,=1+1
b,120.3752,36.0877,01002,
c,120.3754,36.0878,01001,井
"""


@pytest.fixture
def engine(fresh: Callable[[], Engine], tmp_path: Path) -> Engine:
    """A register of one division and three covers, of a source `survey`."""
    engine = fresh()
    assert run(engine, "import-classes", str(REFERENCE)).code == 0
    with engine.begin() as conn:
        conn.execute(text("insert into registry.division (code, name_zh, name_en) values ('370203', '市北', 'Shibei')"))
    (tmp_path / "covers.csv").write_text(COVERS, encoding="utf-8")
    words = ["import", str(tmp_path / "covers.csv"), "--as", "covers", "--source", "survey", "--id-field", "id"]
    done = run(engine, *words, "--map", "class_code=kind", "--set", "division_code=370203")
    assert done.code == 0, done.err
    return engine


def run(engine: Engine, *words: str) -> Done:
    return jingge(*words, url=engine.url.render_as_string(hide_password=False))


def test_a_selection_is_written_and_told(engine: Engine, tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    done = run(engine, "export", str(path), "--what", "covers", "--class", "01002", "--json")
    told = done.json
    assert (done.code, told["rows"], told["format"], told["datum"], told["unknown"]) == (0, 2, "CSV", "WGS84", [])
    with path.open(encoding="utf-8-sig", newline="") as file:
        assert [row["note"] for row in csv.DictReader(file)] == ["'=1+1", ""]
    plain = run(engine, "export", str(path), "--what", "covers", "--box", "120.3753,36,121,37", "--status", "intact")
    assert plain.code == 0
    assert plain.out.startswith(f"1 covers in {path} (CSV, WGS84)\nsha256 ")


def test_out_and_in_again_by_the_commands(engine: Engine, tmp_path: Path) -> None:
    for suffix in ("gpkg", "zip", "csv"):
        path = tmp_path / f"out.{suffix}"
        assert run(engine, "export", str(path), "--what", "covers", "--datum", "EPSG:4549").code == 0
        datum = ("--datum", "EPSG:4549") if suffix == "csv" else ()
        again = run(engine, "import", str(path), "--as", "covers", "--source", "survey", *datum, "--json").json
        assert (again["read"], again["unchanged"]) == (3, 3), again


def test_codes_of_a_list_and_those_that_are_not_there(engine: Engine, tmp_path: Path) -> None:
    (tmp_path / "codes.txt").write_text("37020301002000001\n37020301002000099\n")
    words = ("export", str(tmp_path / "x.geojson"), "--what", "covers", "--codes", str(tmp_path / "codes.txt"))
    done = run(engine, *words, "--json")
    assert (done.code, done.json["rows"], done.json["unknown"]) == (1, 1, ["37020301002000099"])
    assert "1 codes are not in the register: 37020301002000099" in run(engine, *words).out


def test_a_profile_tells_what_breaks_it(engine: Engine, tmp_path: Path) -> None:
    words = ("export", str(tmp_path / "x.csv"), "--what", "covers", "--profile", "gb2026")
    done = run(engine, *words, "--faults", str(tmp_path / "faults.csv"), "--json")
    assert (done.code, done.json["rows"], done.json["left_out"]) == (1, 0, 3)
    assert {"field": "ZGBMDM", "reason": "missing", "count": 3} in done.json["faults"]
    assert (tmp_path / "faults.csv").read_text("utf-8-sig").count("ZGBMDM,,missing") == 3
    allowed = run(engine, *words, "--allow", "missing")
    assert allowed.code == 0
    assert "3 × ZGBMDM: 缺少必填值 / a value that the standard asks for is missing (missing)" in allowed.out


def test_it_goes_out_as_it_was(engine: Engine, tmp_path: Path) -> None:
    words = ("export", str(tmp_path / "x.csv"), "--what", "covers")
    assert run(engine, *words, "--as-of", "2020-01-01T00:00:00+08:00", "--json").json["rows"] == 0
    assert run(engine, *words, "--as-known-at", "2020-01-01").code == 2


def test_an_empty_selection_is_no_mistake(engine: Engine, tmp_path: Path) -> None:
    done = run(engine, "export", str(tmp_path / "x.parquet"), "--what", "buildings", "--json")
    assert (done.code, done.json["rows"]) == (0, 0)
    assert (tmp_path / "x.parquet").exists()


def test_an_account_sees_its_areas_alone(small: Engine, tmp_path: Path) -> None:
    words = ("--role", "inspector", "--area", "370203005001", "--no-password")
    added = run(small, "user", "add", "x1", *words)
    assert added.code == 0, added.err
    done = run(small, "export", str(tmp_path / "x.csv"), "--what", "assets", "--login", "x1", "--json")
    with reading(small) as conn:
        mine = conn.execute(text("select count(*) from registry.asset where community_code = '370203005001'"))
        assert done.json["rows"] == mine.scalar_one() > 0


def test_mistakes_are_told_in_a_line(engine: Engine, tmp_path: Path) -> None:
    (tmp_path / "latin.txt").write_bytes(b"\xe9\xff")
    (tmp_path / "wrong.txt").write_text("code\nx\n")
    for words in (
        ("x.csv", "--what", "trees"),
        ("x.xlsx", "--what", "covers"),
        ("x.csv", "--what", "covers", "--box", "1,2,3"),
        ("x.csv", "--what", "covers", "--box", "3,2,1,4"),
        ("x.csv", "--what", "covers", "--area", "1"),
        ("x.csv", "--what", "covers", "--datum", "EPSG:0"),
        ("x.csv", "--what", "covers", "--profile", "gb1"),
        ("x.csv", "--what", "covers", "--allow", "missing"),
        ("x.csv", "--what", "covers", "--profile", "gb2026", "--allow", "all"),
        ("x.csv", "--what", "covers", "--codes", str(tmp_path / "latin.txt")),
        ("x.csv", "--what", "covers", "--codes", str(tmp_path / "wrong.txt")),
        ("x.csv", "--what", "covers", "--login", "nobody"),
        ("no/x.csv", "--what", "covers"),
    ):
        done = run(engine, "export", str(tmp_path / words[0]), *words[1:])
        assert (done.code, done.out) == (2, ""), words
        assert done.err.count("\n") == 1, words
    assert not (tmp_path / "x.csv").exists()
