"""The Core tables say what the migrated database says."""

import pytest
from sqlalchemy import Connection, Table, inspect
from sqlalchemy.dialects import postgresql

from registry.tables import metadata


def _shape(table: Table) -> dict[str, tuple[str, bool, bool]]:
    dialect = postgresql.dialect()
    return {
        column.name: (column.type.compile(dialect).upper(), bool(column.nullable), column.primary_key)
        for column in table.columns
    }


def _stored(conn: Connection, name: str) -> dict[str, tuple[str, bool, bool]]:
    dialect = postgresql.dialect()
    inspector = inspect(conn)
    keys = inspector.get_pk_constraint(name, schema="registry")["constrained_columns"]
    return {
        column["name"]: (column["type"].compile(dialect).upper(), column["nullable"], column["name"] in keys)
        for column in inspector.get_columns(name, schema="registry")
    }


def test_every_table_of_the_schema_is_here(conn: Connection) -> None:
    assert set(inspect(conn).get_table_names(schema="registry")) == {table.name for table in metadata.sorted_tables}


@pytest.mark.parametrize("table", metadata.sorted_tables, ids=lambda table: table.name)
def test_columns_mirror_the_database(conn: Connection, table: Table) -> None:
    assert _shape(table) == _stored(conn, table.name)
