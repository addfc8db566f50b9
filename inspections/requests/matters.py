"""The matters (事项) of the departments: loaded from fixtures/reference/matters.csv, read for routing."""

from collections.abc import Mapping
from pathlib import Path

from sqlalchemy import Connection

from inspections.requests.routing import Matter, Matters
from inspections.tickets.workflow import Words
from registry.codelists import read_codes
from registry.errors import Invalid
from registry.sql import load as load_sql

SQL = load_sql(Path(__file__).parent / "sql" / "matters.sql")
MATTERS = "matters.csv"
STREET = "street"
COLUMNS = (
    "code", "kind", "name_zh", "name_en", "words", "department",
    "answer_days", "extension_days", "return_days", "source",
)  # fmt: skip
_KINDS = ("component", "event", "service")


def load(conn: Connection, folder: Path) -> int:
    """Load matters.csv of a folder, the file's word holds; how many. The same file again changes nothing.

    A matter that is not in the file any more is switched off, never deleted: requests name it. `department` is the code
    of an organisation, or `street` for the office of the place. Raises NotFound, Invalid with the line.
    """
    rows = read_codes(folder / MATTERS, COLUMNS, _row, of="matters of requests, and who answers for each")
    conn.execute(SQL["store"], rows)
    conn.execute(SQL["switch_off"], {"codes": [row["code"] for row in rows]})
    return len(rows)


def known(conn: Connection) -> Matters:
    """Every matter in use, and who of the register may answer."""
    rows = conn.execute(SQL["matters"])
    matters = [
        Matter(
            row.code, Words(row.name_zh, row.name_en), tuple(row.words), row.department_code, row.by_street,
            row.answer_days, row.extension_days, row.return_days,
        )
        for row in rows
    ]  # fmt: skip
    return Matters(matters, organisations=conn.execute(SQL["organisations"]).scalars().all())


def _row(row: Mapping[str, str | None], where: str) -> dict[str, object]:
    given = {name: (row[name] or "").strip() for name in COLUMNS}
    lacking = [name for name in COLUMNS if name != "words" and not given[name]]
    if lacking:
        raise Invalid(f"{where}: {', '.join(lacking)} is missing")
    if given["kind"] not in _KINDS:
        raise Invalid(f"{where}: kind {given['kind']!r} is none of {', '.join(_KINDS)}")
    department = given.pop("department")
    days = {name: _days(given[name], f"{where}: {name}") for name in COLUMNS if name.endswith("_days")}
    by_street = department == STREET
    words = [word.strip() for word in given["words"].split("|") if word.strip()]
    duty = {"by_street": by_street, "department_code": None if by_street else department}
    return {**given, **days, **duty, "words": words}


def _days(text: str, where: str) -> int:
    if not (text.isascii() and text.isdigit() and 0 <= int(text) <= 366):
        raise Invalid(f"{where} {text!r} is no number of days")
    return int(text)
