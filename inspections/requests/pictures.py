"""Pictures of a request: kept only with it, seen by whoever sees the request or its tickets, erased with its words.

What is stored has no place and no trace of a device (`inspections.observations.photos`); the page of whoever asked
shows none.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from sqlalchemy import Connection

from inspections.observations import uploads
from inspections.observations.photostore import PhotoStore
from inspections.observations.uploads import Upload
from registry.actor import Actor
from registry.sql import load

SQL = load(Path(__file__).parent / "sql" / "pictures.sql")
MOST = 3


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of a request, by the SHA-256 of its stored bytes."""

    sha256: str
    width_px: int
    height_px: int
    taken_at: datetime | None


def attach(
    conn: Connection, actor: Actor, store: PhotoStore, request_id: UUID, sent: Sequence[Upload], *, now: datetime
) -> None:
    """Keep the pictures of a request that was received in this transaction: no request, no picture.

    A file is written before the row that names it, and not before the request was taken. Raises Unavailable.
    """
    for upload in sent[:MOST]:
        uploads.store_upload(store, upload)
        uploads.record(conn, actor, upload, now=now)
        conn.execute(SQL["promise"], {"request_id": request_id, "original_sha256": upload.original_sha256})


def of_request(conn: Connection, request_id: UUID) -> list[Picture]:
    """The pictures of one request. Whoever calls says who may."""
    return [Picture(**row) for row in conn.execute(SQL["of_request"], {"id": request_id}).mappings()]


def forget(conn: Connection, store: PhotoStore) -> int:
    """Erase some pictures of requests that were erased, from the register and the store; how many. Until none is left.

    One that shows a ticket or an observation too stays with that. A file goes before its row: breaking off between the
    two leaves a row that is tried again, never a picture that nothing names.
    """
    promises = conn.execute(SQL["due"]).all()
    if not promises:
        return 0
    conn.execute(SQL["unpromise"], {"ids": sorted({row.subject_id for row in promises})})
    hashes = sorted({row.sha256 for row in promises if row.sha256})
    unnamed = list(conn.execute(SQL["unnamed"], {"hashes": hashes}).scalars())
    for sha256 in unnamed:
        store.remove(sha256)
    for statement in ("forget_looks", "forget_originals", "forget_photos"):
        conn.execute(SQL[statement], {"hashes": unnamed})
    return len(promises)
