"""A file goes on naming what was merged or replaced: its rows are the thing that took its place, never a second one."""

from datetime import timedelta
from pathlib import Path
from uuid import uuid4

from sqlalchemy import Engine, text

from registry.database import writing
from registry.history import deeds, places
from registry.history.rules import Said
from registry.importing import run
from registry.importing.runs import Report
from tests.registry.importing.rooms import HEAD, NOW

COVERS = HEAD + "a,01002,120.405,36.005\nb,01002,120.406,36.005\nc,01002,120.407,36.005\n"
_PLOT = '"POLYGON (({0} 36.002, {1} 36.002, {1} 36.004, {0} 36.004, {0} 36.002))"'
COMPOUNDS = f"source_id,name_zh,wkt\na,甲园,{_PLOT.format(120.402, 120.404)}\nb,乙园,{_PLOT.format(120.404, 120.406)}\n"


def _import(engine: Engine, file: Path, csv: str, *, kind: str, days: int = 0) -> Report:
    file.write_text(csv, encoding="utf-8")
    with writing(engine) as conn:
        return run(conn, file, kind=kind, source="s", actor_name="tests", now=NOW + timedelta(days=days))


def _codes(engine: Engine, table: str) -> dict[str, str]:
    with engine.connect() as conn:
        rows = conn.execute(text(f"select source_id, code from registry.{table} order by 1"))
        return {row.source_id: row.code for row in rows}


def _said() -> Said:
    return Said(id=uuid4(), account="tests", areas=None, reason="one hole", since=None)


def test_a_merged_cover_that_comes_again_is_the_survivor(town_engine: Engine, tmp_path: Path) -> None:
    _import(town_engine, tmp_path / "a.csv", COVERS, kind="assets")
    codes = _codes(town_engine, "asset")
    with writing(town_engine) as conn:
        deeds.merge(conn, codes["b"], _said(), others=[codes["a"]])
    with writing(town_engine) as conn:  # and on to a third
        deeds.merge(conn, codes["c"], _said(), others=[codes["b"]])
    more = COVERS.replace("lat\n", "lat,material\n").replace("36.005\n", "36.005,铸铁\n")
    again = _import(town_engine, tmp_path / "a.csv", more, kind="assets", days=1)
    assert (again.new, again.rejected, again.review) == (0, 0, 0)
    with town_engine.connect() as conn:
        rows = conn.execute(text("select code, status, material from registry.asset")).all()
        said = {row.code: (row.status, row.material) for row in rows}
        found = conn.execute(text("select alias, code from registry.alias where scheme = 'source:s'"))
        names = {row.alias: row.code for row in found}
    assert said == {
        codes["a"]: ("removed", None),
        codes["b"]: ("removed", None),
        codes["c"]: ("intact", "铸铁"),
    }
    assert names == {"a": codes["c"], "b": codes["c"]}
    assert _import(town_engine, tmp_path / "a.csv", more, kind="assets", days=2).unchanged == 3


def test_a_replaced_cover_that_comes_again_is_the_new_one(town_engine: Engine, tmp_path: Path) -> None:
    _import(town_engine, tmp_path / "a.csv", COVERS, kind="assets")
    codes = _codes(town_engine, "asset")
    with writing(town_engine) as conn:
        (new,) = deeds.replace(conn, codes["a"], _said()).codes
    assert _import(town_engine, tmp_path / "a.csv", COVERS, kind="assets", days=1).new == 0
    with town_engine.connect() as conn:
        assert conn.execute(text("select code from registry.alias where alias = 'a'")).scalar_one() == new
        living = conn.execute(text("select count(*) from registry.asset where status <> 'removed'")).scalar_one()
    assert living == 3


def test_a_merged_compound_that_comes_again_is_no_second_one(town_engine: Engine, tmp_path: Path) -> None:
    assert _import(town_engine, tmp_path / "c.csv", COMPOUNDS, kind="compounds").new == 2
    codes = _codes(town_engine, "compound")
    with writing(town_engine) as conn:
        places.merge(conn, codes["a"], _said(), others=[codes["b"]], keep_shape=True)
    again = _import(town_engine, tmp_path / "c.csv", COMPOUNDS, kind="compounds", days=1)
    assert (again.new, again.unchanged) == (0, 2)
    assert _codes(town_engine, "compound") == {"a": codes["a"]}
