"""What came in is listed, taken back and decided on from the command line."""

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from tests.api.cli.support import Done, jingge
from tests.support import REFERENCE

HEAD = "source_id,class_code,lon,lat\n"
FIRST = HEAD + "a,01002,120.3750,36.0876\nb,01002,120.3760,36.0876\n"
NEAR = HEAD + "x,01002,120.3750080,36.0876\ny,01002,120.3760080,36.0876\nz,01002,120.3770,36.0876\n"


@pytest.fixture
def engine(fresh: Callable[[], Engine]) -> Engine:
    engine = fresh()
    assert run(engine, "import-classes", str(REFERENCE)).code == 0
    with engine.begin() as conn:
        conn.execute(text("insert into registry.division (code, name_zh, name_en) values ('370203', '市北', 'Shibei')"))
    return engine


def run(engine: Engine, *words: str) -> Done:
    return jingge(*words, url=engine.url.render_as_string(hide_password=False))


def bring(engine: Engine, path: Path, csv: str, source: str) -> Done:
    path.write_text(csv, encoding="utf-8")
    return run(engine, "import", str(path), "--as", "assets", "--source", source, "--json")


def test_runs_are_listed_and_undone(engine: Engine, tmp_path: Path) -> None:
    number = bring(engine, tmp_path / "a.csv", FIRST, "survey").json["run"]
    (listed,) = run(engine, "import-runs", "--json").json["runs"]
    assert (listed["id"], listed["counts"]["new"], listed["undone_by"]) == (number, 2, None)
    assert "a.csv" in run(engine, "import-runs").out
    undone = run(engine, "import-undo", str(number), "--reason", "wrong file", "--json")
    assert (undone.code, undone.json["withdrawn"]) == (0, 2)
    again = run(engine, "import-undo", str(number))
    assert again.code == 2
    assert "undone already" in again.err
    assert "Traceback" not in again.err


def test_unsure_rows_are_listed_and_decided(engine: Engine, tmp_path: Path) -> None:
    bring(engine, tmp_path / "a.csv", FIRST, "survey")
    counts = bring(engine, tmp_path / "b.csv", NEAR, "other").json
    assert (counts["new"], counts["review"]) == (1, 2)
    first, second = run(engine, "import-reviews", "--json").json["reviews"]
    assert "m, " in run(engine, "import-reviews").out
    code = first["candidates"][0]["code"]
    assert run(engine, "import-decide", str(first["id"]), "--same", code, "--json").json["code"] == code
    assert run(engine, "import-decide", str(second["id"]), "--new", "--json").json["decision"] == "new"
    assert run(engine, "import-reviews", "--json").json == {"reviews": []}
    unsaid = run(engine, "import-decide", str(second["id"]), "--new", "--leave")
    assert (unsaid.code, "one of" in unsaid.err) == (2, True)
