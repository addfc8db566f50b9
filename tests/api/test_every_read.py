"""Every read of the register, on whichever floor, can be asked as of another moment."""

import re
from pathlib import Path

import pytest
from sqlalchemy import TextClause, text
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.engine import Connection

from registry.history.travel import turned
from registry.sql import load
from tests.conftest import ROOT

_WRITES = re.compile(r"\b(insert|update|delete|truncate|create|for (no key )?update|for share|lock)\b", re.IGNORECASE)
_PLACE = re.compile(r"%\((\w+)\)s")
_ELSEWHERE = {
    "maps/sql/tiles.sql",  # drawn as of other moments in tests/maps/test_tile_moments.py
    "inspections/orphans/sql/deciding.sql",  # what a decision reads is of now
}
_DIALECT = PGDialect_psycopg()  # type: ignore[no-untyped-call]  # untyped in SQLAlchemy


def _reads() -> list[tuple[str, str, TextClause]]:
    """Statements that read coded tables and write nothing, but for those whose tables a module puts in."""
    found = []
    for path in sorted(ROOT.glob("*/**/sql/*.sql")):
        name = str(path.relative_to(ROOT))
        if "migrations" in path.parts or not name.startswith(("registry/", "inspections/", "maps/")):
            continue
        for statement, clause in load(Path(path)).items():
            plain = re.sub(r"--.*", "", clause.text).strip()
            if not plain.lower().startswith(("select", "with")) or name in _ELSEWHERE:
                continue
            if turned(plain) != plain and not _WRITES.search(plain) and not re.search(r"\b[A-Z]{4,}\b(?!\()", plain):
                found.append((name, statement, clause))
    return found


READS = _reads()


@pytest.mark.parametrize(("file", "name", "clause"), READS, ids=[f"{file}:{name}" for file, name, _ in READS])
def test_it_is_understood_as_of_another_moment(conn: Connection, file: str, name: str, clause: TextClause) -> None:
    """A view has no key: what a statement leaves to the key of a table fails here, and not before a reader."""
    if "scope_" in clause.text:
        pytest.skip("over temporary tables of a campaign's start, which is always now")
    statement = turned(str(clause.compile(dialect=_DIALECT)))
    names = list(dict.fromkeys(_PLACE.findall(statement)))
    numbered = _PLACE.sub(lambda found: f"${names.index(found[1]) + 1}", statement).replace("%%", "%").rstrip("; \n")
    conn.exec_driver_sql(f"prepare travelling as {numbered}", execution_options={"no_parameters": True})
    conn.execute(text("deallocate travelling"))


def test_there_are_reads_of_every_floor() -> None:
    assert {file.split("/", maxsplit=1)[0] for file, _, _ in READS} == {"registry", "inspections", "maps"}
