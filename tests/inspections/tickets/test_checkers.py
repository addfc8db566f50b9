"""The nearest inspector is found by what was seen last, not by tracking."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import Connection, text

from inspections.tickets import checkers
from tests.inspections.tickets.scene import NOW, SEWER, hazard, see
from tests.registry import quarter


def hire(conn: Connection, login: str, *, role: str = "inspector", area: str = "370203") -> UUID:
    made = "insert into access.account (login, name) values (:login, :login) returning id"
    account = conn.execute(text(made), {"login": login}).scalar_one()
    conn.execute(text("insert into access.account_role values (:id, :role)"), {"id": account, "role": role})
    conn.execute(text("insert into access.account_area values (:id, :area)"), {"id": account, "area": area})
    return UUID(str(account))


def saw(conn: Connection, account: UUID, *, east_m: float, hours_ago: float) -> None:
    lon, lat = quarter.at(35 + east_m, 7)
    seen = see(conn, SEWER, "noise", lon=lon, lat=lat).observation_id
    conn.execute(
        text("update inspections.observation set account_id = :who, observed_at = :at where id = :id"),
        {"who": account, "at": NOW - timedelta(hours=hours_ago), "id": seen},
    )


def test_nearest_first_of_those_who_may(furnished: Connection) -> None:
    ticket = hazard(furnished, SEWER)
    near, far, gone = (hire(furnished, name) for name in ("near", "far", "gone"))
    crew, elsewhere = hire(furnished, "crew", role="crew"), hire(furnished, "elsewhere", area="370203099")
    saw(furnished, near, east_m=900, hours_ago=3)
    saw(furnished, near, east_m=35, hours_ago=1)
    saw(furnished, far, east_m=900, hours_ago=2)
    saw(furnished, gone, east_m=0, hours_ago=13)
    for nobody in (crew, elsewhere):
        saw(furnished, nobody, east_m=0, hours_ago=1)
    found = checkers.nearest(furnished, ticket, now=NOW)
    assert [one.account_id for one in found] == [near, far]
    assert 30 < found[0].distance_m < 40
    assert found[0].seen_at == NOW - timedelta(hours=1)
