"""Cost sheets: a material prices what another house confirmed, once; a later sheet holds, the earlier stays."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Connection

from inspections.payers import costing, recovering
from inspections.payers.costs import Kind, Line
from inspections.payers.recovery import Deed, Recovery
from inspections.payers.terms import Act, State
from inspections.proof import quantities
from inspections.proof.quantities import Entry
from inspections.tickets.workflow import Action
from registry.actor import Role
from registry.database import told
from registry.errors import Conflict, Invalid
from tests.inspections.payers import case
from tests.inspections.tickets import scene

SOON = scene.NOW + timedelta(minutes=40)
MUNICIPAL = scene.person(Role.CREW, org="SZGS-01", areas=())
LID = Line(Kind.MATERIAL, "球墨铸铁井盖 Φ700", "piece", Decimal(1), 86_000, UUID(int=0))


def repaired(conn: Connection) -> tuple[Recovery, UUID]:
    """A silent owner's hazard that the municipal crew made good with one lid; the id of its line, not yet confirmed."""
    ticket_id = case.dispatched(conn)
    case.silent(conn, ticket_id)
    case.step(conn, ticket_id, Action.TRANSFER, at=SOON, reason="先行处置", data={"assignee_code": "SZGS"})
    photo = (scene.AFTER_PHOTO,)
    for action in (Action.ACCEPT, Action.MAKE_SAFE, Action.REPAIR):
        case.step(conn, ticket_id, action, MUNICIPAL, at=SOON, photos=() if action is Action.ACCEPT else photo)
    line = uuid4()
    quantities.enter(conn, MUNICIPAL, ticket_id, Entry(line, "lid_ductile_700", Decimal(1)), now=SOON)
    return case.the(conn, ticket_id), line


def confirm(conn: Connection, ticket_id: UUID) -> None:
    sheet = quantities.sheet_of(conn, case.DESK, ticket_id)
    quantities.confirm(conn, case.DESK, ticket_id, confirmation_id=uuid4(), if_version=sheet.version, now=SOON)


def test_a_material_is_priced_once_it_was_confirmed_and_no_more_of_it(furnished: Connection) -> None:
    standing, line = repaired(furnished)
    ticket_id, lid = standing.ticket_id, replace(LID, material_id=line)
    assert standing.state is State.STANDING_IN
    with pytest.raises(Invalid, match="is confirmed and stands"):
        case.act(furnished, ticket_id, Deed(Act.COST, lines=(lid,)), at=SOON)
    confirm(furnished, ticket_id)
    with pytest.raises(Invalid, match=r"1 piece were confirmed, not 1\.5"):
        case.act(furnished, ticket_id, Deed(Act.COST, lines=(case.with_quantity(lid, "1.5"),)), at=SOON)
    costed = case.act(furnished, ticket_id, Deed(Act.COST, lines=(lid, case.LABOUR)), at=SOON)
    assert costed.cost_fen == 86_000 + 90_000
    assert costing.sheet_of(furnished, costed.id, 1) == (lid, case.LABOUR)


def test_a_corrected_quantity_is_priced_by_what_holds(furnished: Connection) -> None:
    standing, line = repaired(furnished)
    confirm(furnished, standing.ticket_id)
    later = Entry(uuid4(), "lid_ductile_700", Decimal(2), corrects=1, note="漏记一套")
    quantities.enter(furnished, MUNICIPAL, standing.ticket_id, later, now=SOON)
    with pytest.raises(Invalid, match="is confirmed and stands"):
        case.act(furnished, standing.ticket_id, Deed(Act.COST, lines=(replace(LID, material_id=line),)), at=SOON)


def test_another_sheet_holds_from_then_on(furnished: Connection) -> None:
    ticket_id = case.dispatched(furnished)
    case.lettered(furnished, ticket_id)
    case.act(furnished, ticket_id, Deed(Act.DISPUTE, reason="未用吊车"), scene.CREW, at=SOON)
    again = case.act(furnished, ticket_id, Deed(Act.COST, lines=(case.LABOUR,), reason="核减"), at=SOON)
    assert (again.sheet, again.cost_fen) == (2, 90_000)
    assert costing.sheet_of(furnished, again.id, 1) == (case.LABOUR, case.MACHINE)
    assert costing.sheet_of(furnished, again.id, 2) == (case.LABOUR,)
    assert costing.sheet_of(furnished, again.id, 0) == ()


def test_a_quantity_is_recovered_once(furnished: Connection) -> None:
    """Two defects of one cover made good on one visit are one job: its lid stands on the sheet of one of them."""
    standing, line = repaired(furnished)
    confirm(furnished, standing.ticket_id)
    lid = replace(LID, material_id=line)
    case.act(furnished, standing.ticket_id, Deed(Act.COST, lines=(lid,)), at=SOON)
    other = scene.hazard(furnished, scene.SEWER, "broken")
    case.step(furnished, other, Action.FILE, at=SOON, data={"condition": "L-broken"})
    case.step(furnished, other, Action.DISPATCH, at=SOON, data={"assignee_code": "SZGS"})
    photo = (scene.AFTER_PHOTO,)
    for action in (Action.ACCEPT, Action.MAKE_SAFE, Action.REPAIR):
        case.step(furnished, other, action, MUNICIPAL, at=SOON, photos=() if action is Action.ACCEPT else photo)
    recovering.open_recovery(furnished, case.DESK, other, Deed(Act.ASK, owner_code=scene.OWNER), id_=uuid4(), now=SOON)
    case.act(furnished, other, Deed(Act.STAND_IN, stand_in_code="SZGS"), at=SOON)
    with pytest.raises(Conflict, match="another recovery"), told(), furnished.begin_nested():
        case.act(furnished, other, Deed(Act.COST, lines=(lid,)), at=SOON)


def test_the_same_line_is_kept_the_same() -> None:
    one = costing.plain(case.with_quantity(case.LABOUR, "2.5"))
    assert one == costing.plain(case.with_quantity(case.LABOUR, "2.500"))
    assert one["quantity"] == "2.500"
