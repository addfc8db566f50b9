"""What is written on a copy of a picture that leaves the house: number, place in words, time."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row

from inspections.observations.uploads import Photo
from inspections.tickets.parties import party_of
from inspections.tickets.terms import Words
from registry import spoken
from registry.actor import Actor
from registry.describe import describe_place
from registry.sql import load

SQL = load(Path(__file__).parent / "sql" / "uploads.sql")


@dataclass(frozen=True, slots=True)
class Caption:
    """`number` of the ticket, else the spoken number or code of the thing, else empty; `place` None where not known.

    `at` is when it was taken (`taken`), else when it was told or sent.
    """

    number: str
    place: Words | None
    at: datetime
    taken: bool


def caption_of(conn: Connection, actor: Actor, photo: Photo) -> Caption:
    """The caption of a picture the actor sees: of the newest ticket in sight that shows it, else of what was seen."""
    own = {actor.org_code, party_of(conn, actor).house} - {None}
    rows = conn.execute(SQL["captions"], {"sha256": photo.sha256}).all()
    sender = conn.execute(SQL["uploader"], {"sha256": photo.sha256}).scalar_one()
    seen = [
        row
        for row in rows
        if sender == actor.account_id or own & {row.assignee_code, row.crew_code} or actor.covers(row.community_code)
    ]
    taken = photo.taken_at
    if not seen:
        return Caption("", _described(conn, photo.lon, photo.lat), taken or photo.uploaded_at, taken is not None)
    row = seen[0]
    place = Words(row.place_zh, row.place_en) if row.number else _described(conn, row.lon, row.lat)
    return Caption(row.number or _thing(row), place, taken or row.at or photo.uploaded_at, taken is not None)


def _thing(row: Row[Any]) -> str:
    if row.asset_code is None:
        return ""
    known = row.spoken_prefix is not None and row.spoken_number is not None
    said = spoken.say(row.spoken_prefix, row.spoken_number) if known else None
    return f"{said} ({row.asset_code})" if said else str(row.asset_code)


def _described(conn: Connection, lon: float | None, lat: float | None) -> Words | None:
    if lon is None or lat is None:
        return None
    place = describe_place(conn, lon, lat)
    return Words(place.zh, place.en)
