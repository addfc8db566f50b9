"""What no hand may do: empty a table, write history, change what was."""

import psycopg
import pytest
from psycopg import errors

from tests.registry.history.desk import Row

Desk = psycopg.Connection[Row]


@pytest.mark.parametrize("table", ["asset", "grid", "asset_history", "event", "change", "issued_codes"])
def test_nothing_is_emptied(desk: Desk, table: str) -> None:
    with pytest.raises(psycopg.Error, match=r"only ever added|written by the register alone"):
        desk.execute(f"truncate registry.{table} cascade")


@pytest.mark.parametrize(
    "deed", ["update {} set recorded = recorded", "delete from {}", "insert into {} select * from {}"]
)
def test_history_is_written_by_the_register_alone(desk: Desk, deed: str) -> None:
    desk.execute("select set_config('jingge.keeping', 'on', false)")
    with pytest.raises(errors.IntegrityConstraintViolation, match="register alone"):
        desk.execute(deed.replace("{}", "registry.asset_history"))


@pytest.mark.parametrize("deed", ["update registry.change set by_account = 'x'", "delete from registry.change"])
def test_changes_are_only_added_to(desk: Desk, deed: str) -> None:
    desk.execute("select set_config('jingge.dating', 'on', false)")
    with pytest.raises(errors.IntegrityConstraintViolation, match="only ever added"):
        desk.execute(deed)
