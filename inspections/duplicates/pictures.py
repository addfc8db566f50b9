"""How stored pictures look, kept beside them: entered when one comes, and for old ones by a chore."""

from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Protocol

from PIL import Image
from sqlalchemy import Connection

from inspections.duplicates.hashes import BITS, SAME_PICTURE_BITS, hash_of, stored
from registry.errors import Invalid, NotFound
from registry.sql import load

SQL = load(Path(__file__).parent / "sql" / "pictures.sql")


class Store(Protocol):
    """Where pictures lie: `inspections.observations.photostore.PhotoStore`."""

    def get(self, sha256: str) -> bytes:
        """A picture's bytes. Raises NotFound, Unavailable."""


@dataclass(frozen=True, slots=True)
class Near:
    """A stored picture that looks like another; `bits` of 64 differ."""

    sha256: str
    bits: int


def enter(conn: Connection, sha256: str, content: bytes) -> None:
    """Keep how a stored picture looks; the same picture again changes nothing."""
    with Image.open(BytesIO(content)) as image:
        value = hash_of(image)
    conn.execute(SQL["store"], {"sha256": sha256, "hash": stored(value)})


def enter_missing(conn: Connection, store: Store, *, most: int) -> int:
    """Enter up to `most` pictures that came before there were hashes; how many were seen to.

    One that is lost or broken is marked, so that it is not tried again. Raises Unavailable when the store is away.
    """
    waiting = list(conn.execute(SQL["missing"], {"most": most}).scalars())
    for sha256 in waiting:
        try:
            enter(conn, sha256, store.get(sha256))
        except (NotFound, OSError):
            conn.execute(SQL["store"], {"sha256": sha256, "hash": None})
    return len(waiting)


def nearest(conn: Connection, sha256: str, *, within_bits: int = SAME_PICTURE_BITS, most: int = 20) -> list[Near]:
    """Other stored pictures that differ from this one by at most so many bits, nearest first.

    A picture of one colour looks like nothing and has none. Raises NotFound where the picture has no hash, Invalid for
    bits outside 0 to 64.
    """
    if not 0 <= within_bits <= BITS:
        raise Invalid(f"pictures differ by 0 to {BITS} bits, not {within_bits}", field="within_bits")
    own = conn.execute(SQL["own"], {"sha256": sha256}).one_or_none()
    if own is None or own.hash is None:
        raise NotFound(f"it is not known how the picture {sha256} looks")
    values = {"sha256": sha256, "hash": own.hash, "within": within_bits, "most": most}
    return [Near(row.sha256, row.bits) for row in conn.execute(SQL["nearest"], values)]
