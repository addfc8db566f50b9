"""What an owner said on the telephone: the step in the owner's name, who reads the speaker, when it is erased."""

from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import replace
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Connection, Engine, text

from inspections.owners import links, phoning
from inspections.owners.phoning import Called, Says
from inspections.tickets.workflow import Action
from registry.actor import Role
from registry.database import told, writing
from registry.errors import Conflict, Forbidden, Invalid, NotFound
from tests.inspections.owners.yard import dispatched, events, hours, link, state, step
from tests.inspections.payers.case import lettered, silent, the
from tests.inspections.tickets import scene
from tests.inspections.tickets.scene import CREW, DESK, NOW, OWNER, person

NUMBER = "13812345678"


def call(ticket_id: UUID, act: Says | None = Says.ACCEPT, **more: object) -> Called:
    asked = Called(
        uuid4(), ticket_id, NUMBER, NOW, answered=True, position="值班员", name="王小明", said="我们去", act=act
    )
    return replace(asked, **more)  # type: ignore[arg-type]  # by name


def test_what_was_said_is_a_step_in_the_owners_name_by_the_desk(furnished: Connection) -> None:
    ticket_id = dispatched(furnished)
    called = call(ticket_id)
    answer = phoning.enter(furnished, DESK, called, now=NOW)
    assert state(furnished, ticket_id) == "accepted"
    assert events(furnished, ticket_id)[-1] == (Action.ACCEPT, DESK.account_id, OWNER)
    note = furnished.execute(
        text("select data ->> 'note' from inspections.ticket_event where id = :id"), {"id": answer.event_id}
    ).scalar_one()
    assert str(answer.id) in note
    assert the(furnished, ticket_id).state == "answered"
    again = phoning.enter(furnished, DESK, called, now=hours(1))
    assert again == answer
    assert len(events(furnished, ticket_id)) == 4
    with pytest.raises(Conflict, match="names another call"):
        phoning.enter(furnished, DESK, replace(called, said="不去"), now=NOW)
    returned = phoning.enter(furnished, DESK, call(ticket_id, Says.NOT_OURS, said="产权属燃气，打13800001111"), now=NOW)
    assert returned.act is Says.NOT_OURS
    assert state(furnished, ticket_id) == "returned"
    reason = furnished.execute(
        text("select reason from inspections.ticket_event where id = :id"), {"id": returned.event_id}
    ).scalar_one()
    assert reason == "产权属燃气，打138****1111"


def test_an_owner_who_has_not_the_ticket_answers_for_what_it_is_to_pay(furnished: Connection) -> None:
    ticket_id = dispatched(furnished)
    silent(furnished, ticket_id)
    step(furnished, ticket_id, Action.TRANSFER, reason="代为处置", data={"assignee_code": "SZGS"}, at=hours(3))
    assert the(furnished, ticket_id).state == "standing_in"
    with pytest.raises(Conflict, match="nothing waits"):
        phoning.enter(furnished, DESK, call(ticket_id, Says.ACCEPT, org_code=OWNER), now=hours(4))
    said = phoning.enter(furnished, DESK, call(ticket_id, None, org_code=OWNER, said="正在核实"), now=hours(4))
    assert (said.org_code, said.event_id) == (OWNER, None)
    assert state(furnished, ticket_id) == "dispatched"


def test_an_owner_disputes_what_it_is_to_pay(furnished: Connection) -> None:
    ticket_id = dispatched(furnished)
    lettered(furnished, ticket_id)
    called = call(ticket_id, Says.DISPUTE, org_code=OWNER, said="人工费过高")
    assert phoning.enter(furnished, DESK, called, now=hours(9)).event_id is None
    assert the(furnished, ticket_id).state == "disputed"
    with pytest.raises(Conflict, match="nothing waits"):
        phoning.enter(furnished, DESK, call(ticket_id, Says.DISPUTE), now=hours(9))


def test_a_call_nobody_answered_moves_nothing(furnished: Connection) -> None:
    ticket_id = dispatched(furnished)
    missed = call(ticket_id, None, answered=False, position="", name="", said="")
    assert phoning.enter(furnished, DESK, missed, now=NOW).answered is False
    assert state(furnished, ticket_id) == "dispatched"
    for wrong, field in (
        ({"answered": False}, "answered"), ({"position": " "}, "position"), ({"said": ""}, "said"),
        ({"number": ""}, "number"),
    ):  # fmt: skip
        with pytest.raises(Invalid) as fault:
            phoning.enter(furnished, DESK, call(ticket_id, **wrong), now=NOW)
        assert fault.value.fields["field"] == field
    with pytest.raises(Invalid, match="future"), told(), furnished.begin_nested():
        phoning.enter(furnished, DESK, call(ticket_id, None, called_at=hours(1)), now=NOW)
    phoning.enter(furnished, DESK, call(ticket_id), now=NOW)
    with pytest.raises(Conflict, match="accept cannot follow"), furnished.begin_nested():
        phoning.enter(furnished, DESK, call(ticket_id), now=NOW)


def test_the_desk_alone_enters_and_reads_it_whole(furnished: Connection) -> None:
    ticket_id = dispatched(furnished)
    phoning.enter(furnished, DESK, call(ticket_id, said=f"回电{NUMBER}"), now=NOW)
    for nobody in (CREW, person(Role.LEADER), person(Role.DISPATCHER, areas=("370203007",))):
        with pytest.raises(Forbidden):
            phoning.enter(furnished, nobody, call(ticket_id, None), now=NOW)
    (whole,) = phoning.of_ticket(furnished, DESK, ticket_id, now=NOW)
    assert (whole.number, whole.name, whole.position) == (NUMBER, "王小明", "值班员")
    for other in (CREW, person(Role.LEADER), person(Role.DISPATCHER, Role.CREW, org=OWNER, areas=("370203007",))):
        (masked,) = phoning.of_ticket(furnished, other, ticket_id, now=NOW)
        assert (masked.number, masked.name, masked.said) == ("138****5678", "王*", "回电138****5678")
    with pytest.raises(Forbidden):
        phoning.of_ticket(furnished, scene.STRANGER, ticket_id, now=NOW)
    with pytest.raises(NotFound):
        phoning.enter(furnished, DESK, call(uuid4()), now=NOW)
    with pytest.raises(Conflict, match="dispatch it first"):
        phoning.enter(furnished, DESK, call(scene.hazard(furnished, scene.OTHER_SEWER)), now=NOW)


def test_who_spoke_is_erased_some_time_after_the_end(furnished: Connection) -> None:
    ticket_id = dispatched(furnished)
    called = call(ticket_id, Says.NOT_OURS)
    phoning.enter(furnished, DESK, called, now=NOW)
    other = dispatched(furnished, asset_code=scene.OTHER_SEWER)
    phoning.enter(furnished, DESK, call(other), now=NOW)
    step(furnished, ticket_id, Action.VOID, reason="误报")
    days = 24 * 30
    assert phoning.erase(furnished, now=hours(days - 1), kept_days=30) == 0
    assert phoning.erase(furnished, now=hours(days), kept_days=30) == 1
    assert phoning.erase(furnished, now=hours(days), kept_days=30) == 0
    (erased,) = phoning.of_ticket(furnished, DESK, ticket_id, now=NOW)
    assert (erased.number, erased.position, erased.name, erased.said, erased.erased_at) == ("", "", "", "", hours(days))
    assert erased.act is Says.NOT_OURS
    assert phoning.enter(furnished, DESK, called, now=hours(days)) == erased
    (open_one,) = phoning.of_ticket(furnished, DESK, other, now=NOW)
    assert open_one.name == "王小明"


def test_an_answer_stays_as_it_was_entered(furnished: Connection) -> None:
    ticket_id = dispatched(furnished)
    phoning.enter(furnished, DESK, call(ticket_id, None), now=NOW)
    erased = "erased_at = now(), number = '', position = '', name = '', said = ''"
    for change in ("set said = 'x'", "set act = 'accept'", f"set {erased}, org_code = 'SZGS'"):
        with pytest.raises(Conflict, match="stays as it was entered"), told(), furnished.begin_nested():
            furnished.execute(text(f"update inspections.phone_answer {change}"))
    with pytest.raises(Conflict, match="stays as it was entered"), told(), furnished.begin_nested():
        furnished.execute(text("delete from inspections.phone_answer"))


def test_a_link_and_a_call_are_the_same_owner(furnished: Connection) -> None:
    ticket_id = dispatched(furnished)
    link(furnished, ticket_id)
    phoning.enter(furnished, DESK, call(ticket_id, Says.NOT_OURS), now=NOW)
    (dead,) = links.of_ticket(furnished, DESK, ticket_id, now=NOW)
    assert dead.ended_why == "not_ours"


@pytest.mark.parametrize("act", [None, Says.ACCEPT])
def test_one_call_that_is_sent_twice_at_once_is_entered_once(town: Engine, act: Says | None) -> None:
    with writing(town) as conn:
        called = call(dispatched(conn), act)

    def again() -> phoning.PhoneAnswer:
        with writing(town) as conn:
            return phoning.enter(conn, DESK, called, now=NOW)

    with ThreadPoolExecutor(1) as pool:
        with writing(town) as conn:
            entered = phoning.enter(conn, DESK, called, now=NOW)
            sent = pool.submit(again)
            wait([sent], timeout=1)
        assert sent.result() == entered
