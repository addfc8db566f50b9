"""A house asks, a leader of another decides, the figures beside each other."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from inspections.exchange import appeals
from inspections.exchange.appeals import Appeal, State
from inspections.exchange.indicators import Name
from registry.actor import SYSTEM, Role
from registry.errors import Conflict, Forbidden, Invalid, NotFound, Stale
from tests.inspections.exchange import scene
from tests.inspections.exchange.scene import HOUSE, LATER, LEADER, OWN_LEADER
from tests.inspections.tickets.scene import STRANGER, person

DECIDED: dict[str, Any] = {"granted": True, "decision": "属实", "now": LATER}


def ask(conn: Connection, ticket: UUID, **changes: Any) -> Appeal:
    given: dict[str, Any] = {"appeal_id": uuid4(), "reason": "台风停工", "evidence": "停工令", "now": LATER} | changes
    actor, name = given.pop("actor", HOUSE), given.pop("name", Name.REPAIRED_IN_TIME)
    return appeals.ask(conn, actor, ticket, name, **given)


def test_asked_once_decided_by_another_house_and_told_version_by_version(town: Connection) -> None:
    ticket, id_ = scene.closed(town), uuid4()
    asked = ask(town, ticket, appeal_id=id_)
    assert (asked.state, asked.asked_house, asked.version) == (State.ASKED, "PSGS", 1)
    assert ask(town, ticket, appeal_id=id_) == asked
    with pytest.raises(Conflict):
        ask(town, ticket, appeal_id=id_, reason="别的")
    for wrong in (OWN_LEADER, HOUSE, SYSTEM, person(Role.LEADER)):
        with pytest.raises(Forbidden):
            appeals.decide(town, wrong, id_, if_version=1, **DECIDED)
    with pytest.raises(Stale):
        appeals.decide(town, LEADER, id_, if_version=2, **DECIDED)
    done = appeals.decide(town, LEADER, id_, if_version=1, **DECIDED)
    assert (done.state, done.decided_house, done.version) == (State.GRANTED, "YJJ", 2)
    assert appeals.decide(town, LEADER, id_, if_version=1, **DECIDED) == done
    with pytest.raises(Stale):
        appeals.decide(town, LEADER, id_, if_version=2, granted=False, decision="不实", now=LATER)
    told, events = appeals.history(town, LEADER, id_, now=LATER)
    assert told == done
    assert [(one.version, one.state, one.house, one.words) for one in events] == [
        (1, State.ASKED, "PSGS", "台风停工"), (2, State.GRANTED, "YJJ", "属实"),
    ]  # fmt: skip
    assert [one.id for one in appeals.list_appeals(town, HOUSE, state=State.GRANTED)] == [id_]
    assert appeals.list_appeals(town, STRANGER) == []
    assert appeals.list_appeals(town, SYSTEM, after=id_) == []


def test_who_may_not_ask(town: Connection) -> None:
    ticket = scene.closed(town)
    for wrong in (STRANGER, LEADER, SYSTEM):
        with pytest.raises(Forbidden):
            ask(town, ticket, actor=wrong)
    with pytest.raises(Invalid):
        ask(town, ticket, reason=" ")
    with pytest.raises(NotFound):
        appeals.by_id(town, uuid4())


def test_a_refused_one_may_be_asked_again(town: Connection) -> None:
    ticket = scene.closed(town)
    first = ask(town, ticket)
    refused = appeals.decide(town, LEADER, first.id, granted=False, decision="不属实", if_version=1, now=LATER)
    assert refused.state is State.REFUSED
    assert ask(town, ticket).state is State.ASKED


def test_the_database_keeps_it(town: Connection) -> None:
    ticket = scene.closed(town)
    asked = ask(town, ticket)
    with pytest.raises(DBAPIError, match="one_appeal_an_indicator"), town.begin_nested():
        ask(town, ticket)
    decided = "state = 'granted', decided_at = now(), decision = 'x', version = 2"
    update = f"update inspections.ticket_appeal set {decided}"
    with pytest.raises(DBAPIError, match="appeal_decider_is_not_asker"), town.begin_nested():
        town.execute(text(f"{update}, decided_by = :by, decided_house = asked_house"), {"by": uuid4()})
    with pytest.raises(DBAPIError, match="an appeal is decided once"), town.begin_nested():
        town.execute(text("update inspections.ticket_appeal set reason = 'y'"))
    appeals.decide(town, LEADER, asked.id, if_version=1, **DECIDED)
    for statement in (
        "update inspections.ticket_appeal set state = 'refused', version = 3",
        "delete from inspections.ticket_appeal",
        "update inspections.ticket_appeal_event set words = 'z'",
        "delete from inspections.ticket_appeal_event",
    ):
        with pytest.raises(DBAPIError), town.begin_nested():
            town.execute(text(statement))
