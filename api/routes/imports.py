"""Imports over HTTP: a file comes, is looked into, tried, imported, taken back; unsure rows wait for a person.

What reads a whole file is a job: asked for here, done by the service beside its requests (`api.import_chores`).
"""

from pathlib import Path
from typing import Annotated, Literal
from uuid import UUID

from anyio import to_thread
from fastapi import APIRouter, Depends, Query, Request
from fastapi import Path as InPath
from fastapi.responses import FileResponse, Response
from starlette.requests import ClientDisconnect

from api import trail
from api.deps import CurrentSettings, Now, Reading, Writing, require
from api.import_chores import file_store
from api.import_shapes import (
    FileAnswer,
    FileList,
    ImportJobAnswer,
    ImportJobBody,
    ImportJobList,
    RefusedRows,
    ReviewCollection,
    ReviewDecisionBody,
    ReviewFeature,
    RunList,
)
from api.inspection_shapes import InspectionAnswer, InspectionBody, KindList
from registry.actor import Actor, Role
from registry.crs import OVERRULE
from registry.errors import Invalid, NotFound
from registry.importing import inspecting, jobs, mapping, references, refused, reviews, runs
from registry.importing.filestore import FileStore, Received, name_of
from registry.importing.several import LEAST, PLACES

router = APIRouter(tags=["imports"], prefix="/imports")

Keeper = Annotated[Actor, Depends(require(Role.STEWARD, Role.PLANNER))]
Number = Annotated[int, InPath(ge=1, le=2**63 - 1)]
FileId = Annotated[UUID, Query(alias="id", description="made by the client: sent again, the file is known")]
Limit = Annotated[int, Query(ge=1, le=500)]
_BLOCK = 1 << 20
MOST_REJECTS = 1_000_000
_BODY = {"required": True, "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}}


def store_of(settings: CurrentSettings) -> FileStore:
    """The store of files to import."""
    return file_store(settings)


Store = Annotated[FileStore, Depends(store_of)]


async def received(
    request: Request,
    actor: Keeper,
    store: Store,
    file_id: FileId,
    name: Annotated[str, Query(min_length=3, max_length=300, description="the name of the file, as covers.csv")],
) -> Received:
    """The body, block by block onto the disk; refused before its first byte where it does not fit."""
    del actor, file_id  # are known before a byte is read
    name_of(name)
    length = request.headers.get("content-length", "")
    await to_thread.run_sync(store.check, int(length) if length.isascii() and length.isdigit() else 0)
    intake = await to_thread.run_sync(store.begin)
    waiting = bytearray()
    try:
        async for some in request.stream():
            waiting += some
            if len(waiting) >= _BLOCK:
                await to_thread.run_sync(intake.write, bytes(waiting))
                waiting.clear()
        if waiting:
            await to_thread.run_sync(intake.write, bytes(waiting))
        return await to_thread.run_sync(intake.end)
    except ClientDisconnect as error:
        intake.drop()
        raise Invalid("the file did not come whole; send it again") from error
    except BaseException:
        intake.drop()
        raise


Came = Annotated[Received, Depends(received)]


@router.get("/kinds", summary="What is imported")
def list_import_kinds(actor: Keeper) -> KindList:
    """The kinds of things with their fields, for a mapping."""
    del actor
    return KindList.told()


@router.post("/files", summary="Send a file to import", status_code=201, openapi_extra={"requestBody": _BODY})
def send_import_file(
    request: Request, came: Came, conn: Writing, actor: Keeper, now: Now, store: Store, file_id: FileId, name: str
) -> FileAnswer:
    """The file is the body. The same file under the same `id` again gives the same answer.

    413 for one that is too large, 507 where the disk of the server is nearly full.
    """
    trail.about(request, f"import file {file_id}", name=name_of(name), size_bytes=came.size_bytes)
    try:
        found = jobs.add_file(conn, actor, came, file_id=file_id, name=name_of(name), now=now)
        store.keep(came, file_id, found.name)
    finally:
        came.part.unlink(missing_ok=True)
    return FileAnswer.model_validate(found)


@router.get("/files", summary="Files to import")
def list_import_files(conn: Reading, actor: Keeper, limit: Limit = 50) -> FileList:
    """Those that are here, the newest first."""
    jobs.check(conn, actor)
    return FileList(files=[FileAnswer.model_validate(one) for one in jobs.files(conn, limit=limit)])


@router.delete("/files/{file_id}", summary="Remove a file to import", status_code=204)
def remove_import_file(
    request: Request, conn: Writing, actor: Keeper, now: Now, store: Store, file_id: UUID
) -> Response:
    """Its bytes are removed; what was imported of it stays. 409 where a job waits for it."""
    trail.about(request, f"import file {file_id}")
    jobs.check(conn, actor)
    jobs.forget(conn, file_id, now=now)
    store.forget(file_id)
    return Response(status_code=204)


@router.post("/files/{file_id}/inspection", summary="Look into a file")
def inspect_import_file(
    conn: Reading, actor: Keeper, store: Store, file_id: UUID, body: InspectionBody
) -> InspectionAnswer:
    """What it is, column by column, a mapping with reasons, what the datum guard makes of it. Its first 5,000 rows are
    read, so that this ends soon; nothing is stored.
    """
    jobs.check(conn, actor)
    jobs.check_datum(body.datum)
    several_kinds = body.kind == PLACES
    kind = LEAST if several_kinds else body.kind
    if kind is not None:
        mapping.sort_named(kind)
    if body.ignore_file_crs and body.datum is None:
        raise Invalid("say the datum that holds instead of the CRS of the file", field="datum")
    path = _here(store.path(file_id, jobs.file(conn, file_id).name))
    seen = inspecting.inspect(
        path,
        kind=kind,
        layer=body.layer,
        datum=f"{body.datum}{OVERRULE}" if body.ignore_file_crs else body.datum,
        encoding=body.encoding,
        classes=inspecting.classes(conn),
    )
    told = InspectionAnswer.of(seen, None if seen.sample is None else references.check(conn, seen.sample))
    return told.renamed(PLACES) if several_kinds else told


@router.post("/jobs", summary="Ask for an import", status_code=202)
def ask_import_job(request: Request, conn: Writing, actor: Keeper, now: Now, body: ImportJobBody) -> ImportJobAnswer:
    """Try a file, import it, or take an import back; done soon after the answer. Sent again, the job is known."""
    trail.about(request, f"import job {body.id}", act=body.act, file=str(body.file_id or ""), run=body.run_id)
    job = jobs.ask(
        conn, actor, body.act, body.wish(), job_id=body.id, now=now, file_id=body.file_id, run_id=body.run_id
    )
    return ImportJobAnswer.of(job)


@router.get("/jobs", summary="Jobs of imports")
def list_import_jobs(conn: Reading, actor: Keeper, limit: Limit = 50) -> ImportJobList:
    """The newest first."""
    jobs.check(conn, actor)
    return ImportJobList(jobs=[ImportJobAnswer.of(job) for job in jobs.listed(conn, limit=limit)])


@router.get("/jobs/{job_id}", summary="One job of an import")
def get_import_job(conn: Reading, actor: Keeper, job_id: UUID) -> ImportJobAnswer:
    """How far it is, what it did, or why it did nothing."""
    jobs.check(conn, actor)
    return ImportJobAnswer.of(jobs.one(conn, job_id))


@router.get("/jobs/{job_id}/refused", summary="Rows a job refused")
def list_refused_rows(
    conn: Reading,
    actor: Keeper,
    store: Store,
    job_id: UUID,
    after: Annotated[int, Query(ge=0, le=2**63 - 1)] = 0,
    limit: Annotated[int, Query(ge=1, le=refused.MOST)] = 500,
) -> RefusedRows:
    """GeoJSON by row, each with its faults; without a shape where none could be read."""
    jobs.check(conn, actor)
    features, following = refused.page(store.refused(jobs.one(conn, job_id).id), after=after, limit=limit)
    return RefusedRows(features=features, next=following)


@router.get(
    "/jobs/{job_id}/refused.{form}",
    summary="The file of rows a job refused",
    response_class=FileResponse,
    responses={200: {"content": {"text/csv": {}, "application/geo+json-seq": {}}}},
)
def get_refused_file(
    conn: Reading, actor: Keeper, store: Store, job_id: UUID, form: Literal["csv", "jsonl"]
) -> FileResponse:
    """As a table to be corrected and imported again, or a GeoJSON feature a line. 404 where nothing was refused."""
    jobs.check(conn, actor)
    job = jobs.one(conn, job_id)
    path = _here(store.refused(job.id).with_suffix(f".{form}"))
    stem = (job.file_name or "file").rpartition(".")[0]
    media = "text/csv; charset=utf-8" if form == "csv" else "application/geo+json-seq"
    return FileResponse(path, media_type=media, filename=f"{stem}-refused.{form}")


@router.get("/runs", summary="Imports that were done")
def list_import_runs(conn: Reading, actor: Keeper, limit: Limit = 50) -> RunList:
    """The newest first, with their counts and whether they were taken back."""
    jobs.check(conn, actor)
    return RunList.of(runs.listed(conn, limit=limit))


@router.get("/runs/{run_id}/refused", summary="Rows an import refused")
def list_rejects_of_run(
    conn: Reading,
    actor: Keeper,
    run_id: Number,
    after: Annotated[int, Query(ge=0, le=2**63 - 1)] = 0,
    limit: Annotated[int, Query(ge=1, le=refused.MOST)] = 500,
) -> RefusedRows:
    """As the register keeps them, whoever asked for the import: by the command line too. Without shapes."""
    jobs.check(conn, actor)
    features = refused.kept_features(runs.rejects(conn, run_id, after=after, limit=limit))
    return RefusedRows(features=features, next=features[-1]["id"] if len(features) == limit else None)


@router.get(
    "/runs/{run_id}/refused.csv",
    summary="The table of rows an import refused",
    response_class=Response,
    responses={200: {"content": {"text/csv": {}}}},
)
def get_rejects_of_run(conn: Reading, actor: Keeper, run_id: Number) -> Response:
    """To be corrected and imported again; 404 where nothing was refused."""
    jobs.check(conn, actor)
    table = refused.kept_table(runs.rejects(conn, run_id, limit=MOST_REJECTS))
    if not table:
        raise NotFound(f"import {run_id} refused no row", run=run_id)
    headers = {"Content-Disposition": f'attachment; filename="import-{run_id}-refused.csv"'}
    return Response("\ufeff" + table, media_type="text/csv; charset=utf-8", headers=headers)


@router.get("/reviews", summary="Rows that wait for a person")
def list_import_reviews(
    conn: Reading,
    actor: Keeper,
    run: Annotated[int, Query(ge=1, le=2**63 - 1)] | None = None,
    after: Annotated[int, Query(ge=0, le=2**63 - 1)] = 0,
    limit: Limit = 100,
) -> ReviewCollection:
    """Near to another source's thing and not clearly the same; GeoJSON, each with what it may be."""
    jobs.check(conn, actor)
    found = reviews.placed(conn, reviews.waiting(conn, run=run, after=after, limit=limit))
    features = [ReviewFeature.of(one) for one in found]
    return ReviewCollection(features=features, next=features[-1].id if len(features) == limit else None)


@router.post("/reviews/{review}/decision", summary="Say what an unsure row is")
def decide_import_review(
    request: Request, conn: Writing, actor: Keeper, now: Now, review: Number, body: ReviewDecisionBody
) -> ReviewFeature:
    """It holds for good: the file may come again, and nothing is asked twice. 409 for one that was decided."""
    trail.about(request, f"import review {review}", decision=body.decision, code=body.code)
    jobs.check(conn, actor)
    decided = reviews.decide(conn, review, body.decision, code=body.code, actor_name=actor.name, now=now)
    return ReviewFeature.of(reviews.placed(conn, [decided])[0])


def _here(path: Path) -> Path:
    if not path.is_file():
        raise NotFound("the file is not on the disk of the server (any more)")
    return path
