"""An import is taken back: the register is as it was, codes stay issued, and what hangs on it holds it back."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, select, text

from registry import tables
from registry.database import writing
from registry.errors import Conflict, NotFound
from registry.importing import Report, run
from registry.importing.reviews import Decision, decide, waiting
from registry.importing.undo import undo

NOW = datetime.fromisoformat("2026-11-01T00:00:00+00:00")
HEAD = "source_id,class_code,lon,lat,size_mm\n"
FIRST = HEAD + "a,01002,120.405,36.005,700\nb,01002,120.406,36.005,600\n"
SECOND = HEAD + "a,01002,120.405,36.005,800\nc,01001,120.415,36.005,\n"


def _import(engine: Engine, path: Path, csv: str, *, days: int = 0, source: str = "s") -> Report:
    path.write_text(csv, encoding="utf-8")
    with writing(engine) as conn:
        return run(conn, path, kind="assets", source=source, actor_name="tests", now=NOW + timedelta(days=days))


def _undo(engine: Engine, number: int | None) -> object:
    assert number is not None
    with writing(engine) as conn:
        return undo(conn, number, actor_name="tests")


def _state(engine: Engine) -> list[tuple[object, ...]]:
    kept = [column for column in tables.asset.columns if column.name != "change_id"]
    with engine.connect() as conn:
        rows = conn.execute(select(*kept).order_by(tables.asset.c.code)).all()
        names = conn.execute(text("select kind, scheme, alias, code from registry.alias order by 1, 2, 3")).all()
    return [tuple(row) for row in (*rows, *names)]


def test_an_undone_import_leaves_the_register_as_it_was(town_engine: Engine, tmp_path: Path) -> None:
    empty = _state(town_engine)
    first = _import(town_engine, tmp_path / "a.csv", FIRST)
    before = _state(town_engine)
    second = _import(town_engine, tmp_path / "b.csv", SECOND, days=1)
    assert (second.new, second.updated) == (1, 1)
    undone = _undo(town_engine, second.run)
    assert (undone.withdrawn, undone.restored) == (1, 1)  # type: ignore[attr-defined]
    assert _state(town_engine) == before
    _undo(town_engine, first.run)
    assert _state(town_engine) == empty
    again = _import(town_engine, tmp_path / "c.csv", FIRST, days=2)
    assert again.new == 2
    with town_engine.connect() as conn:
        codes = set(conn.execute(select(tables.asset.c.code)).scalars())
    assert codes == {"99010101002000003", "99010101002000004"}, "codes that were issued stay issued"


def test_runs_of_one_transaction_are_undone_one_by_one(town_engine: Engine, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(FIRST, encoding="utf-8")
    (tmp_path / "b.csv").write_text(SECOND, encoding="utf-8")
    with writing(town_engine) as conn:
        one, two = (
            run(conn, tmp_path / name, kind="assets", source="s", actor_name="tests", now=NOW + timedelta(days=day))
            for day, name in enumerate(("a.csv", "b.csv"))
        )
    both = _undo(town_engine, two.run), _undo(town_engine, one.run)
    assert [(undone.withdrawn, undone.restored) for undone in both] == [(1, 1), (2, 0)]  # type: ignore[attr-defined]


def test_what_was_taken_back_comes_again_with_the_code_it_brought(town_engine: Engine, tmp_path: Path) -> None:
    coded = "source_id,class_code,lon,lat,ObjID\na,01002,120.405,36.005,99010101002000500\nb,01002,120.406,36.005,\n"
    first = _import(town_engine, tmp_path / "a.csv", coded)
    _undo(town_engine, first.run)
    again = _import(town_engine, tmp_path / "a.csv", coded, days=1)
    assert (again.new, again.rejected) == (2, 0)
    with town_engine.connect() as conn:
        codes = {row.source_id: row.code for row in conn.execute(select(tables.asset))}
    assert codes == {"a": "99010101002000500", "b": "99010101002000502"}


def test_names_of_another_source_go_with_its_import(town_engine: Engine, tmp_path: Path) -> None:
    _import(town_engine, tmp_path / "a.csv", FIRST)
    before = _state(town_engine)
    other = _import(town_engine, tmp_path / "b.csv", FIRST.replace("a,", "x,").replace("b,", "y,"), source="other")
    assert _state(town_engine) != before
    _undo(town_engine, other.run)
    assert _state(town_engine) == before


def test_what_the_register_said_meanwhile_is_still_known(town_engine: Engine, tmp_path: Path) -> None:
    first = _import(town_engine, tmp_path / "a.csv", FIRST)
    with town_engine.connect() as conn:
        known = conn.execute(text("select clock_timestamp()")).scalar_one()
    _undo(town_engine, first.run)
    tell = text("select set_config(:name, :at, true)")
    with town_engine.begin() as conn:
        assert conn.execute(text("select count(*) from registry.asset")).scalar_one() == 0
        for moment, count in (("as_known_at", 2), ("as_of", 0)):  # it was said then; as we know now it was never true
            conn.execute(
                text("select set_config(:name, :at, true)"), {"name": f"jingge.{moment}", "at": known.isoformat()}
            )
            assert conn.execute(text("select count(*) from registry_then.asset")).scalar_one() == count
            conn.execute(tell, {"name": f"jingge.{moment}", "at": ""})


def test_what_was_changed_since_holds_it_back(town_engine: Engine, tmp_path: Path) -> None:
    first = _import(town_engine, tmp_path / "a.csv", FIRST)
    second = _import(town_engine, tmp_path / "b.csv", SECOND, days=1)
    with pytest.raises(Conflict, match=r"1 things of run \d+ were changed since \(99010101002000001\)"):
        _undo(town_engine, first.run)
    with writing(town_engine) as conn:
        conn.execute(text("update registry.asset set note = 'seen' where source_id = 'c'"))
    with pytest.raises(Conflict, match=r"changed since \(99010101001000001\)"):
        _undo(town_engine, second.run)


def test_what_is_in_use_holds_it_back(town_engine: Engine, tmp_path: Path) -> None:
    first = _import(town_engine, tmp_path / "a.csv", FIRST)
    with town_engine.begin() as conn:
        conn.execute(text("create table public.work (asset_code text references registry.asset (code))"))
        conn.execute(text("insert into public.work values ('99010101002000002')"))
    with pytest.raises(Conflict, match=r"1 things of run \d+ are in use: 99010101002000002 \(work\)"):
        _undo(town_engine, first.run)


def test_no_run_and_undone_runs_are_told(town_engine: Engine, tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="no import run 77"):
        _undo(town_engine, 77)
    first = _import(town_engine, tmp_path / "a.csv", FIRST)
    _undo(town_engine, first.run)
    with pytest.raises(Conflict, match="undone already"):
        _undo(town_engine, first.run)


def test_what_a_person_said_of_its_rows_goes_with_the_run(town_engine: Engine, tmp_path: Path) -> None:
    _import(town_engine, tmp_path / "a.csv", FIRST)
    before = _state(town_engine)
    near = HEAD + "x,01002,120.405008,36.005,700\ny,01002,120.406008,36.005,600\n"
    second = _import(town_engine, tmp_path / "b.csv", near, source="other")
    with writing(town_engine) as conn:
        first, other = waiting(conn)
        decide(conn, first.id, Decision.NEW, actor_name="tests", now=NOW)
    with writing(town_engine) as conn:
        decide(conn, other.id, Decision.SAME, code="99010101002000002", actor_name="tests", now=NOW)
    assert _state(town_engine) != before
    _undo(town_engine, second.run)
    assert _state(town_engine) == before
    with town_engine.connect() as conn:
        assert waiting(conn) == []
