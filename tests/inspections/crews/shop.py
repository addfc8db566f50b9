"""The drainage company with two crews at the quarter's crossing, and holes given to it."""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import Connection, text

from inspections.crews import shifts
from inspections.crews.shifts import Shift
from inspections.tickets.filing import report_defects
from tests.inspections.tickets import scene
from tests.inspections.tickets.scene import NOW, OWNER
from tests.registry import quarter

DAY = NOW.date()
CREWS = ("PSGS-01", "PSGS-02")


def open_shop(conn: Connection) -> None:
    """Furnish the quarter and put both crews to work for eight hours."""
    scene.furnish(conn)
    for n, crew in enumerate(CREWS):
        shifts.put(conn, shift(crew, at=quarter.at(-250 + 500 * n, 0)))


def shift(crew: str, *, at: tuple[float, float], hours: float = 8, **changes: object) -> Shift:
    given: dict[str, object] = {
        "id": uuid4(), "crew_code": crew, "day": DAY, "starts_at": NOW, "ends_at": NOW + timedelta(hours=hours),
        "vehicle": "鲁B12345", "skills": ("lid",), "capacity": 4, "lon": at[0], "lat": at[1], **changes,
    }  # fmt: skip
    return Shift(**given)  # type: ignore[arg-type]  # fields by name


def drove_yesterday(conn: Connection, crew: str) -> None:
    """What was typed for a crew was for the day before: today its roster speaks."""
    moved = "day = day - 1, starts_at = starts_at - interval '1 day', ends_at = ends_at - interval '1 day'"
    conn.execute(text(f"update inspections.crew_shift set {moved} where crew_code = :crew"), {"crew": crew})


def give(conn: Connection, *, at: tuple[float, float], asset: str | None = None, defect: str = "missing") -> UUID:
    """A hole so many metres from the crossing, given to the company and due in six hours."""
    lon, lat = quarter.at(*at)
    seen = scene.see(conn, asset, defect, lon=lon, lat=lat)
    filed = report_defects(conn, scene.INSPECTOR, [seen], now=NOW)[seen.observation_id]
    assert filed.ticket_id is not None
    put(
        conn,
        filed.ticket_id,
        state="dispatched",
        assignee_code=OWNER,
        dispatched_at=NOW,
        due_at=NOW + timedelta(hours=6),
    )
    return filed.ticket_id


def put(conn: Connection, ticket: UUID, **values: str | datetime | None) -> None:
    """A ticket as later steps leave it."""
    columns = ", ".join(f"{name} = :{name}" for name in values)
    conn.execute(text(f"update inspections.ticket set {columns} where id = :id"), {"id": ticket, **values})
