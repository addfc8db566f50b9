"""A campaign over the small district with tickets in several states, written as plain rows."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import text
from sqlalchemy.engine import Connection

from inspections.campaigns import campaign as campaigns
from inspections.campaigns.parameters import Parameters, Staffing
from registry.actor import SYSTEM, Actor, Role

CAMPAIGN = UUID("00000000-0000-4000-8000-00000000cafe")
START = datetime(2026, 11, 2, 1, 0, tzinfo=UTC)
STATES = ("reported", "filed", "dispatched", "accepted", "repaired", "verified", "closed", "closed", "returned", "void")


def person(*roles: Role, org: str | None = None, areas: tuple[str, ...] = ("370203",)) -> Actor:
    """Somebody with roles, organisation and areas."""
    return Actor(account_id=uuid4(), name="某人", org_code=org, roles=frozenset(roles), areas=areas)


def campaign(conn: Connection) -> UUID:
    """A running campaign: every cover looked at but those of one unit; a ticket at a cover for each of STATES.

    The first closed one was repaired in time, the second late.
    """
    campaigns.create(
        conn, SYSTEM, id=CAMPAIGN, name="窨井盖 <普查>", area_code="370203", starts_on=date(2026, 11, 2), days=14,
        staffing=Staffing.TEAM, parameters=Parameters(), now=START - timedelta(days=1),
    )  # fmt: skip
    campaigns.start(conn, SYSTEM, CAMPAIGN, now=START - timedelta(hours=2))
    conn.execute(
        text(
            "update inspections.target set result = 'fine', observed_at = :at where unit_id <> "
            "(select unit_id from inspections.target where campaign_id = :id "
            "group by 1 order by count(*) desc, 1 limit 1)"
        ),
        {"at": START, "id": CAMPAIGN},
    )
    conn.execute(text("update inspections.campaign_unit set result = 'walked' where targets = 0"))
    covers = conn.execute(
        text(
            "select code, class_code, community_code, grid_code, st_x(geom) as lon, st_y(geom) as lat "
            "from registry.asset where class_code like '010%' order by code limit :n"
        ),
        {"n": len(STATES)},
    ).all()
    for n, (cover, state) in enumerate(zip(covers, STATES, strict=True)):
        ticket(conn, cover, number=f"20261102{n:04d}", state=state, late=n == STATES.index("closed") + 1)
    return CAMPAIGN


def ticket(conn: Connection, cover: object, *, number: str, state: str, late: bool = False) -> UUID:
    """One ticket of the campaign at a cover (a row with code, class_code, community_code, grid_code, lon, lat)."""
    made, due = uuid4(), START + timedelta(hours=2)
    sent = state not in {"reported", "filed"}
    repaired = due + timedelta(hours=1 if late else -1) if state in {"repaired", "verified", "closed"} else None
    conn.execute(
        text(
            "insert into inspections.ticket (id, number, state, asset_code, class_code, defect_code, hazard, "
            "campaign_id, place_zh, place_en, community_code, grid_code, geom, assignee_code, "
            "reported_at, dispatched_at, due_at, repaired_at, closed_at) values (:id, :number, :state, :code, "
            ":class_code, 'missing', true, :campaign, "
            "'=辽宁路 <b>北侧</b>', 'Liaoning Road', :community_code, :grid_code, "
            "st_setsrid(st_makepoint(:lon, :lat), 4326), "
            ":assignee, :at, :sent, :due, :repaired, :closed)"
        ),
        {
            **cover._mapping,  # type: ignore[attr-defined]  # a row
            "id": made,
            "number": number,
            "state": state,
            "campaign": CAMPAIGN,
            "assignee": "SZGS" if sent else None,
            "at": START,
            "sent": START if sent else None,
            "due": due if sent else None,
            "repaired": repaired,
            "closed": (repaired or START) if state in {"closed", "void"} else None,
        },
    )
    return made
