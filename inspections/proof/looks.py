"""How pictures look, as 64 bits each: one that was seen before is found again, written anew or cut a little."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from uuid import UUID

from PIL import Image
from sqlalchemy import Connection

from inspections.duplicates.hashes import hash_of, stored
from inspections.observations.photostore import PhotoStore
from registry.sql import load

SQL = load(Path(__file__).parent / "sql" / "looks.sql")
ALIKE_BITS = 12
"""As far apart a picture and a slightly cut one may be. Wider than for one picture: it is a hint to compare them."""


@dataclass(frozen=True, slots=True)
class Alike:
    """An earlier picture like one of ours: where it was named, and as what."""

    same_file: bool
    ticket_id: UUID | None
    number: str | None
    asset_code: str | None
    repaired_at: datetime | None
    stage: str | None


def keep(conn: Connection, sha256: str, content: bytes) -> None:
    """Remember how a stored picture looks; of one that is all of one colour that it says nothing."""
    with Image.open(BytesIO(content)) as image:
        look = hash_of(image)
    conn.execute(SQL["store"], {"sha256": sha256, "look": stored(look) if look else None})


def catch_up(conn: Connection, store: PhotoStore, *, most: int) -> int:
    """Look at stored pictures nobody has looked at yet, the oldest first; how many."""
    waiting = list(conn.execute(SQL["unseen"], {"most": most}).scalars())
    for sha256 in waiting:
        keep(conn, sha256, store.get(sha256))
    return len(waiting)


def alike(conn: Connection, sha256s: Sequence[str]) -> Mapping[str, list[Alike]]:
    """For each stored picture the earlier ones that look like it, by where they were named."""
    found: dict[str, list[Alike]] = {}
    if sha256s:
        asked = {"sha256s": list(sha256s), "most_bits": ALIKE_BITS}
        for row in conn.execute(SQL["alike"], asked):
            told = Alike(row.same_file, row.ticket_id, row.number, row.asset_code, row.repaired_at, row.stage)
            found.setdefault(row.sha256, []).append(told)
    return found
