"""A hazard of a quarter whose owner was asked, and people who go on with it."""

from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from uuid import UUID, uuid4

from sqlalchemy import Connection, text

from inspections.payers import recovering, ringing
from inspections.payers.costs import Kind, Line
from inspections.payers.recovery import Deed, Recovery
from inspections.payers.storing import recovery_of
from inspections.payers.terms import Act
from inspections.tickets import steps
from inspections.tickets.workflow import Action
from registry.actor import Actor, Role
from tests.inspections.tickets import scene

DESK = scene.DESK
OTHER_DESK = scene.person(Role.DISPATCHER, org="CGJ")
LEADER = scene.person(Role.LEADER, org="CGJ")
MUNICIPAL = "SZGS"
LABOUR = Line(Kind.LABOUR, "抢修人工", "工日", Decimal("2.5"), 36_000)
MACHINE = Line(Kind.MACHINE, "吊车台班", "台班", Decimal("0.333"), 120_001)


def dispatched(conn: Connection, *, at: datetime = scene.NOW, asset_code: str | None = scene.SEWER) -> UUID:
    """A hazard that went to the owner of its cover; nobody has answered yet."""
    ticket_id = scene.hazard(conn, asset_code)
    step(conn, ticket_id, Action.FILE, at=at)
    step(conn, ticket_id, Action.DISPATCH, at=at, data={"assignee_code": scene.OWNER})
    return ticket_id


def ownerless(conn: Connection, *, at: datetime = scene.NOW, asset_code: str = scene.SEWER) -> UUID:
    """A hazard on a cover nobody owns, given to the bureau."""
    conn.execute(text("update registry.asset set owner_code = null where code = :code"), {"code": asset_code})
    ticket_id = scene.hazard(conn, asset_code)
    step(conn, ticket_id, Action.FILE, at=at)
    step(conn, ticket_id, Action.DISPATCH, at=at, data={"assignee_code": MUNICIPAL})
    return ticket_id


def step(
    conn: Connection,
    ticket_id: UUID,
    action: Action,
    actor: Actor = DESK,
    *,
    at: datetime = scene.NOW,
    reason: str = "",
    data: dict[str, object] | None = None,
    photos: tuple[str, ...] = (),
) -> UUID:
    """Take a step of the ticket from its present version; the id of its event."""
    version = conn.execute(
        text("select version from inspections.ticket where id = :id"), {"id": ticket_id}
    ).scalar_one()
    event_id = uuid4()
    steps.take(
        conn, actor, ticket_id, action=action, event_id=event_id, if_version=version, now=at, reason=reason,
        data=data or {}, photos=photos,
    )  # fmt: skip
    return event_id


def of_ticket(conn: Connection, ticket_id: UUID) -> Recovery | None:
    """The last recovery of a ticket."""
    row = conn.execute(
        text("select * from inspections.recovery where ticket_id = :id order by round desc limit 1"), {"id": ticket_id}
    )
    found = row.mappings().one_or_none()
    return None if found is None else recovery_of(found)


def the(conn: Connection, ticket_id: UUID) -> Recovery:
    """The last recovery of a ticket, which there is."""
    found = of_ticket(conn, ticket_id)
    assert found is not None
    return found


def act(
    conn: Connection, ticket_id: UUID, deed: Deed, actor: Actor = DESK, *, at: datetime, id_: UUID | None = None
) -> Recovery:
    """Do an act on the last recovery of a ticket from its present version."""
    now = the(conn, ticket_id)
    return recovering.act(conn, actor, now.id, deed, id_=id_ or uuid4(), if_version=now.version, now=at)


def opened(conn: Connection, ticket_id: UUID, *, at: datetime = scene.NOW) -> Recovery:
    """Public notice is given of what the ticket is about."""
    deed = Deed(Act.GIVE_NOTICE, reason="查无权属")
    return recovering.open_recovery(conn, DESK, ticket_id, deed, id_=uuid4(), now=at)


def silent(conn: Connection, ticket_id: UUID) -> Recovery:
    """Let the clock of its state run out, and ring."""
    due_at = the(conn, ticket_id).due_at
    assert due_at is not None
    ringing.ring(conn, now=due_at)
    return the(conn, ticket_id)


def barred(conn: Connection, ticket_id: UUID, *, at: datetime) -> None:
    """The municipal company has the ticket and put up a barrier: now there is something to pay for."""
    asked = text("select assignee_code from inspections.ticket where id = :id")
    if conn.execute(asked, {"id": ticket_id}).scalar_one() != MUNICIPAL:
        step(conn, ticket_id, Action.TRANSFER, at=at, reason="代为处置", data={"assignee_code": MUNICIPAL})
    crew = scene.person(Role.CREW, org=MUNICIPAL)
    step(conn, ticket_id, Action.MAKE_SAFE, crew, at=at, photos=("c" * 64,))


def lettered(conn: Connection, ticket_id: UUID, *lines: Line) -> Recovery:
    """A silent owner, another stood in, what it cost was listed and written to the owner."""
    at = silent(conn, ticket_id).due_at
    assert at is not None
    act(conn, ticket_id, Deed(Act.STAND_IN, stand_in_code=MUNICIPAL), at=at)
    barred(conn, ticket_id, at=at)
    act(conn, ticket_id, Deed(Act.COST, lines=lines or (LABOUR, MACHINE)), at=at)
    return act(conn, ticket_id, Deed(Act.LETTER), at=at)


def with_quantity(line: Line, quantity: str) -> Line:
    """The line with another quantity."""
    return replace(line, quantity=Decimal(quantity))
