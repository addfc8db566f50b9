"""A picture comes in, and who may see it later."""

from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from sqlalchemy import Connection

from inspections.duplicates import pictures
from inspections.observations.photos import MEDIA_TYPE, Picture, read_picture
from inspections.observations.photostore import PhotoStore
from inspections.tickets.parties import party_of
from registry.actor import Actor
from registry.errors import Forbidden, Invalid, NotFound
from registry.sql import load

SQL = load(Path(__file__).parent / "sql" / "uploads.sql")


@dataclass(frozen=True, slots=True)
class Photo:
    """A stored picture: named by the hash of its stored bytes; place (WGS 84 degrees) and time as its EXIF had them."""

    sha256: str
    width_px: int
    height_px: int
    size_bytes: int
    lon: float | None
    lat: float | None
    taken_at: datetime | None
    uploaded_at: datetime


@dataclass(frozen=True, slots=True)
class Upload:
    """A picture that lies in the store, not yet in the register of pictures."""

    original_sha256: str
    sha256: str
    picture: Picture


def keep(store: PhotoStore, content: bytes, *, claimed_sha256: str | None) -> Upload:
    """Read a file and put its picture in the store, before any transaction: no row names what is not there.

    `claimed_sha256` is the hash by which an observation or a ticket step promised the file: other content is refused.
    Raises Invalid, Unsupported, TooLarge, Unavailable.
    """
    original = sha256(content).hexdigest()
    if claimed_sha256 not in {None, original}:
        raise Invalid("the file is not the one that was promised: its SHA-256 differs", sha256=original)
    upload = read(content)
    store_upload(store, upload)
    return upload


def read(content: bytes) -> Upload:
    """A file as it will be kept, nowhere stored yet. Raises Invalid, Unsupported, TooLarge."""
    picture = read_picture(content)
    return Upload(sha256(content).hexdigest(), sha256(picture.content).hexdigest(), picture)


def store_upload(store: PhotoStore, upload: Upload) -> None:
    """Put a picture that was read in the store; again does no harm. Raises Unavailable."""
    store.put(upload.sha256, upload.picture.content)


def record(conn: Connection, actor: Actor, upload: Upload, *, now: datetime) -> Photo:
    """Enter a picture; the same file, or another file of the same picture, again gives the same answer."""
    if actor.account_id is None:
        raise Forbidden("pictures come from an account")
    known = _find(conn, upload.original_sha256)
    if known is not None:
        return known
    row = asdict(upload.picture) | {"sha256": upload.sha256, "media_type": MEDIA_TYPE}
    row["size_bytes"] = len(row.pop("content"))
    conn.execute(SQL["store"], row | {"uploaded_by": actor.account_id, "now": now})
    pictures.enter(conn, upload.sha256, upload.picture.content)
    conn.execute(SQL["store_original"], {"original_sha256": upload.original_sha256, "sha256": upload.sha256})
    found = _find(conn, upload.original_sha256)
    assert found is not None, "the row was stored in this transaction, or by another before"
    return found


def photo(conn: Connection, actor: Actor, sha256_: str) -> Photo:
    """A picture by the hash of its stored bytes or of a file it came as.

    Seen by whoever sent it, by those in whose areas lies what it shows, and by the organisations that work on its
    ticket, a crew for its house too; to others it is not there. Raises NotFound.
    """
    found = _find(conn, sha256_)
    if found is None or not _may_see(conn, actor, found.sha256):
        raise NotFound(f"no picture {sha256_} is here for you")
    return found


def _find(conn: Connection, sha256_: str) -> Photo | None:
    row = conn.execute(SQL["find"], {"sha256": sha256_}).one_or_none()
    return Photo(*row) if row else None


def _may_see(conn: Connection, actor: Actor, stored: str) -> bool:
    if conn.execute(SQL["uploader"], {"sha256": stored}).scalar_one() == actor.account_id:
        return True
    subjects = conn.execute(SQL["subjects"], {"sha256": stored}).all()
    at_work = {code for row in subjects for code in (row.assignee_code, row.crew_code) if code}
    own = {actor.org_code, party_of(conn, actor).house}
    return bool(own & at_work) or any(actor.covers(row.community_code) for row in subjects)
