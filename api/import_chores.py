"""What the service does by itself about imports: the jobs that wait, one after another, and files whose time is over.

The work of a job and its end are one transaction, so that it is done once or not at all; how far it is, is told beside.
"""

import logging
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine

from api.settings import Settings
from registry import importing, search
from registry.crs import OVERRULE
from registry.database import writing
from registry.errors import Conflict, JinggeError, Unavailable
from registry.importing import Report, jobs, refused
from registry.importing.filestore import FileStore
from registry.importing.jobs import Act, Job
from registry.importing.kinds import NAMED
from registry.importing.undo import undo

log = logging.getLogger("jingge")

_MB = 1024 * 1024


def file_store(settings: Settings) -> FileStore:
    """The store of files to import, by the settings."""
    free_bytes = settings.import_free_mb * _MB
    return FileStore(settings.import_root, most_bytes=settings.max_import_bytes, free_bytes=free_bytes)


def work(engine: Engine, settings: Settings, now: datetime) -> int:
    """Every job that waits, the eldest first; how many were ended."""
    done = 0
    while _one(engine, settings, now):
        done += 1
    return done


def sweep(engine: Engine, settings: Settings, now: datetime) -> int:
    """Remove files that are kept long enough, and what broken uploads left; how many."""
    store = file_store(settings)
    with writing(engine) as conn:
        old = jobs.old_files(conn, before=now - timedelta(days=settings.import_file_days))
        for file_id in old:
            jobs.forget(conn, file_id, now=now)
    for file_id in old:
        store.forget(file_id)
    return len(old) + store.sweep()


def _one(engine: Engine, settings: Settings, now: datetime) -> bool:
    job: Job | None = None
    try:
        with writing(engine) as conn:
            job = jobs.take(conn)
            if job is None:
                return False
            _begin(engine, job, now=now)
            report, run_id = _done(conn, engine, settings, job, now=now)
            jobs.finish(conn, job.id, report, run_id=run_id, now=now)
    except Unavailable:
        raise  # it waits until the database is back
    except JinggeError as error:
        _fail(engine, job, error, now=now)
    except Exception:  # whatever it is: the job is closed with its failure told, and the next one goes on
        log.exception("import job %s failed", job and job.id)
        _fail(engine, job, JinggeError("an unexpected error; it is in the log under the id of the job"), now=now)
    return True


def _begin(engine: Engine, job: Job, *, now: datetime) -> None:
    with writing(engine) as beside:
        tries = jobs.begin(beside, job.id, now=now)
    if tries > jobs.MOST_TRIES:
        raise Conflict("the service ended three times while this was done; it is not tried again", tries=tries)


def _fail(engine: Engine, job: Job | None, error: JinggeError, *, now: datetime) -> None:
    if job is not None:
        with writing(engine) as conn:
            jobs.fail(conn, job.id, error, now=now)


def _done(
    conn: Connection, engine: Engine, settings: Settings, job: Job, *, now: datetime
) -> tuple[dict[str, Any], int | None]:
    if job.act is Act.UNDO:
        assert job.run_id is not None
        undone = undo(conn, job.run_id, actor_name=job.asked_by, reason=job.wish.reason)
        search.refresh(conn)
        return asdict(undone), job.run_id

    def progress(part: str, done: int, of_parts: int) -> None:
        with writing(engine) as beside:
            jobs.tell(beside, job.id, part, done=done, of_parts=of_parts)

    assert job.file_id is not None
    store, wish, rules = file_store(settings), job.wish, job.wish.rules
    path = store.path(job.file_id, jobs.file(conn, job.file_id).name)
    datum = rules.datum or "WGS84"
    datum = f"{datum.removesuffix(OVERRULE)}{OVERRULE}" if wish.ignore_file_crs else datum
    report = importing.run(
        conn,
        path,
        kind=rules.kind or "",
        source=rules.source or "",
        actor_name=job.asked_by,
        now=now,
        datum=datum,
        layer=rules.layer,
        encoding=rules.encoding,
        swap_axes=wish.swap_axes,
        trust_datum=wish.trust_datum,
        id_field=rules.id_field or None,
        mapping=rules.fields,
        defaults=rules.defaults,
        dry_run=job.act is Act.TRY,
        progress=progress,
    )
    refused.write(
        store.refused(job.id),
        path,
        faults=report.faults,
        datum=datum,
        layer=rules.layer,
        encoding=rules.encoding,
        swap_axes=wish.swap_axes,
        mapping=rules.fields,
    )
    if rules.kind in NAMED and job.act is Act.RUN:
        search.refresh(conn)
    return _told(report), report.run


def _told(report: Report) -> dict[str, Any]:
    return {
        **report.counts,
        "reasons": dict(report.reasons),
        "repeats": [asdict(again) for again in report.repeats[:100]],
        "notes": list(report.notes),
        "seconds": round(sum(report.seconds.values()), 3),
    }
