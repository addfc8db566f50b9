"""`jingge exchange` as a user types it."""

from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from registry.database import open_engine, writing
from tests.api.cli.support import Done, jingge
from tests.conftest import Databases
from tests.inspections.exchange import scene

SPAN = ("--from", "2026-11-01", "--until", "2026-11-25")


@pytest.fixture(scope="module")
def url(databases: Databases, template: str) -> Iterator[str]:
    engine = open_engine(databases.url(databases.create("exchange_cli", template=template)))
    with writing(engine) as conn:
        scene.furnish(conn)
        scene.closed(conn)
    yield engine.url.render_as_string(hide_password=False)
    engine.dispose()


def export(url: str, folder: Path, *words: str, ok: int) -> Done:
    done = jingge("exchange", "export", str(folder), *SPAN, *words, url=url)
    assert done.code == ok, done
    return done


def test_files_are_written_and_faults_told(url: str, tmp_path: Path) -> None:
    told = export(url, tmp_path / "a", "--profile", "gbt47678", "--json", ok=1).json
    assert told["rows"]["部件"] == 8
    assert told["faults"] == [{"sheet": "部件", "field": "QSDWDM", "reason": "local_code", "count": 1}]
    assert sorted(path.name for path in (tmp_path / "a").iterdir()) == ["exchange.xlsx", "rejects.csv"]
    assert len(pd.read_excel(tmp_path / "a" / "exchange.xlsx", sheet_name="缺项")) == 1
    export(url, tmp_path / "b", "--profile", "case", "--format", "shp", "--encoding", "gbk", ok=0)
    assert {path.name for path in (tmp_path / "b").iterdir()} == {
        "cases.zip",
        "standards.csv",
        "about.csv",
        "rejects.csv",
    }


def test_strict_writes_nothing_where_anything_is_wrong(url: str, tmp_path: Path) -> None:
    told = export(url, tmp_path / "c", "--profile", "gbt47678", "--strict", ok=1)
    assert "QSDWDM" in told.out
    assert not (tmp_path / "c").exists()
    export(url, tmp_path / "c", "--profile", "case", "--strict", ok=0)
    assert (tmp_path / "c" / "exchange.xlsx").exists()
    export(url, tmp_path / "c", "--profile", "none", ok=2)
