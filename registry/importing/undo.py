"""An import is taken back: what it brought goes, what it changed is as it was before, codes stay issued.

A code that goes resolves as withdrawn. History keeps both: what the register said between the import and its undoing.
"""

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, Table, text

from registry import tables
from registry.errors import Conflict, NotFound
from registry.importing.kinds import SORTS
from registry.sql import load

_SQL = load(Path(__file__).parent / "sql" / "undo.sql")
_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Undone:
    """What became of a run that was taken back: things withdrawn, and things that are as they were before."""

    run: int
    withdrawn: int
    restored: int
    names: int


def undo(conn: Connection, run: int, *, actor_name: str, reason: str = "") -> Undone:
    """Take an import back; afterwards the register equals its state before, but for the codes, which stay issued.

    Raises NotFound for a run that never was; Conflict where it was undone already, where something it touched was
    changed since (undo that first), or where work hangs on what it brought (observations, tickets): retire such things.
    """
    found = conn.execute(_SQL["run"], {"run": run}).one_or_none()
    if found is None:
        raise NotFound(f"there is no import run {run}", run=run)
    if found.undone_by is not None:
        raise Conflict(f"run {run} was undone already", run=run)
    if found.kind not in SORTS or SORTS[found.kind].table in {"landmark", "organisation"}:
        raise Conflict(
            f"run {run} brought {found.kind}, which have no history: correct them by another import", run=run
        )
    table = tables.metadata.tables[f"registry.{SORTS[found.kind].table}"]
    changes = list(conn.execute(_SQL["changes"], {"run": run}).scalars())
    if found.written and not changes:  # of a program before each run had its own change
        raise Conflict(f"run {run} came in as one change with others and cannot be told from them", run=run)
    declared = {"deed": "import-undo", "account": actor_name, "reason": reason or found.file_name, "run": str(run)}
    for name, value in declared.items():
        conn.execute(_SQL["declare"], {"name": f"jingge.{name}", "value": value})
    this = conn.execute(_SQL["open_change"]).scalar_one()
    withdrawn = restored = names = 0
    for change in reversed(changes):
        conn.execute(text(_named(table, "touched")), {"change": change})
        _refuse_later(conn, run)
        _refuse_worked_on(conn, table, run)
        restored += conn.execute(text(_named(table, "restore")), {"change": change}).rowcount
        withdrawn += conn.execute(text(_named(table, "withdraw"))).rowcount
        names += conn.execute(_SQL["forget_names"], {"change": change}).rowcount
        conn.execute(_SQL["done"])
    conn.execute(_SQL["forget_reviews"], {"run": run})
    conn.execute(_SQL["mark"], {"run": run, "change": this})
    return Undone(run, withdrawn, restored, names)


def _named(table: Table, name: str) -> str:
    """A statement of undo.sql for one table; names of tables and columns come from registry.tables alone."""
    columns = [column.name for column in table.columns if column.name not in {"code", "change_id"}]
    sets = ", ".join(f"{column} = was.{column}" for column in columns)
    return _SQL[name].text.replace("TABLE", table.name).replace("SETS", sets)


def _refuse_later(conn: Connection, run: int) -> None:
    later = list(conn.execute(_SQL["changed_later"]).scalars())
    if later:
        shown = ", ".join(later[:_SHOWN]) + (", …" if len(later) > _SHOWN else "")
        told = f"{len(later)} things of run {run} were changed since ({shown}): undo those changes first"
        raise Conflict(told, run=run, codes=later[:100])


def _refuse_worked_on(conn: Connection, table: Table, run: int) -> None:
    used: dict[str, str] = {}
    for row in conn.execute(_SQL["references"], {"of_table": f"registry.{table.name}"}):
        query = _SQL["referred"].text.replace("REFERRER", row.on_table).replace("COLUMN", row.column_name)
        used |= dict.fromkeys(conn.execute(text(query)).scalars(), row.on_table)
    if used:
        shown = ", ".join(f"{code} ({on_table})" for code, on_table in sorted(used.items())[:_SHOWN])
        told = f"{len(used)} things of run {run} are in use: {shown}; retire them instead of undoing the run"
        raise Conflict(told, run=run, codes=sorted(used)[:100])
