from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from tests.api.cli.support import jingge
from tests.conftest import Databases

NOWHERE = "postgresql:///nothing?host=/nonexistent"


def address(engine: Engine) -> str:
    return engine.url.render_as_string(hide_password=False)


def test_an_empty_database_is_migrated(databases: Databases) -> None:
    name = databases.create("empty")
    url = databases.url(name)
    before = jingge("db", "status", "--json", url=url)
    assert (before.code, before.json["ready"], before.json["revision"]) == (1, False, None)
    done = jingge("db", "migrate", "--json", url=url)
    assert (done.code, done.json["before"]) == (0, None)
    after = jingge("db", "status", "--json", url=url)
    assert (after.code, after.json["ready"]) == (0, True)
    assert "schema is" in jingge("db", "migrate", url=url).out
    databases.drop(name)


def test_a_database_away_is_told_and_passwords_are_not() -> None:
    done = jingge("db", "status", "--json", url="postgresql://jingge:secret@127.0.0.1:1/nothing")
    assert (done.code, done.json["answers"]) == (1, False)
    assert "secret" not in done.out + done.err
    refused = jingge("db", "migrate", "--json", url=NOWHERE)
    assert (refused.code, refused.json["error"]) == (2, "unavailable")
    assert refused.err.startswith("jingge: ")


def test_a_backup_fills_an_empty_database_and_spares_a_full_one(
    fresh: Callable[[], Engine], databases: Databases, tmp_path: Path
) -> None:
    engine, file = fresh(), tmp_path / "jingge.dump"
    with engine.begin() as conn:
        conn.execute(
            text("insert into registry.division (code, name_zh, name_en) values ('370203', '市北区', 'Shibei')")
        )
    assert jingge("db", "backup", str(file), "--json", url=address(engine)).json["bytes"] == file.stat().st_size
    name = databases.create("restored")
    url = databases.url(name)
    restored = jingge("db", "restore", str(file), "--json", url=url)
    assert restored.code == 0, restored.err
    assert jingge("db", "status", url=url).code == 0
    again = jingge("db", "restore", str(file), "--json", url=url)
    assert (again.code, again.json["error"]) == (2, "conflict")
    assert jingge("db", "restore", str(file), "--replace", url=url).code == 0
    databases.drop(name)


def test_what_is_no_backup_is_refused(fresh: Callable[[], Engine], tmp_path: Path) -> None:
    url = address(fresh())
    wrong = tmp_path / "wrong.dump"
    wrong.write_text("hello")
    assert jingge("db", "restore", str(wrong), "--replace", url=url).code == 2
    assert jingge("db", "restore", str(tmp_path / "missing"), url=url).code == 2
    assert jingge("db", "status", url=url).code == 0


@pytest.mark.parametrize("file", ["/nonexistent/folder/x.dump"])
def test_a_backup_that_cannot_be_written_leaves_nothing(fresh: Callable[[], Engine], file: str) -> None:
    done = jingge("db", "backup", file, url=address(fresh()))
    assert done.code == 2
    assert done.err.startswith("jingge: ")
