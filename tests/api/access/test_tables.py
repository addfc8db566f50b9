from sqlalchemy import inspect
from sqlalchemy.engine import Connection

from api.access.tables import metadata


def test_the_tables_are_those_of_the_database(conn: Connection) -> None:
    found = inspect(conn)
    assert set(found.get_table_names("access")) == {table.name for table in metadata.tables.values()}
    for table in metadata.tables.values():
        columns = {column["name"]: column["nullable"] for column in found.get_columns(table.name, "access")}
        assert columns == {column.name: column.nullable for column in table.columns}
