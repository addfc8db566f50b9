"""Earlier pictures that look like one of ours, though written anew or cut a little (`duplicates.hashes`)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from sqlalchemy import Connection

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


def alike(conn: Connection, sha256s: Sequence[str]) -> Mapping[str, list[Alike]]:
    """For each stored picture the earlier ones that look like it, by where they were named."""
    found: dict[str, list[Alike]] = {}
    if sha256s:
        asked = {"sha256s": list(sha256s), "most_bits": ALIKE_BITS}
        for row in conn.execute(SQL["alike"], asked):
            told = Alike(row.same_file, row.ticket_id, row.number, row.asset_code, row.repaired_at, row.stage)
            found.setdefault(row.sha256, []).append(told)
    return found
