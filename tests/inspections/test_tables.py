"""The Core tables say what the migrated database says."""

import pytest
from sqlalchemy import Connection, Table, inspect

import inspections.clocks.tables
import inspections.crews.tables
import inspections.duplicates.tables
import inspections.duty.tables
import inspections.exchange.tables
import inspections.foreign.tables
import inspections.guards.tables
import inspections.orphans.tables
import inspections.outbox.tables
import inspections.owners.tables
import inspections.payers.tables
import inspections.proof.tables
import inspections.requests.tables
import inspections.routing.tables
import inspections.suggestions.tables
import inspections.tickets.tables
import inspections.walks.tables  # noqa: F401 - as well
from inspections.tables import metadata


def _shape(conn: Connection, table: Table) -> dict[str, tuple[str, bool, bool]]:
    return {
        column.name: (column.type.compile(conn.dialect).upper(), bool(column.nullable), column.primary_key)
        for column in table.columns
    }


def _stored(conn: Connection, name: str) -> dict[str, tuple[str, bool, bool]]:
    inspector = inspect(conn)
    keys = inspector.get_pk_constraint(name, schema="inspections")["constrained_columns"]
    return {
        column["name"]: (column["type"].compile(conn.dialect).upper(), column["nullable"], column["name"] in keys)
        for column in inspector.get_columns(name, schema="inspections")
    }


def test_every_table_of_the_schema_is_here(conn: Connection) -> None:
    assert set(inspect(conn).get_table_names(schema="inspections")) == {table.name for table in metadata.sorted_tables}


@pytest.mark.parametrize("table", metadata.sorted_tables, ids=lambda table: table.name)
def test_columns_mirror_the_database(conn: Connection, table: Table) -> None:
    assert _shape(conn, table) == _stored(conn, table.name)
