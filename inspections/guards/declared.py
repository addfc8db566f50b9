"""A declared opening takes reports of its open lids to itself. Imported by the filing, so it knows no use case."""

import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from uuid import UUID

from sqlalchemy import Connection

from inspections.tickets.sightings import Filed, Sighting
from registry.sql import load

SQL = load(Path(__file__).parent / "sql" / "declared.sql")
OF_OPENINGS = frozenset({"missing", "displaced"})
"""What is seen of a lid that was taken off on purpose; anything else is a defect all the same."""


def take_reports(conn: Connection, sightings: Sequence[Sighting], *, now: datetime) -> dict[UUID, Filed]:
    """Those sightings, by observation id, that belong to an opening that stands at `now`: they go nowhere else.

    One that was taken before stays with its opening.
    """
    told = [one for one in sightings if one.asset_code is not None and one.defect_code in OF_OPENINGS]
    if not told:
        return {}
    before = set(conn.execute(SQL["attached"], {"ids": [one.observation_id for one in told]}).scalars())
    given = [{"observation_id": one.observation_id, "asset_code": one.asset_code} for one in told]
    rows = conn.execute(SQL["openings"], {"sightings": json.dumps(given, default=str), "now": now}).all()
    links = {row.observation_id: row.opening_id for row in rows if row.observation_id not in before}
    if links:
        pairs = [{"observation_id": seen, "opening_id": opening, "now": now} for seen, opening in links.items()]
        conn.execute(SQL["attach"], pairs)
    return {observation: Filed(None, None, None, new=observation in links) for observation in before | links.keys()}
