"""Cases of other systems are imported with their history; the same file again changes nothing, a later one updates."""

import gzip
import json
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID, uuid4

from sqlalchemy import Connection

from inspections.foreign.case import Case, Reject
from inspections.foreign.profiles import read
from registry.actor import Actor, Role
from registry.errors import Forbidden, Invalid, NotFound
from registry.sql import load

SQL = load(Path(__file__).parent / "sql" / "importing.sql")
_SOURCE = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
_AT_ONCE = 5000


@dataclass(frozen=True, slots=True)
class Run:
    """What became of the rows of a file; the rejects are kept with the run."""

    id: UUID
    source: str
    rows: int
    created: int
    updated: int
    unchanged: int
    rejects: list[Reject]


def import_file(conn: Connection, actor: Actor, path: Path, *, profile: str, source: str, now: datetime) -> Run:
    """Import a file (UTF-8; `.gz` is unpacked) as cases of the system `source`; see `import_cases`. Raises NotFound."""
    if not path.is_file():
        raise NotFound(f"there is no file {path}")
    content = path.read_bytes()
    try:
        text = (gzip.decompress(content) if path.suffix == ".gz" else content).decode("utf-8-sig")
    except (UnicodeDecodeError, EOFError, OSError) as wrong:
        raise Invalid(f"{path.name} is no text in UTF-8: {wrong}") from None
    return import_cases(conn, actor, text, profile=profile, source=source, file_name=path.name, now=now)


def import_cases(
    conn: Connection, actor: Actor, text: str, *, profile: str, source: str, file_name: str, now: datetime
) -> Run:
    """Import the text of a file. A case is known again by source and number: it is updated, with its history.

    A row that tells an older state than is known changes nothing. Nothing is opened or routed here: these are cases of
    somebody else. Raises Forbidden (not a steward), Invalid for a source, profile or file that cannot be.
    """
    if not actor.has(Role.STEWARD, Role.SYSTEM):
        raise Forbidden("cases of other systems are imported by a steward", roles=[Role.STEWARD])
    if not _SOURCE.fullmatch(source):
        raise Invalid("a source is named by 1 to 40 of a-z, 0-9 and dash", field="source", value=source)
    cases, rejects = read(text, profile)
    run_id = uuid4()
    conn.execute(SQL["lock_source"], {"source": source})
    run = {"id": run_id, "source": source, "profile": profile, "file_name": file_name, "at": now}
    conn.execute(SQL["open_run"], {**run, "account_id": actor.account_id})
    created = updated = 0
    for begin in range(0, len(cases), _AT_ONCE):
        new, changed = _store(conn, source, run_id, cases[begin : begin + _AT_ONCE])
        created, updated = created + new, updated + changed
    if rejects:
        rows = [asdict(one) | {"run_id": run_id, "content": _json(one.content)} for one in rejects]
        conn.execute(SQL["store_rejects"], rows)
    total, unchanged = len(cases) + len(rejects), len(cases) - created - updated
    counts = {"rows": total, "created": created, "updated": updated, "unchanged": unchanged}
    conn.execute(SQL["close_run"], {"id": run_id, **counts, "rejected": len(rejects)})
    return Run(run_id, source, **counts, rejects=rejects)


def _store(conn: Connection, source: str, run_id: UUID, cases: Sequence[Case]) -> tuple[int, int]:
    """How many were new, and how many changed."""
    by_id = {case.id(source): case for case in cases}
    rows = [case.row() | {"id": key, "content": case.content} for key, case in by_id.items()]
    stored = conn.execute(SQL["store_cases"], {"source": source, "run_id": run_id, "cases": _json(rows)}).all()
    conn.execute(SQL["forget_events"], {"ids": [row.id for row in stored]})
    events = [
        event.row() | {"case_id": row.id, "position": position}
        for row in stored
        for position, event in enumerate(by_id[row.id].history, start=1)
    ]
    conn.execute(SQL["store_events"], {"events": _json(events)})
    new = sum(row.new for row in stored)
    return new, len(stored) - new


def _json(value: object) -> str:
    return json.dumps(value, default=str, ensure_ascii=False).replace("\\u0000", "")
