import json
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
    unsaid = run(engine, *words[: words.index("--rejects")], "--dry-run").out
    assert "(out_of_range)" in unsaid or "(outside)" in unsaid
    assert "say --rejects FILE" in unsaid
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


def _division(engine: Engine) -> None:
    with engine.begin() as conn:
        conn.execute(text("insert into registry.division (code, name_zh, name_en) values ('370203', '市北', 'Shibei')"))


def test_a_mapping_file_says_what_flags_need_not_and_flags_win(engine: Engine, tmp_path: Path) -> None:
    _division(engine)
    file, mapping = tmp_path / "covers.csv", tmp_path / "mapping.json"
    file.write_bytes("编号,类型,经度,纬度\na,污水,120.3750,36.0876\nb,手孔,120.3752,36.0877\n".encode("gb18030"))
    rules = {
        "kind": "covers",
        "source": "survey",
        "id_field": "编号",
        "encoding": "GB18030",
        "fields": {"class": {"column": "类型", "values": {"污水": "01002"}, "otherwise": "01023"}},
        "defaults": {"division_code": "370203", "material": "铸铁"},
    }
    mapping.write_text(json.dumps(rules, ensure_ascii=False), "utf-8")
    done = run(engine, "import", str(file), "--mapping", str(mapping), "--json")
    assert (done.code, done.json["new"]) == (0, 2), done.err
    with reading(engine) as conn:
        found = conn.execute(text("select class_code, material from registry.asset order by 1")).all()
    assert [tuple(row) for row in found] == [("01002", "铸铁"), ("01023", "铸铁")]
    words = ("--mapping", str(mapping), "--source", "other", "--set", "class=01003", "--dry-run", "--json")
    assert run(engine, "import", "file", str(file), *words).json["rejected"] == 0


def test_an_exchange_file_is_read_by_its_profile(engine: Engine, tmp_path: Path) -> None:
    _division(engine)
    file = tmp_path / "parts.csv"
    file.write_text("GLBJBSM,GLBJMC,GLBJZT,lon,lat\n37020301002000001,污水井盖,破损,120.375,36.0876\n", "utf-8")
    words = ("--as", "covers", "--source", "platform", "--profile", "gb2026", "--set", "division=370203", "--json")
    done = run(engine, "import", str(file), *words)
    assert (done.code, done.json["new"]) == (0, 1), (done.out, done.err)
    with reading(engine) as conn:
        found = conn.execute(text("select code, class_code, status from registry.asset")).one()
    assert tuple(found) == ("37020301002000001", "01002", "broken")
    assert run(engine, "import", str(file), "--as", "covers", "--source", "x", "--profile", "gb1900").code == 2


def test_what_is_not_said_is_asked_for(engine: Engine, tmp_path: Path) -> None:
    file, mapping = tmp_path / "covers.csv", tmp_path / "mapping.json"
    file.write_text(COVERS)
    mapping.write_bytes('{"kind": "井盖"}'.encode("gb18030"))
    told = {
        (str(file),): "--as",
        (str(file), "--as", "covers"): "--source",
        (str(file), "--mapping", str(mapping)): "not in UTF-8",
    }
    for words, word in told.items():
        done = run(engine, "import", *words)
        assert (done.code, done.out) == (2, ""), words
        assert word in done.err
