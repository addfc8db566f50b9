"""The bytes of a sheet follow from the state of things alone."""

import hashlib
import json
from datetime import timedelta
from uuid import uuid4

from sqlalchemy import Connection

from inspections.duty.sheet import SECTIONS, Scope, sheet_of
from inspections.payers.recovery import Deed
from inspections.payers.terms import Act
from inspections.requests import calling
from inspections.requests.life import Action, Opinion
from inspections.requests.steps import locked
from registry.actor import Role
from tests.inspections.duty.watch import hours, station
from tests.inspections.payers import case
from tests.inspections.requests import scene as requests
from tests.inspections.tickets.scene import NOW, hazard, person
from tests.registry import quarter


def test_the_same_state_is_the_same_sheet(furnished: Connection) -> None:
    hazard(furnished)
    scope = Scope(station(furnished), hours(-8), hours(1), hours(9), NOW)
    sheet, sha256 = sheet_of(furnished, scope)
    assert sheet_of(furnished, scope) == (sheet, sha256)
    assert sha256 == hashlib.sha256(sheet.encode()).hexdigest()
    assert all(f'"{name}":' in sheet for name in SECTIONS)


def test_call_backs_that_are_due_stand_on_it(conn: Connection) -> None:
    """Answered and not reached since, the drawn ones first; nothing that is erased of a request stays here."""
    requests.furnish(conn)
    again, first, done, closed, elsewhere = (
        requests.answered(conn, **more) for more in ({}, {}, {}, {}, {"area_code": quarter.OTHER})
    )
    requests.assigned(conn)
    requests.do(conn, again, Action.CALL_BACK, opinion=Opinion.NOT_REACHED)
    requests.do(conn, done, Action.CALL_BACK, opinion=Opinion.SATISFIED, contacted=True, solved=True)
    requests.do(conn, closed, Action.CLOSE)
    scope = Scope(station(conn, area=quarter.EAST), hours(-8), hours(1), hours(9), NOW)

    def calls() -> list[tuple[str, bool]]:
        return [(row["number"], row["drawn"]) for row in json.loads(sheet_of(conn, scope)[0])["calls"]]

    numbers = {id_: locked(conn, id_).number for id_ in (first, again, elsewhere)}
    assert calls() == [(numbers[again], False), (numbers[first], False)]
    drawn = calling.sample(
        conn, person(Role.DISPATCHER, org=None), uuid4(),
        from_at=NOW - timedelta(days=1), until_at=NOW + timedelta(days=1), half_width=0.4, seed=1, now=NOW,
    )  # fmt: skip
    assert drawn.size
    assert calls() == [(numbers[first], True), (numbers[again], False)]
    assert not any(words in sheet_of(conn, scope)[0] for words in ("已经三天", "益都路", "张三丰", "已修复"))


def test_what_changed_of_a_recovery_is_told_by_its_act_and_reason(furnished: Connection) -> None:
    ticket = case.dispatched(furnished)
    case.act(furnished, ticket, Deed(Act.DENY, reason="不是我方的"), at=NOW)
    case.act(furnished, ticket, Deed(Act.ASK, owner_code="SZGS"), at=NOW)
    scope = Scope(station(furnished), hours(-8), hours(1), hours(9), NOW)
    changes = json.loads(sheet_of(furnished, scope)[0])["changes"]
    acts = [(row["act"], row["reason"]) for row in changes if row["action"] == "recovery"]
    assert acts == [("deny", "不是我方的"), ("ask", "")]
    assert {row["act"] for row in changes if row["action"] != "recovery"} == {None}
