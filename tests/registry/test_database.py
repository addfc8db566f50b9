"""Migrations go forward and back; broken constraints become words."""

from collections.abc import Callable

import psycopg
import pytest
from sqlalchemy import Engine, text

from registry.database import CONSTRAINTS, downgrade, migrate, reading, revisions, told, writing
from registry.errors import Conflict, Invalid, Unavailable

Fresh = Callable[[], Engine]


def test_migrations_go_back_and_forward(fresh: Fresh) -> None:
    engine = fresh()
    downgrade(engine, "base")
    with reading(engine) as conn:
        left = conn.execute(
            text("select count(*) from pg_namespace where nspname in ('registry', 'access', 'inspections')")
        )
        assert left.scalar_one() == 0
    migrate(engine)
    current, newest = revisions(engine)
    assert current == newest


def test_a_code_is_never_reused_nor_changed(fresh: Fresh) -> None:
    engine = fresh()
    with writing(engine) as conn:
        conn.execute(text("insert into registry.division (code, name_zh, name_en) values ('990101', '甲区', 'A')"))
    with pytest.raises(Conflict, match="cannot change"), writing(engine) as conn:
        conn.execute(text("update registry.division set code = '990102'"))
    with writing(engine) as conn:
        conn.execute(text("delete from registry.division"))
    with pytest.raises(Conflict, match="never reused"), writing(engine) as conn:
        conn.execute(text("insert into registry.division (code, name_zh, name_en) values ('990101', '乙区', 'B')"))


def test_the_ledger_is_only_added_to(fresh: Fresh) -> None:
    engine = fresh()
    with writing(engine) as conn:
        conn.execute(text("insert into registry.division (code, name_zh, name_en) values ('990101', '甲区', 'A')"))
    with pytest.raises(Conflict, match="only ever added"), writing(engine) as conn:
        conn.execute(text("delete from registry.issued_codes"))


def test_a_bad_code_is_invalid_input(fresh: Fresh) -> None:
    with pytest.raises(Invalid, match="division_code_grammar"), writing(fresh()) as conn:
        conn.execute(text("insert into registry.division (code, name_zh, name_en) values ('99010', '甲区', 'A')"))


def test_what_others_name_is_not_taken_away(fresh: Fresh) -> None:
    engine = fresh()
    with writing(engine) as conn:
        conn.execute(text("insert into registry.division (code, name_zh, name_en) values ('990101', '甲区', 'A')"))
        street = "insert into registry.street (code, division_code, name_zh) values ('990101001', '990101', '甲街道')"
        conn.execute(text(street))
    with pytest.raises(Conflict, match="still name it"), writing(engine) as conn:
        conn.execute(text("delete from registry.division"))


def test_a_lost_server_is_unavailable(fresh: Fresh) -> None:
    engine = fresh()
    with pytest.raises(Unavailable), told(), engine.connect() as conn:
        conn.execute(text("select pg_terminate_backend(pg_backend_pid())"))


def test_a_database_that_was_never_migrated_is_told_with_what_to_do(fresh: Fresh) -> None:
    with pytest.raises(Unavailable, match="jingge db migrate"), reading(fresh()) as conn:
        conn.execute(text("select * from registry.not_yet_there"))


def test_reading_cannot_write(fresh: Fresh) -> None:
    with pytest.raises(Exception, match="read-only"), reading(fresh()) as conn:
        conn.execute(text("insert into registry.division (code, name_zh, name_en) values ('990101', '甲区', 'A')"))


def test_every_named_constraint_exists(fresh: Fresh) -> None:
    with reading(fresh()) as conn:
        known = set(
            conn.execute(
                text("select conname from pg_constraint union select indexrelid::regclass::text from pg_index")
            ).scalars()
        )
        told = r"select (regexp_matches(prosrc, 'constraint\s*=\s*''(\w+)''', 'g'))[1] from pg_proc"
        by_triggers = set(conn.execute(text(told)).scalars())
    missing = {
        name for name in CONSTRAINTS if name not in by_triggers and not any(k.split(".")[-1] == name for k in known)
    }
    assert not missing


def test_errors_of_copy_are_told_as_those_of_statements(engine: Engine) -> None:
    street = "insert into registry.street (code, division_code, name_zh) values (repeat('9', 9), '999999', 'x')"
    with engine.connect() as conn:
        driver = conn.connection.driver_connection
        assert isinstance(driver, psycopg.Connection)
        with pytest.raises(Invalid), told():
            driver.execute(street)
