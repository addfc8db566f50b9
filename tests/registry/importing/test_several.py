"""Divisions, streets and communities come in one file, told apart by their codes."""

from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import Connection, func, select

from registry import tables
from registry.errors import Invalid
from registry.importing import PLACES, Report, run

NOW = datetime.fromisoformat("2026-11-01T00:00:00+00:00")
CSV = """code,name_zh,short_name
990101,示例区,
990101001,甲街道,
990101001001,甲社区,甲
990101002001,乙社区,乙
990101002,乙街道,
99010,短,短
,无,无
"""


def _import(conn: Connection, path: Path, csv: str = CSV, **options: object) -> Report:
    path.write_text(csv, encoding="utf-8")
    return run(conn, path, kind=PLACES, source="s", actor_name="tests", now=NOW, **options)


def _count(conn: Connection, table: str) -> int:
    found = conn.execute(select(func.count()).select_from(tables.metadata.tables[f"registry.{table}"]))
    return int(found.scalar_one())


def test_each_row_goes_to_its_table_whatever_the_order(conn: Connection, tmp_path: Path) -> None:
    report = _import(conn, tmp_path / "a.csv", rejects=tmp_path / "rejects.csv")
    assert (report.read, report.new, report.rejected, report.kind) == (7, 5, 2, PLACES)
    assert [_count(conn, table) for table in ("division", "street", "community")] == [1, 2, 2]
    assert report.reasons == {"bad_form": 1, "missing": 1}
    assert sorted(report.faults["row_no"]) == [6, 7]
    assert report.rejects == tmp_path / "rejects-communities.csv"
    assert "runs: divisions" in report.notes[-1]
    again = _import(conn, tmp_path / "a.csv")
    assert (again.new, again.unchanged, again.rejected) == (0, 5, 2)


def test_the_code_may_be_mapped_and_must_be_there(conn: Connection, tmp_path: Path) -> None:
    mapped = _import(conn, tmp_path / "a.csv", CSV.replace("code,", "编码,"), mapping={"code": "编码"})
    assert mapped.new == 5
    with pytest.raises(Invalid, match="no column code; map `code`"):
        _import(conn, tmp_path / "a.csv", CSV.replace("code,", "编码,"))
