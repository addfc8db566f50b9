"""A quarter of a town with the city's own rules, organisations and crews, and hazards somebody saw in it."""

import csv
from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID, uuid4

from sqlalchemy import Connection, text

from inspections import reference
from inspections.tickets.filing import Sighting, report_defects
from registry.actor import Actor, Role
from tests.conftest import ROOT
from tests.registry import quarter

REFERENCE = ROOT / "fixtures" / "reference"

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)  # a Monday, 09:00 in Qingdao
SEWER = quarter.asset_code(quarter.SEWER, 1)  # in 益都路社区, owned by the drainage company
OTHER_SEWER = quarter.asset_code(quarter.SEWER, 2)
FAR = quarter.asset_code(quarter.SEWER, 4)  # in another street
OWNER = "PSGS"
AFTER_PHOTO = "a" * 64


def person(*roles: Role, org: str | None = None, areas: tuple[str, ...] = ("370203",)) -> Actor:
    """Somebody new, with an account of their own."""
    return Actor(uuid4(), "tester", org, frozenset(roles), areas)


DESK = person(Role.DISPATCHER, org="CGJ")
INSPECTOR = person(Role.INSPECTOR, org="YJJ")
CREW = person(Role.CREW, org="PSGS-01", areas=())
SIBLING = person(Role.CREW, org="PSGS-02", areas=())
STRANGER = person(Role.CREW, org="SZGS-01", areas=())


def furnish(conn: Connection) -> None:
    """Put the quarter, its organisations and the city's rules into an empty register."""
    quarter.build(conn)
    organisations(conn)
    with (REFERENCE / "asset_classes.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            values = {"code": row["code"], "zh": row["name_zh"], "en": row["name_en"]}
            insert = (
                "insert into registry.asset_class (code, name_zh, name_en, is_cover) values (:code, :zh, :en, true)"
            )
            conn.execute(text(f"{insert} on conflict do nothing"), values)
    conn.execute(
        text("update registry.asset set owner_code = :owner, setting = 'footway' where class_code = '01002'"),
        {"owner": OWNER},
    )
    reference.load(conn, REFERENCE)


def organisations(conn: Connection) -> None:
    """Every organisation the rules name, and three crews."""
    with (REFERENCE / reference.RULES).open(encoding="utf-8") as file:
        codes = {row["assignee_code"] for row in csv.DictReader(file)} - {reference.OWNER}
    rows = [{"code": code, "kind": "company", "parent": None} for code in sorted(codes | {"YJJ"})]
    rows += [{"code": f"{code}-{n:02d}", "kind": "crew", "parent": code} for code in ("PSGS", "SZGS") for n in (1, 2)]
    insert = "insert into registry.organisation (code, name_zh, name_en, kind, parent_code)"
    conn.execute(text(f"{insert} values (:code, :code, :code, :kind, :parent)"), rows)


def see(conn: Connection, asset_code: str | None = SEWER, defect_code: str = "missing", **changes: object) -> Sighting:
    """An observation of a defect, stored, and its sighting: at 益都路社区, unless said otherwise."""
    lon, lat = quarter.at(35, 7)
    sighting = Sighting(
        observation_id=uuid4(),
        asset_code=asset_code,
        class_code="01002",
        owner_code=OWNER if asset_code else None,
        setting="footway",
        community_code=quarter.OTHER if asset_code == FAR else quarter.EAST,
        grid_code=None,
        lon=lon,
        lat=lat,
        accuracy_m=4.0,
        defect_code=defect_code,
        severity=2,
        observed_at=NOW,
    )
    sighting = replace(sighting, **changes)  # type: ignore[arg-type]  # fields by name
    conn.execute(
        text(
            "insert into inspections.observation (id, batch_id, device_id, account_id, asset_code, result, defect_code,"
            " severity, geom, accuracy_m, device_time, observed_at, received_at, content_sha256) values"
            " (:id, :id, 'd', :id, :asset, 'defect', :defect, :severity,"
            " st_setsrid(st_makepoint(:lon, :lat), 4326), 4, :at, :at, :at, '')"
        ),
        {
            "id": sighting.observation_id,
            "asset": sighting.asset_code,
            "defect": sighting.defect_code,
            "severity": sighting.severity,
            "lon": sighting.lon,
            "lat": sighting.lat,
            "at": sighting.observed_at,
        },
    )
    return sighting


def hazard(conn: Connection, asset_code: str | None = SEWER, defect_code: str = "missing") -> UUID:
    """A ticket in state reported."""
    sighting = see(conn, asset_code, defect_code)
    filed = report_defects(conn, INSPECTOR, [sighting], now=NOW)[sighting.observation_id]
    assert filed.ticket_id is not None
    return filed.ticket_id
