"""A community of two grids, the first with three micro-grids side by side and one of vacant ground, and its posts."""

from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from sqlalchemy import Connection, text

from registry import reference
from registry.actor import SYSTEM, Actor, Role
from registry.posts import keeping
from registry.posts.post import Appointment, Post

ROOT = Path(__file__).resolve().parents[3]
COMMUNITY = "370203005010"
GRID, OTHER_GRID = f"{COMMUNITY}001", f"{COMMUNITY}002"
WEST, MIDDLE, EAST, VACANT = (f"{GRID}00{n}" for n in (1, 2, 3, 4))
BUILDING = f"{COMMUNITY}B00001"
ENTRANCE = f"{BUILDING}U01"
NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)

_PLACES = """
insert into registry.division (code, name_zh) values ('370203', '示例区');
insert into registry.street (code, division_code, name_zh) values ('370203005', '370203', '辽宁路街道');
insert into registry.community (code, street_code, name_zh, short_name, geom)
    values (:community, '370203005', '大连路社区', '大连路',
            st_multi(st_makeenvelope(120.40, 36, 120.42, 36.01, 4326)));
insert into registry.grid (code, community_code, name_zh, geom)
    values (:community || '001', :community, '一网格', st_multi(st_makeenvelope(120.40, 36.00, 120.41, 36.01, 4326))),
           (:community || '002', :community, '二网格', st_multi(st_makeenvelope(120.41, 36.00, 120.42, 36.01, 4326)));
insert into registry.micro_grid (code, grid_code, kind, geom)
    select :community || '00100' || n, :community || '001', case n when 4 then 'vacant' else 'residential' end,
        st_multi(st_makeenvelope(120.40 + (n - 1) * 0.0025, 36.00, 120.40 + n * 0.0025, 36.01, 4326))
    from generate_series(1, 4) as n;
insert into registry.building (code, community_code, road_name, house_no, use, households, source, source_id, geom)
    values (:community || 'B00001', :community, '大连路', '1', 'residential', 24, 's', '1',
            st_multi(st_makeenvelope(120.4001, 36.001, 120.4003, 36.002, 4326))),
           (:community || 'B00002', :community, '大连路', '2', 'garage', 0, 's', '2',
            st_multi(st_makeenvelope(120.4005, 36.001, 120.4007, 36.002, 4326)));
insert into registry.entrance (code, building_code, number, households, source, source_id, geom)
    values (:community || 'B00001U01', :community || 'B00001', 1, 24, 's', '1',
            st_setsrid(st_makepoint(120.4002, 36.001), 4326))
"""


def person(*roles: Role, areas: tuple[str, ...] = ("370203",)) -> Actor:
    """Somebody with an account."""
    return Actor(uuid4(), "tester", None, frozenset(roles), areas)


PLANNER, PARTY, INSPECTOR = person(Role.PLANNER), person(Role.PARTY), person(Role.INSPECTOR)


def furnish(conn: Connection) -> None:
    """The places, and the kinds of posts as the city's file has them."""
    for statement in _PLACES.split(";\n"):
        conn.execute(text(statement), {"community": COMMUNITY} if ":community" in statement else {})
    reference.load(conn, ROOT / "fixtures" / "reference")


def appoint(
    conn: Connection,
    holder: str,
    place: str = WEST,
    kind: str = "micro_grid_leader",
    *,
    by: Actor = SYSTEM,
    now: datetime = NOW,
    **further: object,
) -> Post:
    """Somebody gets a post."""
    asked = Appointment(id=uuid4(), kind=kind, place=place, holder=holder, **further)  # type: ignore[arg-type]  # by name
    return keeping.appoint(conn, by, asked, now=now)


def redraw(conn: Connection, *, gone: str, into: tuple[str, ...]) -> None:
    """A micro-grid ends, and others take its place, as a plan does it."""
    conn.execute(text("delete from registry.micro_grid where code = :code"), {"code": gone})
    conn.execute(
        text(
            "insert into registry.event (change_id, kind, code, deed, into_codes, valid_at) values "
            "(registry.open_change(), 'micro_grid', :code, 'split', cast(:into as text[]), now())"
        ),
        {"code": gone, "into": list(into)},
    )


def restore(conn: Connection, code: str) -> None:
    """A micro-grid stands again, as undoing a plan does it."""
    conn.execute(
        text(
            "insert into registry.micro_grid (code, grid_code, kind, geom) select code, grid_code, kind, geom "
            "from registry.micro_grid_history where code = :code order by recorded limit 1"
        ),
        {"code": code},
    )
