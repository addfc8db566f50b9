"""The story of a thing: how it came, what was changed on it by whom, what became of it."""

from pathlib import Path

from sqlalchemy import Connection, TextClause, text

from registry.codes import Kind
from registry.history.telling import Change, Entry, Told, Version, tell
from registry.sql import load

_SQL = load(Path(__file__).parent / "sql" / "story.sql")


def story(conn: Connection, kind: Kind, code: str) -> tuple[Entry, ...]:
    """The versions and events of a code in words, in the order in which they became known.

    On a connection that travels: what was known then. Names of accounts are in it: whoever shows it decides for whom.
    A code that was never known has no story.
    """
    versions = [Version(**row) for row in conn.execute(_of(kind, "versions"), {"code": code}).mappings()]
    events = [Told(**row) for row in conn.execute(_SQL["events"], {"kind": kind.value, "code": code}).mappings()]
    ids = {version.change for version in versions} | {event.change for event in events}
    ids |= {version.until for version in versions if version.until is not None}
    rows = conn.execute(_SQL["changes"], {"ids": sorted(ids)}).mappings()
    return tell(code, versions, events, {row["id"]: Change(**row) for row in rows})


def _of(kind: Kind, name: str) -> TextClause:
    """A statement of story.sql for one kind; the names of tables are those of kinds."""
    return text(_SQL[name].text.replace("TABLE", kind.value))
