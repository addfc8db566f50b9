"""Recoveries as they are seen: as their tickets, an owner its own; pages lose none."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Connection

from inspections.payers import listing
from inspections.payers.listing import Wanted
from inspections.payers.recovery import Deed
from inspections.payers.terms import Act, State
from inspections.tickets.workflow import Action
from registry.actor import Actor, Role
from registry.errors import Forbidden, Invalid, NotFound
from tests.inspections.payers import case
from tests.inspections.tickets import scene
from tests.registry import quarter

SOON = scene.NOW + timedelta(minutes=40)


def ids(conn: Connection, actor: Actor = case.DESK, **wanted: object) -> set[UUID]:
    page = listing.list_recoveries(conn, actor, Wanted(**wanted), now=SOON)  # type: ignore[arg-type]  # by name
    return {one.recovery.ticket_id for one in page.recoveries}


def test_they_are_found_by_what_is_asked(furnished: Connection) -> None:
    one, two, far = (
        case.dispatched(furnished, asset_code=code) for code in (scene.SEWER, scene.OTHER_SEWER, scene.FAR)
    )
    case.act(furnished, two, Deed(Act.ANSWER), at=SOON)
    case.act(furnished, far, Deed(Act.WITHDRAW, reason="误"), at=SOON)
    assert ids(furnished) == {one, two, far}
    assert ids(furnished, states=(State.ANSWERED, State.WITHDRAWN)) == {two, far}
    assert ids(furnished, is_open=True) == {one, two}
    assert ids(furnished, is_open=False) == {far}
    assert ids(furnished, late=True) == {one}
    assert ids(furnished, late=False) == {two, far}
    assert ids(furnished, owner="GSGS") == set()
    assert ids(furnished, area=quarter.OTHER) == {far}
    assert ids(furnished, ticket=two) == {two}


def test_who_sees_what(furnished: Connection) -> None:
    one, far = (case.dispatched(furnished, asset_code=code) for code in (scene.SEWER, scene.FAR))
    case.silent(furnished, one)
    case.step(furnished, one, Action.TRANSFER, at=SOON, reason="先行处置", data={"assignee_code": "SZGS"})
    assert ids(furnished, scene.CREW) == {one, far}  # an owner its own, though another makes good
    assert ids(furnished, scene.STRANGER) == {one}  # the crew that stands in
    assert ids(furnished, scene.person(Role.INSPECTOR, areas=(quarter.OTHER,))) == {far}
    assert ids(furnished, scene.person(Role.CREW, org="GSGS", areas=())) == set()
    recovery = case.the(furnished, one)
    with pytest.raises(Forbidden):
        listing.see(furnished, scene.person(Role.LEADER, areas=(quarter.OTHER,)), recovery.id, now=SOON)
    with pytest.raises(NotFound):
        listing.see(furnished, case.DESK, uuid4(), now=SOON)
    with pytest.raises(NotFound):
        listing.of_ticket(furnished, scene.person(Role.LEADER, areas=(quarter.OTHER,)), one, now=SOON)


def test_pages_lose_none_and_show_none_twice(furnished: Connection) -> None:
    tickets = {case.dispatched(furnished, asset_code=code) for code in (scene.SEWER, scene.OTHER_SEWER, scene.FAR)}
    seen: list[UUID] = []
    after: UUID | None = None
    while True:
        page = listing.list_recoveries(furnished, case.DESK, Wanted(), now=SOON, limit=1, after=after)
        seen += [one.recovery.ticket_id for one in page.recoveries]
        after = page.next
        if after is None:
            break
    assert (len(seen), set(seen)) == (3, tickets)
    with pytest.raises(Invalid, match="1 to 1000"):
        listing.list_recoveries(furnished, case.DESK, Wanted(), now=SOON, limit=0)


def test_a_file_holds_everything_and_what_one_may_do(furnished: Connection) -> None:
    ticket_id = case.dispatched(furnished)
    case.lettered(furnished, ticket_id)
    file = listing.of_ticket(furnished, scene.CREW, ticket_id, now=SOON)
    assert [event.act for event in file.events] == ["ask", "silence", "stand_in", "cost", "letter"]
    assert file.lines == (case.LABOUR, case.MACHINE)
    assert [step.act for step in file.steps] == [Act.DISPUTE]
    assert file.listed.letter_number == f"{file.listed.number}-Z1"
    assert file.listed.owner is not None
    assert file.listed.owner.zh == scene.OWNER
    stood_in, cost = file.events[2:4]
    assert (stood_in.brought, stood_in.then["owed_fen"]) == ({"stand_in_code": case.MUNICIPAL}, None)
    assert cost.then == {"sheet": 1, "owed_fen": 129_960, "owner_code": scene.OWNER, "stand_in_code": case.MUNICIPAL}
