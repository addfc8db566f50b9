"""What steps of a ticket say to its recovery."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import Connection, text

from inspections.payers.recovery import Deed, Recovery
from inspections.payers.terms import Act, State
from inspections.tickets.workflow import Action
from registry.actor import Actor
from tests.inspections.payers import case
from tests.inspections.tickets import scene

SOON = scene.NOW + timedelta(minutes=5)
PHOTO = (scene.AFTER_PHOTO,)


def of(conn: Connection, ticket_id: UUID) -> tuple[State, int]:
    found = case.the(conn, ticket_id)
    return found.state, found.round


def test_a_hazard_that_goes_to_its_owner_asks_by_itself_and_the_story_tells_it_once(furnished: Connection) -> None:
    ticket_id = case.dispatched(furnished)
    asked = case.the(furnished, ticket_id)
    assert (asked.state, asked.owner_code, asked.due_at) == (
        State.ASKED,
        scene.OWNER,
        scene.NOW + timedelta(minutes=30),
    )
    event = furnished.execute(text("select act, account_id, org_code from inspections.recovery_event")).one()
    assert tuple(event) == ("ask", case.DESK.account_id, "CGJ")
    told = text("select count(*) from inspections.ticket_event where action = 'recovery'")
    assert furnished.execute(told).scalar_one() == 0


@pytest.mark.parametrize("action", [Action.SIGN, Action.ACCEPT, Action.ARRIVE])
def test_whoever_signs_accepts_or_arrives_has_answered(furnished: Connection, action: Action) -> None:
    ticket_id = case.dispatched(furnished)
    case.step(furnished, ticket_id, action, scene.CREW, at=SOON)
    answered = case.the(furnished, ticket_id)
    assert (answered.state, answered.due_at) == (State.ANSWERED, SOON + timedelta(hours=6))


def test_the_owner_repairs_and_repairs_again(furnished: Connection) -> None:
    ticket_id = case.dispatched(furnished)
    case.step(furnished, ticket_id, Action.ACCEPT, scene.CREW, at=SOON)
    case.step(furnished, ticket_id, Action.MAKE_SAFE, scene.CREW, at=SOON, photos=PHOTO)
    case.step(furnished, ticket_id, Action.REPAIR, scene.CREW, at=SOON, photos=PHOTO)
    assert of(furnished, ticket_id) == (State.FULFILLED, 1)
    case.step(furnished, ticket_id, Action.REWORK, at=SOON, reason="未修好")
    assert of(furnished, ticket_id) == (State.ASKED, 2)


def test_a_return_denies_and_a_refused_return_asks_again(furnished: Connection) -> None:
    ticket_id = case.dispatched(furnished)
    case.step(furnished, ticket_id, Action.RETURN, scene.CREW, at=SOON, reason="非我单位")
    denied = case.the(furnished, ticket_id)
    assert (denied.state, denied.due_at) == (State.DENIED, SOON + timedelta(minutes=30))
    case.step(furnished, ticket_id, Action.REFUSE_RETURN, at=SOON, reason="是你们的")
    assert of(furnished, ticket_id) == (State.ASKED, 1)


def test_a_silent_owner_is_stood_in_for_by_whom_the_desk_sends(furnished: Connection) -> None:
    ticket_id = case.dispatched(furnished)
    silent = case.silent(furnished, ticket_id)
    assert (silent.state, silent.stand_in_code) == (State.SILENT, case.MUNICIPAL)
    case.step(furnished, ticket_id, Action.TRANSFER, at=SOON, reason="先行处置", data={"assignee_code": "YLJ"})
    sent = case.the(furnished, ticket_id)
    assert (sent.state, sent.stand_in_code, sent.owner_code) == (State.STANDING_IN, "YLJ", scene.OWNER)
    repair(furnished, ticket_id, scene.person(*scene.CREW.roles, org="YLJ", areas=()))
    assert of(furnished, ticket_id) == (State.STANDING_IN, 1)  # the cost is still to be listed


def test_a_ticket_that_goes_elsewhere_in_time_asks_the_owner_no_more(furnished: Connection) -> None:
    ticket_id = case.dispatched(furnished)
    case.step(furnished, ticket_id, Action.TRANSFER, at=SOON, reason="误派", data={"assignee_code": "YLJ"})
    assert of(furnished, ticket_id) == (State.WITHDRAWN, 1)
    case.step(furnished, ticket_id, Action.TRANSFER, at=SOON, reason="又误", data={"assignee_code": scene.OWNER})
    assert of(furnished, ticket_id) == (State.ASKED, 2)


def test_a_void_ticket_withdraws_it(furnished: Connection) -> None:
    ticket_id = case.dispatched(furnished)
    case.step(furnished, ticket_id, Action.RETURN, scene.CREW, at=SOON, reason="现场无此问题")
    case.step(furnished, ticket_id, Action.VOID, at=SOON, reason="不实")
    assert of(furnished, ticket_id) == (State.WITHDRAWN, 1)


def test_the_repair_of_what_was_to_be_filled_fills_it(furnished: Connection) -> None:
    ticket_id = case.ownerless(furnished)
    notice = case.opened(furnished, ticket_id)
    assert notice.due_at is not None
    case.silent(furnished, ticket_id)
    case.act(furnished, ticket_id, Deed(Act.APPROVE, reason="废弃"), case.LEADER, at=notice.due_at)
    repair(furnished, ticket_id, scene.STRANGER)
    filled: Recovery = case.the(furnished, ticket_id)
    photos = furnished.execute(
        text("select data -> 'brought' ->> 'photos' from inspections.recovery_event where act = 'fill'")
    ).scalar_one()
    assert (filled.state, photos) == (State.FILLED, f'["{scene.AFTER_PHOTO}"]')


def repair(conn: Connection, ticket_id: UUID, crew: Actor) -> None:
    for action in (Action.ACCEPT, Action.MAKE_SAFE, Action.REPAIR):
        case.step(conn, ticket_id, action, crew, at=SOON, photos=PHOTO if action is not Action.ACCEPT else ())


# Nobody is asked ---------------------------------------------------------------------------------------------------


def test_a_minor_defect_and_a_foreign_assignee_ask_nobody(furnished: Connection) -> None:
    minor = scene.hazard(furnished, scene.FAR, "missing")
    furnished.execute(text("update inspections.ticket set hazard = false where id = :id"), {"id": minor})
    case.step(furnished, minor, Action.FILE)
    case.step(furnished, minor, Action.DISPATCH, data={"assignee_code": scene.OWNER})
    assert case.of_ticket(furnished, minor) is None
    assert case.of_ticket(furnished, case.ownerless(furnished)) is None


def test_nobody_stands_in_for_themselves(furnished: Connection) -> None:
    furnished.execute(text("update inspections.paying_stand_in set org_code = :owner"), {"owner": scene.OWNER})
    assert case.of_ticket(furnished, case.dispatched(furnished)) is None


def test_a_city_without_limits_asks_nobody_by_itself(furnished: Connection) -> None:
    furnished.execute(text("delete from inspections.paying_limit"))
    assert case.of_ticket(furnished, case.dispatched(furnished)) is None
