"""People, a desk of the district and the shifts of a day, for tests of duty."""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import Connection, text

from inspections.duty import rosters, stations
from inspections.duty.resolving import Stretch
from inspections.duty.rosters import Shift
from inspections.duty.stations import Kind, NewStation, Station
from registry.actor import SYSTEM, Actor, Role
from tests.inspections.guards.site import account
from tests.inspections.tickets.scene import NOW

OFFICE = "JD005"


def hours(n: float) -> datetime:
    return NOW + timedelta(hours=n)


def span(begins: float, until: float) -> Stretch:
    return Stretch(hours(begins), hours(until))


def somebody(conn: Connection, *roles: Role, areas: tuple[str, ...] = ("370203",)) -> Actor:
    return Actor(account(conn), "somebody", None, frozenset(roles or {Role.DISPATCHER}), areas)


def station(conn: Connection, kind: Kind = Kind.DESK, area: str | None = "370203", **more: object) -> Station:
    asked = NewStation(id=uuid4(), kind=kind, name="受理台", area_code=area, **more)  # type: ignore[arg-type]  # by name
    return stations.add(conn, SYSTEM, asked, now=NOW)


def shift(conn: Connection, at: Station, who: UUID | None, begins: float, until: float) -> Shift:
    assert who is not None
    one = Shift(uuid4(), at.id, None, who, hours(begins), hours(until), None)
    return rosters.add_shift(conn, SYSTEM, one, now=NOW)


def office(conn: Connection, street: str) -> None:
    """The street office of a street."""
    insert = "insert into registry.organisation (code, name_zh, name_en, kind, street_code)"
    conn.execute(
        text(f"{insert} values (:code, '街道办事处', 'Office', 'bureau', :street)"), {"code": OFFICE, "street": street}
    )
