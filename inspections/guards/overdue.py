"""What becomes of a declared opening whose time is over without a closing photo: each of its covers is a hazard.

The software itself saw it: an observation stands behind the ticket as behind every other.
"""

from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import Connection, Row

from inspections.tickets.filing import Sighting, report_defects
from registry.actor import SYSTEM
from registry.sql import load

SQL = load(Path(__file__).parent / "sql" / "overdue.sql")
DEFECT = "displaced"
"""What is known of a lid nobody showed closed: it does not lie where it should; `missing` would say too much."""
_SEVERITY = 2
_AT_ONCE = 50
_THE_SOFTWARE = UUID("3f0b6a52-5f0e-4c55-8a7b-0d4a11c2e7d1")
"""Stands for the software where a row names who saw something. No account has this id."""


def raise_hazards(conn: Connection, *, now: datetime, profile: str = "default") -> int:
    """Make hazards of every opening whose time is over, once; how many openings that were.

    Safe to be killed and repeated: an opening, its observations and its tickets are of one transaction, and their ids
    follow from the opening's.
    """
    rows = conn.execute(SQL["due"], {"now": now, "most": _AT_ONCE}).all()
    for row in rows:
        _raise(conn, row, now=now, profile=profile)
    return len(rows)


def _raise(conn: Connection, opening: Row[Any], *, now: datetime, profile: str) -> None:
    sightings = []
    for asset in conn.execute(SQL["assets"], {"id": opening.id}):
        sighting = _sighting(asset, uuid5(opening.id, asset.code), now=now)
        observation = {
            "id": sighting.observation_id,
            "opening_id": opening.id,
            "account_id": _THE_SOFTWARE,
            "asset_code": asset.code,
            "defect": DEFECT,
            "severity": _SEVERITY,
            "note": f"计划开启至 {opening.until.isoformat()}，到期无关闭照片",
            "at": opening.until,
            "now": now,
        }
        conn.execute(SQL["observe"], observation)
        sightings.append(sighting)
    filed = report_defects(conn, SYSTEM, sightings, now=now, profile=profile)
    for sighting in sightings:
        became = {"id": opening.id, "asset_code": sighting.asset_code}
        conn.execute(SQL["became"], became | {"ticket_id": filed[sighting.observation_id].ticket_id})
    conn.execute(SQL["mark"], {"id": opening.id, "now": now})
    conn.execute(SQL["tell"], {"id": opening.id, "event_id": uuid5(opening.id, "overdue"), "now": now})
    conn.execute(SQL["hand_over"], {"id": opening.id})


def _sighting(asset: Row[Any], observation_id: UUID, *, now: datetime) -> Sighting:
    return Sighting(
        observation_id=observation_id,
        asset_code=asset.code,
        class_code=asset.class_code,
        owner_code=asset.owner_code,
        setting=asset.setting,
        community_code=asset.community_code,
        grid_code=asset.grid_code,
        lon=asset.lon,
        lat=asset.lat,
        accuracy_m=asset.accuracy_m,
        defect_code=DEFECT,
        severity=_SEVERITY,
        observed_at=now,
    )
