from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from registry.database import reading
from tests.api.cli.support import Done, jingge
from tests.support import REFERENCE, make_small

COVERS = """id,lon,lat,kind
a,120.3750,36.0876,01002
b,120.3752,36.0877,01002
c,220.0,36.0878,01002
b,120.3752,36.0877,01002
"""


@pytest.fixture
def engine(fresh: Callable[[], Engine]) -> Engine:
    engine = fresh()
    assert run(engine, "import-classes", str(REFERENCE)).code == 0
    return engine


def run(engine: Engine, *words: str) -> Done:
    return jingge(*words, url=engine.url.render_as_string(hide_password=False))


def count(engine: Engine, table: str) -> int:
    with reading(engine) as conn:
        return int(conn.execute(text(f"select count(*) from {table}")).scalar_one())


def test_rows_are_accounted_for_and_refused_ones_kept(engine: Engine, tmp_path: Path) -> None:
    file, rejects = tmp_path / "covers.csv", tmp_path / "rejects.csv"
    file.write_text(COVERS)
    with engine.begin() as conn:
        conn.execute(text("insert into registry.division (code, name_zh, name_en) values ('370203', '市北', 'Shibei')"))
    words = ["import", str(file), "--as", "assets", "--source", "survey", "--id-field", "id"]
    words += ["--map", "class_code=kind", "--set", "division_code=370203", "--rejects", str(rejects), "--json"]
    rehearsed = run(engine, *words, "--dry-run")
    assert (rehearsed.code, rehearsed.json["run"], count(engine, "registry.asset")) == (1, None, 0)
    done = run(engine, *words)
    told = done.json
    assert (done.code, told["read"], told["new"], told["repeated"], told["rejected"]) == (1, 4, 2, 1, 1)
    assert sum(told["reasons"].values()) == 1
    assert told["rejects"] == str(rejects)
    assert "220" in rejects.read_text("utf-8")
    again = run(engine, *words).json
    assert (again["new"], again["updated"], again["unchanged"]) == (0, 0, 2)


def test_a_district_is_imported_whole(engine: Engine, tmp_path: Path) -> None:
    done = run(engine, "import-district", str(make_small(tmp_path)), "--json")
    assert done.code == 0, done.err
    assert done.json["assets"]["new"] == count(engine, "registry.asset") > 0
    assert count(engine, "registry.place_name") > 0
    assert run(engine, "import-rules", str(REFERENCE), "--json").json["routing_rules"] > 0


def test_mistakes_are_told_in_a_line(engine: Engine, tmp_path: Path) -> None:
    file = tmp_path / "covers.csv"
    file.write_text(COVERS)
    wrong = tmp_path / "wrong.gpkg"
    wrong.write_bytes(b"no package")
    for words in (
        ("import", str(file), "--as", "kings", "--source", "x"),
        ("import", str(file), "--as", "assets"),
        ("import", str(file), "--as", "assets", "--source", "x", "--set", "class_code"),
        ("import", str(file), "--as", "assets", "--source", "x", "--datum", "EPSG:0"),
        ("import", str(wrong), "--as", "assets", "--source", "x"),
        ("import", str(tmp_path / "missing.csv"), "--as", "assets", "--source", "x"),
        ("import-district", str(tmp_path)),
        ("import-rules", str(tmp_path)),
    ):
        done = run(engine, *words)
        assert (done.code, done.out) == (2, ""), words
        assert done.err
    assert count(engine, "registry.asset") == 0
