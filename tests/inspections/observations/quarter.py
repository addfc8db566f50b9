"""A small quarter: two communities of one street and one of another, covers in each, a campaign over the first street."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid5

from sqlalchemy import Connection, text

from inspections.observations.batches import read_batch
from inspections.observations.receive import Receipt, receive
from registry.actor import Actor, Role

SPACE = UUID("6c1f6a52-33a6-4a44-8d8a-0e5c43f1c001")
CAMPAIGN = uuid5(SPACE, "campaign")
PLANNED = uuid5(SPACE, "planned")
OTHER_CAMPAIGN = uuid5(SPACE, "other campaign")
NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)

# Five covers in a row, 30 m apart, in each community; 0.000333 degrees of longitude are 30 m here.
WEST, EAST, FAR = "370203005001", "370203005002", "370203006001"
LON = {WEST: 120.3710, EAST: 120.3810, FAR: 120.3910}
LAT = 36.0850
STEP_DEG = 0.000333


def code(community: str, n: int) -> str:
    """The code of the n-th cover (0 to 4) of a community; class 01002 (sewage)."""
    return f"37020301002{list(LON).index(community) + 1:03d}{n + 1:03d}"


def place(community: str, n: int, *, east_m: float = 0.0) -> dict[str, object]:
    """A position at, or so many metres east of, the n-th cover of a community."""
    return {"lon": LON[community] + n * STEP_DEG + east_m / 90_000, "lat": LAT, "accuracy_m": 4, "source": "gnss"}


def furnish(conn: Connection) -> None:
    """Put the quarter into an empty register."""
    run = conn.execute
    run(text("insert into registry.division (code, name_zh, name_en) values ('370203', '市北区', 'Shibei')"))
    run(text("insert into registry.street values ('370203005', '370203', '辽宁路街道', 'Liaoning Road', null)"))
    run(text("insert into registry.street values ('370203006', '370203', '延安路街道', 'Yan''an Road', null)"))
    run(text("insert into registry.asset_class values ('01002', '0102', '污水井盖', 'sewage cover', true)"))
    run(text("insert into registry.asset_class values ('01003', '0103', '雨水井盖', 'storm cover', true)"))
    for community, lon in LON.items():
        box = f"st_multi(st_makeenvelope({lon - 0.001}, 36.08, {lon + 0.009}, 36.09, 4326))"
        row = f"('{community}', '{community[:9]}', '社区{community[-6:]}', '社{community[-6:]}', {box})"
        run(text(f"insert into registry.community values {row}"))
        for n in range(5):
            point = f"st_setsrid(st_makepoint({lon + n * STEP_DEG}, {LAT}), 4326)"
            run(
                text(
                    "insert into registry.asset (code, code_scheme, class_code, community_code, geom, accuracy_m, source,"
                    f" source_id, first_at, changed_at) values ('{code(community, n)}', 'GB/T 47678.5-2026', '01002',"
                    f" '{community}', {point}, 0.5, 'test', '{community}-{n}', now(), now())"
                )
            )
    run(text("insert into registry.alias values ('asset', 'old', '3702030102000001', :code)"), {"code": code(WEST, 0)})
    defects = [("missing", True, "ticket"), ("broken", True, "ticket"), ("noise", False, "maintenance")]
    for name, hazard, handling in defects:
        run(
            text("insert into inspections.defect values (:name, :name, :name, :hazard, :handling, 1)"),
            {"name": name, "hazard": hazard, "handling": handling},
        )
    for campaign_id, state, area in (
        (CAMPAIGN, "running", "370203005"),
        (PLANNED, "planned", "370203005"),
        (OTHER_CAMPAIGN, "running", "370203006"),
    ):
        run(
            text(
                "insert into inspections.campaign (id, name, state, staffing, area_code, starts_on, days, parameters,"
                " created_by, created_at, started_at) values (:id, 'test', :state, 'team', :area, '2026-11-16', 14, '{}',"
                " 'test', now(), case when :state = 'running' then timestamptz '2026-11-16 00:00+08' end)"
            ),
            {"id": campaign_id, "state": state, "area": area},
        )
    for community in (WEST, EAST):
        unit = run(
            text(
                "insert into inspections.campaign_unit (campaign_id, kind, place_code, community_code, length_m, targets,"
                " minutes, geom) values (:id, 'segment', :place, :place, 100, 5, 10, st_makepoint(120, 36)) returning id"
            ).bindparams(id=CAMPAIGN, place=community)
        ).scalar_one()
        run(
            text(
                "insert into inspections.target (campaign_id, asset_code, unit_id)"
                " select :id, code, :unit from registry.asset where community_code = :place"
            ),
            {"id": CAMPAIGN, "unit": unit, "place": community},
        )


def inspector(*areas: str, name: str = "inspector") -> Actor:
    """An inspector of the areas, the same account for the same name."""
    return Actor(uuid5(SPACE, name), name, None, frozenset({Role.INSPECTOR}), areas or ("370203005",))


def item_id(name: object) -> str:
    """The same UUID for the same name."""
    return str(uuid5(SPACE, str(name)))


def look(name: object, asset_code: str | None = None, **more: object) -> dict[str, object]:
    """An item as a device makes it; `minutes` says how long before NOW."""
    ago = timedelta(minutes=float(str(more.pop("minutes", 5))))
    item: dict[str, object] = {"id": item_id(name), "result": "fine", "device_time": (NOW - ago).isoformat(), **more}
    if asset_code:
        item["asset_code"] = asset_code
    return item


@dataclass(frozen=True, slots=True)
class Desk:
    """Sends batches to the use case on one connection."""

    conn: Connection

    def send(self, *items: object, actor: Actor | None = None, **envelope: object) -> list[Receipt]:
        batch = {
            "batch_id": item_id("batch"),
            "device_id": "phone-1",
            "device_time": NOW.isoformat(),
            "items": list(items),
        } | envelope
        return receive(self.conn, actor or inspector(), read_batch(batch), now=NOW)

    def all(self, statement: str, **values: object) -> list[tuple[object, ...]]:
        return [tuple(row) for row in self.conn.execute(text(statement), values)]
