"""`jingge import inspect`: a look that proposes, in words and as data, with and without a register."""

import json
import shlex
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import pytest
from sqlalchemy import Engine, text

from registry.database import open_engine
from tests.api.cli.support import Done, jingge
from tests.support import REFERENCE

NOWHERE = "postgresql:///nowhere?host=/nonexistent"
SURVEY = """编号,井盖类型,材质,是否有防坠网,状态,建设年份,备用,X,Y
W1,污水,铸铁,有,完好,2003,a,120.3750,36.0876
W2,雨水,复合,无,破损,,b,120.3752,36.0877
W3,热力井,复合,无,完好,2010,b,120.3754,36.0878
"""


@pytest.fixture
def url(fresh: Callable[[], Engine]) -> str:
    engine = fresh()
    made = engine.url.render_as_string(hide_password=False)
    assert jingge("import-classes", str(REFERENCE), url=made).code == 0
    with engine.begin() as conn:
        conn.execute(text("insert into registry.division (code, name_zh, name_en) values ('370203', '市北', 'Shibei')"))
    return made


@pytest.fixture
def survey(tmp_path: Path) -> Path:
    path = tmp_path / "普查.csv"
    path.write_text(SURVEY, "utf-8")
    return path


def _inspect(survey: Path, *words: str, url: str) -> Done:
    return jingge("import", "inspect", str(survey), *words, url=url)


def test_a_proposal_in_words(url: str, survey: Path) -> None:
    done = _inspect(survey, url=url)
    assert (done.code, done.err) == (0, "")
    for word in ("3 rows, 9 columns", "kind: covers (", "source_id", "污水 → 01002", "完好 → intact", "备用 (a, b)"):
        assert word in done.out
    assert done.out.rstrip().endswith(f"next: jingge import inspect {shlex.quote(str(survey))} --write mapping.json")


def test_a_proposal_as_data(url: str, survey: Path) -> None:
    told = _inspect(survey, "--json", url=url).json
    assert (told["rows"], told["looked_at"], told["shapes"], told["datum"]) == (3, 3, {"Point": 3}, "WGS84")
    assert (told["kind"], told["identity"]["column"], told["missing"]) == ("covers", "编号", [])
    assert {one["field"]: one["column"] for one in told["fields"]}["class_code"] == "井盖类型"
    assert told["mapping"]["fields"]["fall_net"]["values"] == {"有": "with", "无": "without"}
    assert told["columns"]["备用"] == ["a", "b"]


def test_what_is_proposed_is_imported_as_it_stands(url: str, survey: Path, tmp_path: Path) -> None:
    saved = tmp_path / "mapping.json"
    assert _inspect(survey, "--write", str(saved), url=url).code == 0
    assert json.loads(saved.read_text("utf-8"))["kind"] == "covers"
    words = ("--mapping", str(saved), "--source", "survey", "--set", "division=370203", "--json")
    done = jingge("import", str(survey), *words, url=url)
    assert (done.code, done.json["read"], done.json["new"], done.json["rejected"]) == (0, 3, 3, 0), done.out
    again = _inspect(survey, "--write", str(saved), url=url)
    assert (again.code, again.out) == (2, "")
    assert "is there already" in again.err


def test_a_look_needs_no_register(survey: Path) -> None:
    told = _inspect(survey, "--json", url=NOWHERE).json
    assert told["kind"] == "covers"
    assert any("no register answers" in note for note in told["notes"])
    choice = next(one for one in told["fields"] if one["field"] == "class_code")
    assert choice["unread"] == ["污水", "雨水", "热力井"]


def test_an_exchange_file_is_known_by_its_columns(tmp_path: Path) -> None:
    names = "GLBJBSM,GLBJMC,ZGBMDM,ZGBMMC,SZDYWGBSM,GLBJZT,CSRQ,lon,lat"
    row = "37020301002000001,污水井盖,11370203MB2857412A,住建局,370203005001001,完好,20260101,120.375,36.0876"
    (tmp_path / "a.csv").write_text(f"{names}\n{row}\n", "utf-8")
    told = _inspect(tmp_path / "a.csv", "--json", url=NOWHERE).json
    assert any("--profile gb2026" in note for note in told["notes"])
    assert next(one["rule"] for one in told["fields"] if one["field"] == "class_code")["part"] == [6, 11]


def test_the_next_command_says_what_flags_can_say(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("id,class,lon,lat\n1,01002,120,36\n2,01003,120,36\n")
    told = _inspect(tmp_path / "a.csv", "--as", "covers", "--datum", "GCJ-02", "--json", url=NOWHERE).json
    said = "--as covers --datum GCJ-02 --id-field id --map class_code=class --source NAME --dry-run"
    assert told["next"].split(maxsplit=3)[3] == said


def test_mistakes_are_told_in_a_line(survey: Path, tmp_path: Path) -> None:
    (tmp_path / "broken.gpkg").write_bytes(b"no package")
    for words in (
        (str(survey), "--as", "kings"),
        (str(survey), "--datum", "NAD27"),
        (str(survey), "--encoding", "klingon"),
        (str(survey), "--write", str(tmp_path / "none" / "a.json")),
        (str(tmp_path / "broken.gpkg"),),
        (str(tmp_path / "none.csv"),),
    ):
        done = jingge("import", "inspect", *words, url=NOWHERE)
        assert (done.code, done.out) == (2, ""), words
        assert done.err


def _shapefile(folder: Path, crs: str, *, says: str | None) -> Path:
    """Covers in a square of 200 m, in one CRS, saying another or none."""
    at = [(120.375 + 0.0002 * (i % 10), 36.0876 + 0.0002 * (i // 10)) for i in range(60)]
    frame = gpd.GeoDataFrame(
        {"编号": [f"W{i}" for i in range(60)], "class_code": "01002"},
        geometry=gpd.points_from_xy(*zip(*at, strict=True)),
        crs=4326,
    ).to_crs(crs)
    path = folder / "covers.shp"
    frame.set_crs(says or crs, allow_override=True).to_file(path, encoding="UTF-8")
    if says is None:
        path.with_suffix(".prj").unlink()
    return path


@pytest.fixture
def district(url: str) -> str:
    outline = "st_multi(st_makeenvelope(120.35, 36.05, 120.40, 36.12, 4326))"
    opened = open_engine(url)
    with opened.begin() as conn:
        conn.execute(text(f"update registry.division set geom = {outline}"))
    opened.dispose()
    return url


def test_a_look_says_what_the_guard_would_say(district: str, tmp_path: Path) -> None:
    file = _shapefile(tmp_path, "EPSG:4528", says="EPSG:4529")
    looked = _inspect(file, "--json", url=district).json["guard"]
    assert (looked["state"], looked["option"]) == ("suspicious", "--datum EPSG:4528")
    assert "--ignore-file-crs" in looked["words"]
    assert "would be refused" in _inspect(file, url=district).out
    right = _inspect(file, "--datum", "EPSG:4528", "--ignore-file-crs", "--json", url=district).json
    assert right["guard"]["state"] != "suspicious"
    assert any("taken for EPSG:4528" in note for note in right["notes"])
    assert _inspect(file, "--json", url=NOWHERE).json["guard"] is None


def test_a_file_whose_own_crs_is_wrong_is_imported_by_what_is_said(district: str, tmp_path: Path) -> None:
    file = _shapefile(tmp_path, "EPSG:4528", says="EPSG:4529")
    words = ["import", str(file), "--as", "covers", "--source", "survey", "--id-field", "编号", "--json"]
    refused = jingge(*words, url=district)
    assert "with --ignore-file-crs" in refused.json["detail"]
    assert "--ignore-file-crs" in jingge(*words, "--datum", "EPSG:4528", url=district).json["detail"]
    assert "say with --datum" in jingge(*words, "--ignore-file-crs", url=district).json["detail"]
    done = jingge(*words, "--datum", "EPSG:4528", "--ignore-file-crs", url=district)
    assert (done.code, done.json["new"]) == (0, 60), done.err


def test_a_file_without_a_crs_is_looked_at_and_the_guard_names_it(district: str, tmp_path: Path) -> None:
    done = _inspect(_shapefile(tmp_path, "EPSG:4549", says=None), url=district)
    assert done.code == 0
    assert "does not say its CRS" in done.out
    assert "say --datum EPSG:4549" in done.out
    assert "--datum …" in done.out.replace("'", "")
