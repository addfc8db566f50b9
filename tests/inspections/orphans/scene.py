"""The furnished quarter with orphans in it: one in the gap of a row, one in a compound, one whose class is known.

辽宁路 has a row of sewage covers of the drainage company at 70, 105 and 175 m; GAP, of unknown use, lies at 140 m.
"""

import csv
from collections.abc import Sequence
from uuid import UUID, uuid4

from sqlalchemy import Connection, text

from inspections.orphans.deciding import Answer
from registry.actor import Actor, Role
from tests.inspections.tickets import scene
from tests.inspections.tickets.scene import FAR, NOW, OTHER_SEWER, SEWER, person
from tests.registry import quarter
from tests.support import REFERENCE

__all__ = ["FAR", "NOW", "OTHER_SEWER", "SEWER", "person"]

UNKNOWN, GAS = "01023", "01011"
GAP = quarter.asset_code(UNKNOWN, 1)
YARD = quarter.asset_code(UNKNOWN, 2)  # in 大连山小区
LONELY = quarter.asset_code(UNKNOWN, 3)  # far from everything, in no community
RAIN = quarter.asset_code(quarter.RAIN, 1)  # of a known class, without an owner
PROPERTY, DRAINAGE, GAS_COMPANY = "WY0051", "PSGS", "RQGS"
ROAD, COMPOUND = "370203R000002", f"{quarter.WEST}C0001"

STEWARD = person(Role.STEWARD, org="CGJ")
DESK = person(Role.DISPATCHER, org="CGJ")
CREW = person(Role.CREW, org="PSGS-01", areas=())

# class, serial, community, segment, compound, owner, place in metres
COVERS: Sequence[tuple[str, int, str | None, str | None, str | None, str | None, quarter.Point]] = (
    (quarter.SEWER, 11, quarter.EAST, ROAD, None, DRAINAGE, (105, 2)),
    (quarter.SEWER, 12, quarter.EAST, ROAD, None, DRAINAGE, (175, 2)),
    (GAS, 1, quarter.EAST, ROAD, None, GAS_COMPANY, (142, 5)),
    (UNKNOWN, 1, quarter.EAST, ROAD, None, None, (140, 2)),
    (quarter.SEWER, 13, quarter.WEST, None, COMPOUND, PROPERTY, (-150, 95)),
    (quarter.RAIN, 13, quarter.WEST, None, COMPOUND, PROPERTY, (-145, 95)),
    (quarter.RAIN, 14, quarter.WEST, None, COMPOUND, PROPERTY, (-140, 95)),
    (GAS, 2, quarter.WEST, None, COMPOUND, GAS_COMPANY, (-170, 120)),
    (UNKNOWN, 2, quarter.WEST, None, COMPOUND, None, (-155, 98)),
    (UNKNOWN, 3, None, None, None, None, (960, 960)),
)


def furnish(conn: Connection) -> None:
    """Put the quarter with its orphans, organisations and the city's rules into an empty register."""
    scene.furnish(conn)
    insert = "insert into registry.organisation (code, name_zh, name_en, kind, street_code)"
    conn.execute(
        text(f"{insert} values ('{PROPERTY}', '第一物业', 'Property Manager 1', 'property', '{quarter.EAST[:9]}')")
    )
    with (REFERENCE / "asset_classes.csv").open(encoding="utf-8") as file:
        names = {
            row["code"]: (row["name_zh"], row["name_en"], row["is_cover"] == "true") for row in csv.DictReader(file)
        }
    for code, (zh, en, cover) in names.items():
        values = {"code": code, "zh": zh, "en": en, "cover": cover}
        update = "update registry.asset_class set name_zh = :zh, name_en = :en, is_cover = :cover where code = :code"
        conn.execute(text(update), values)
    conn.execute(text("update registry.asset set owner_code = :owner where class_code = '01004'"), {"owner": "SZGS"})
    conn.execute(text("update registry.asset set owner_code = null where code = :code"), {"code": RAIN})
    for cover in COVERS:
        add(conn, *cover)


def add(
    conn: Connection,
    class_code: str,
    serial: int,
    community: str | None,
    segment: str | None,
    compound: str | None,
    owner: str | None,
    place: quarter.Point,
) -> str:
    """One cover more; its code."""
    code = quarter.asset_code(class_code, serial)
    lon, lat = quarter.at(*place)
    conn.execute(
        text(
            "insert into registry.asset (code, code_scheme, class_code, community_code, segment_code, compound_code,"
            " owner_code, source, source_id, geom) values (:code, 'GB/T 47678.5-2026', :class_code, :community,"
            " :segment, :compound, :owner, 't', :code, st_setsrid(st_makepoint(:lon, :lat), 4326))"
        ),
        {
            "code": code,
            "class_code": class_code,
            "community": community,
            "segment": segment,
            "compound": compound,
            "owner": owner,
            "lon": lon,
            "lat": lat,
        },
    )
    return code


def answer(reason: str = "现场核实", *, id_: UUID | None = None) -> Answer:
    """An answer nobody gave before."""
    return Answer(id_ or uuid4(), reason)


def owner_of(conn: Connection, code: str) -> str | None:
    """Whose it is in the register."""
    found: str | None = conn.execute(
        text("select owner_code from registry.asset where code = :code"), {"code": code}
    ).scalar_one()
    return found


def inside(*areas: str, role: Role = Role.STEWARD) -> Actor:
    """Somebody with areas of their own."""
    return person(role, areas=areas)
