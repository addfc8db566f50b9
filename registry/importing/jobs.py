"""Imports that are asked for and done later: a file that came, and what is to be done with it.

A job is taken by one worker, who locks its row until the transaction of the work ends and closes it in the same one: so
it is done once or not at all, and one whose worker was killed is taken again.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, RowMapping

from registry.actor import Actor, Role
from registry.errors import Conflict, Forbidden, Invalid, JinggeError, NotFound
from registry.importing.filestore import Received
from registry.importing.kinds import SORTS
from registry.importing.mapping import Rules, parse, render
from registry.importing.several import PLACES
from registry.sql import load

_SQL = load(Path(__file__).parent / "sql" / "jobs.sql")
MOST_TRIES = 3
"""A job during which the process ended so often is not taken again: it may be the one that ends it."""


class Act(StrEnum):
    """What a job does: judge and count, import, or take an import back."""

    TRY = "try"
    RUN = "run"
    UNDO = "undo"


@dataclass(frozen=True, slots=True)
class File:
    """A file that came."""

    id: UUID
    name: str
    size_bytes: int
    sha256: str
    uploaded_by: str
    uploaded_at: datetime
    forgotten_at: datetime | None


@dataclass(frozen=True, slots=True)
class Wish:
    """How a file is to be imported: its mapping, and what overrules the file or the guard."""

    rules: Rules
    swap_axes: bool = False
    trust_datum: bool = False
    ignore_file_crs: bool = False
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Job:
    """A job as it stands. `state` is waiting, running, done or failed; `part`, `done` and `of_parts` say how far it is.

    `report` are the counts of what was done, `problem` why nothing was: code, detail, fields.
    """

    id: UUID
    act: Act
    file_id: UUID | None
    file_name: str | None
    run_id: int | None
    wish: Wish
    asked_by: str
    asked_at: datetime
    state: str
    finished_at: datetime | None
    report: Mapping[str, Any] | None
    problem: Mapping[str, Any] | None
    part: str
    done: int
    of_parts: int


def check(conn: Connection, actor: Actor) -> None:
    """Raises Forbidden for whoever is neither steward nor planner of every division of the register: the rows of a file
    may lie anywhere.
    """
    if not actor.has(Role.STEWARD, Role.PLANNER, Role.SYSTEM):
        raise Forbidden(f"{actor.name} is neither steward nor planner: files are imported by one")
    outside = [code for code in conn.execute(_SQL["divisions"]).scalars() if not actor.covers(code)]
    if outside:
        raise Forbidden(f"an import may touch all of {outside[0]}, which is not in your areas", codes=outside)


def add_file(conn: Connection, actor: Actor, received: Received, *, file_id: UUID, name: str, now: datetime) -> File:
    """Enter a file that came; the same again is known. Raises Forbidden, Conflict where the id is another file's."""
    check(conn, actor)
    values = {"id": file_id, "name": name, "size_bytes": received.size_bytes, "sha256": received.sha256}
    conn.execute(_SQL["add_file"], {**values, "uploaded_by": actor.name, "uploaded_at": now})
    found = file(conn, file_id)
    if (found.sha256, found.name) != (received.sha256, name):
        raise Conflict("this id was given to another file; make a new one", id=str(file_id))
    return found


def file(conn: Connection, file_id: UUID) -> File:
    """A file. Raises NotFound for none, and for one that was removed."""
    row = conn.execute(_SQL["file"], {"id": file_id}).mappings().one_or_none()
    if row is None or row["forgotten_at"] is not None:
        raise NotFound("this file is not here (any more): upload it again", id=str(file_id))
    return File(**row)


def files(conn: Connection, *, limit: int = 50) -> list[File]:
    """The files that are here, the newest first."""
    return [File(**row) for row in conn.execute(_SQL["files"], {"limit": limit}).mappings()]


def forget(conn: Connection, file_id: UUID, *, now: datetime) -> None:
    """Note that a file is removed. Raises NotFound, Conflict for one that a job waits for."""
    file(conn, file_id)
    if conn.execute(_SQL["waits"], {"id": file_id}).scalar_one():
        raise Conflict("a job waits for this file: remove it when that is done", id=str(file_id))
    conn.execute(_SQL["forget"], {"id": file_id, "now": now})


def old_files(conn: Connection, *, before: datetime) -> list[UUID]:
    """Files that came before a moment and that nothing waits for; some at a time."""
    return list(conn.execute(_SQL["old_files"], {"before": before}).scalars())


def ask(
    conn: Connection,
    actor: Actor,
    act: Act,
    wish: Wish,
    *,
    job_id: UUID,
    now: datetime,
    file_id: UUID | None = None,
    run_id: int | None = None,
) -> Job:
    """Ask for a job, which is done after this transaction; the same id again is known and changes nothing.

    Raises Forbidden, NotFound for no such file or run, Invalid for a kind that is not imported or no source.
    """
    check(conn, actor)
    if act is Act.UNDO:
        if run_id is None or not conn.execute(_SQL["has_run"], {"run": run_id}).scalar_one():
            raise NotFound(f"there is no import run {run_id}", run=run_id)
    elif file_id is None:
        raise Invalid("say which file is imported", field="file_id")
    else:
        file(conn, file_id)
        _check_rules(wish.rules)
    values = {
        "id": job_id,
        "act": act.value,
        "file_id": None if act is Act.UNDO else file_id,
        "run_id": run_id if act is Act.UNDO else None,
        "given": json.dumps(_given(wish), ensure_ascii=False),
        "asked_by": actor.name,
        "asked_at": now,
    }
    conn.execute(_SQL["ask"], values)
    return one(conn, job_id)


def one(conn: Connection, job_id: UUID) -> Job:
    """A job. Raises NotFound."""
    row = conn.execute(_SQL["job"], {"id": job_id}).mappings().one_or_none()
    if row is None:
        raise NotFound("there is no such job", id=str(job_id))
    return _job(row)


def listed(conn: Connection, *, limit: int = 50) -> list[Job]:
    """The newest jobs."""
    return [_job(row) for row in conn.execute(_SQL["jobs"], {"limit": limit}).mappings()]


def take(conn: Connection) -> Job | None:
    """The job that waits longest and that nobody works on, locked until the transaction ends; None where none is."""
    found = conn.execute(_SQL["take"]).scalar()
    return None if found is None else one(conn, found)


def begin(conn: Connection, job_id: UUID, *, now: datetime) -> int:
    """Note that a job is worked on; how often it was begun. In a transaction beside that of the work."""
    return int(conn.execute(_SQL["begin"], {"id": job_id, "now": now}).scalar_one())


def tell(conn: Connection, job_id: UUID, part: str, *, done: int, of_parts: int) -> None:
    """Note how far a job is. In a transaction beside that of the work."""
    conn.execute(_SQL["tell"], {"id": job_id, "part": part, "done": done, "of_parts": of_parts})


def finish(conn: Connection, job_id: UUID, report: Mapping[str, Any], *, run_id: int | None, now: datetime) -> None:
    """Close a job that was done, in the transaction of its work."""
    told = json.dumps(report, ensure_ascii=False, default=str)
    conn.execute(
        _SQL["end"], {"id": job_id, "state": "done", "now": now, "run_id": run_id, "report": told, "problem": None}
    )


def fail(conn: Connection, job_id: UUID, error: JinggeError, *, now: datetime) -> None:
    """Close a job of which nothing was done, with the reason."""
    problem = {"code": error.code, "detail": error.message, "fields": dict(error.fields)}
    told = json.dumps(problem, ensure_ascii=False, default=str)
    conn.execute(
        _SQL["end"], {"id": job_id, "state": "failed", "now": now, "run_id": None, "report": None, "problem": told}
    )


def _check_rules(rules: Rules) -> None:
    if rules.kind is None or rules.kind not in {*SORTS, PLACES}:
        raise Invalid(f"say what the rows are: {', '.join((*SORTS, PLACES))}", field="kind")
    if not (rules.source or "").strip():
        raise Invalid("say the source: who keeps these data", field="source")
    check_datum(rules.datum)


def check_datum(datum: str | None) -> None:
    """Raises Invalid for a datum that names a file: those are on the machine of the service, not of whoever asks."""
    if datum is not None and datum.strip().rstrip("!").lower().endswith(".prj"):
        raise Invalid("a .prj file is not read from here; say its WKT or an EPSG code", field="datum")


def _given(wish: Wish) -> dict[str, Any]:
    plain = ("swap_axes", "trust_datum", "ignore_file_crs", "reason")
    return {"mapping": json.loads(render(wish.rules)), **{name: getattr(wish, name) for name in plain}}


def _job(row: RowMapping) -> Job:
    given = dict(row["given"])
    rules = parse(json.dumps(given.pop("mapping", {}), ensure_ascii=False), name="the mapping")
    running = row["state"] == "waiting" and row["begun_at"] is not None
    plain = ("id", "file_id", "file_name", "run_id", "asked_by", "asked_at", "finished_at", "report", "problem")
    return Job(
        act=Act(row["act"]),
        wish=Wish(rules, **given),
        state="running" if running else row["state"],
        part=row["part"] or "",
        done=row["done"] or 0,
        of_parts=row["of_parts"] or 0,
        **{name: row[name] for name in plain},
    )
