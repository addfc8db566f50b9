"""Hazards told twice: two tickets of one asset, or of one place without an asset."""

from datetime import timedelta
from uuid import UUID, uuid4

from sqlalchemy import Connection, Row, text

from inspections.duplicates.merging import Answer
from inspections.duplicates.suggesting import suggest_tickets
from inspections.tickets.filing import report_defects
from tests.inspections.tickets.scene import INSPECTOR, NOW, SEWER, see
from tests.registry import quarter

LATER = NOW + timedelta(hours=1)


def told(conn: Connection, asset_code: str | None, defect_code: str, *, east_m: float = 0.0, hours: int = 0) -> UUID:
    """A ticket that was reported, so many metres east and hours later."""
    lon, lat = quarter.at(35, 7)
    sighting = see(conn, asset_code, defect_code, lon=lon + east_m / 90_000, lat=lat)
    filed = report_defects(conn, INSPECTOR, [sighting], now=NOW + timedelta(hours=hours))[sighting.observation_id]
    assert filed.ticket_id is not None
    return filed.ticket_id


def of_one_asset(conn: Connection) -> tuple[UUID, UUID, UUID]:
    """Two tickets of one cover, told as missing and an hour later as displaced; and the pair."""
    first, second = told(conn, SEWER, "missing"), told(conn, SEWER, "displaced", hours=1)
    return first, second, found(conn, first, second)


def of_one_place(conn: Connection) -> tuple[UUID, UUID, UUID]:
    """Two tickets without an asset, 12 m apart, where the rule of 10 m made two of one hole; and the pair."""
    first, second = told(conn, None, "missing", east_m=300), told(conn, None, "missing", east_m=312)
    return first, second, found(conn, first, second)


def found(conn: Connection, first: UUID, second: UUID) -> UUID:
    suggest_tickets(conn, now=LATER)
    query = text("select id from inspections.duplicate_pair where (first_id, second_id) in ((:a, :b), (:b, :a))")
    return UUID(str(conn.execute(query, {"a": first, "b": second}).scalar_one()))


def answer(reason: str = "同一个井") -> Answer:
    return Answer(uuid4(), reason)


def ticket(conn: Connection, ticket_id: UUID) -> Row[tuple[object, ...]]:
    return conn.execute(text("select * from inspections.ticket where id = :id"), {"id": ticket_id}).one()


def sightings(conn: Connection, ticket_id: UUID) -> set[UUID]:
    query = text("select observation_id from inspections.ticket_sighting where ticket_id = :id")
    return set(conn.execute(query, {"id": ticket_id}).scalars())


def events(conn: Connection, ticket_id: UUID) -> list[tuple[str, int, str]]:
    query = text("select action, version, to_state from inspections.ticket_event where ticket_id = :id order by seq")
    return [(row.action, row.version, row.to_state) for row in conn.execute(query, {"id": ticket_id})]
