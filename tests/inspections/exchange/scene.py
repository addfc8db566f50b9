"""The quarter of the tickets; every component complete as the norm wants it, and one ticket that went all the way."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import Connection, text

from inspections.exchange.exporting import Wanted
from registry.actor import Role
from tests.inspections.clocks.walk import Walk
from tests.inspections.tickets import scene
from tests.inspections.tickets.scene import NOW, person
from tests.registry import quarter

CREDIT = "913702000000000001"
LATER = NOW + timedelta(days=30)
SPAN = {"from_at": NOW - timedelta(days=1), "until_at": LATER}
STEWARD = person(Role.STEWARD)
HOUSE = person(Role.CREW, org="PSGS-01", areas=())
LEADER = person(Role.LEADER, org="YJJ")
OWN_LEADER = person(Role.LEADER, org="PSGS")


def furnish(conn: Connection) -> None:
    scene.furnish(conn)
    conn.execute(text("insert into registry.organisation values (:code, '城管局', '', 'bureau')"), {"code": CREDIT})
    conn.execute(text("update registry.asset_class set is_cover = false where code like '21%'"))
    conn.execute(text("update registry.asset_class set old_code = '0102' where code = '01002'"))
    conn.execute(text("update registry.asset_class set old_code = '0104' where code = '01004'"))
    codes = conn.execute(text("select code from registry.community order by code")).scalars().all()
    for code in codes:
        conn.execute(
            text(
                "insert into registry.unit_grid (code, community_code, geom) values (:unit, :code,"
                " st_multi(st_makeenvelope(120.37, 36.08, 120.38, 36.09, 4326)))"
            ),
            {"unit": f"{code}007", "code": code},
        )
    conn.execute(
        text(
            "update registry.asset set authority_code = :code, owner_code = null, maintainer_code = null,"
            " position_source = 'survey', note = '', unit_grid_code = coalesce(community_code, :east) || '007'"
        ),
        {"code": CREDIT, "east": quarter.EAST},
    )
    conn.execute(text("update registry.asset set owner_code = 'PSGS' where code = :code"), {"code": scene.SEWER})


def wanted(profile: str, **changes: object) -> Wanted:
    return Wanted(**{"profile": profile, **SPAN, **changes})  # type: ignore[arg-type]  # fields by name


def closed(conn: Connection, *, repair: float = 3, asset: str = scene.SEWER) -> UUID:
    """A ticket that was closed; repaired so many hours after NOW, where the limit is at 7."""
    walk = Walk(conn, scene.hazard(conn, asset))
    walk.step("file", 0.5)
    walk.steps("dispatch", "accept", "make_safe", at=1)
    walk.step("repair", repair)
    walk.step("verify", repair + 1)
    walk.step("close", repair + 1, condition="J-restored")
    return walk.id
