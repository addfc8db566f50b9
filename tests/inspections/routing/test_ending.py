"""An organisation ends once nothing is open there; from then on nothing is sent to it, by a rule or by hand."""

import threading
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Connection, Engine, text

from inspections.payers import recovering
from inspections.payers.recovery import Deed
from inspections.payers.terms import Act
from inspections.requests.life import Action
from inspections.routing import ending, sets
from inspections.routing.ending import Ended
from inspections.tickets import steps
from inspections.tickets.ticket import Ticket
from registry.actor import SYSTEM, Actor, Role
from registry.database import writing
from registry.errors import Conflict, Forbidden, Invalid, JinggeError, NotFound
from tests.api.live import until
from tests.inspections.payers import case
from tests.inspections.requests import scene as requests
from tests.inspections.tickets.scene import DESK, NOW, SEWER, hazard, person

TODAY = date(2026, 11, 23)
STEWARD = person(Role.STEWARD)


def end(conn: Connection, code: str = "PSGS", actor: Actor = STEWARD, on: date = TODAY, reason: str = "改制") -> Ended:
    return ending.end(conn, actor, code, on=on, reason=reason, now=NOW)


def take(conn: Connection, ticket_id: UUID, action: str, **data: str) -> Ticket:
    query = text("select version from inspections.ticket where id = :id")
    return steps.take(
        conn, DESK, ticket_id, action=action, event_id=uuid4(), data=data, now=NOW, reason="改派",
        if_version=conn.execute(query, {"id": ticket_id}).scalar_one(),
    )  # fmt: skip


def test_it_ends_with_its_crews_and_says_why(town: Engine) -> None:
    with writing(town) as conn:
        ended = end(conn)
    with writing(town) as conn:
        _check(conn, ended)


def _check(furnished: Connection, ended: Ended) -> None:
    assert ended == Ended(("PSGS", "PSGS-01", "PSGS-02"), TODAY)
    assert end(furnished).codes == ("PSGS",)  # again
    assert sets.ended(furnished, now=NOW) >= set(ended.codes)
    told = furnished.execute(
        text("select by_account, deed, reason from registry.change order by id desc limit 1")
    ).one()
    assert tuple(told) == ("tester", "end-organisation", "PSGS, PSGS-01, PSGS-02: 改制")
    with pytest.raises(Conflict, match="ended on 2026-11-23 already"):
        end(furnished, on=TODAY - timedelta(days=1))


def test_while_it_has_work_it_is_named(furnished: Connection) -> None:
    held, invited = hazard(furnished), hazard(furnished, None)
    numbers = []
    for ticket, house in ((held, "PSGS"), (invited, "SZGS")):
        take(furnished, ticket, "file")
        numbers.append(take(furnished, ticket, "dispatch", assignee_code=house).number)
    take(furnished, invited, "invite", partner_code="PSGS")
    with pytest.raises(Conflict, match="PSGS still has 3 open; give them to others first:") as refused:
        end(furnished)
    first, second = numbers
    asked = case.the(furnished, held)
    assert refused.value.fields["open"] == [
        {"kind": "recovery", "number": first, "state": "asked", "command": f"jingge recovery show {asked.id}"},
        {
            "kind": "ticket",
            "number": first,
            "state": "dispatched",
            "command": f"jingge ticket step {first} transfer --with assignee_code=… --reason … --login …",
        },
        {
            "kind": "part",
            "number": second,
            "state": "dispatched",
            "command": f"jingge ticket step {second} contribute --note … --login …",
        },
    ]
    assert f"\n  ticket {first} (dispatched): jingge ticket step {first} transfer" in refused.value.message
    take(furnished, held, "transfer", assignee_code="SZGS")
    with pytest.raises(Conflict, match=f"part {second}"):
        end(furnished)


def test_what_it_owes_keeps_it(furnished: Connection) -> None:
    """A debt outlives the ticket, and whoever is to pay does not vanish before it is paid or waived."""
    ticket = case.dispatched(furnished)
    debt = case.lettered(furnished, ticket)
    with pytest.raises(Conflict) as refused:
        end(furnished)
    open_work = refused.value.fields["open"]
    assert isinstance(open_work, list)
    assert [(one["kind"], one["state"]) for one in open_work] == [("recovery", "lettered")]
    case.act(furnished, ticket, Deed(Act.WAIVE, reason="已撤销"), case.LEADER, at=debt.due_at or NOW)
    end(furnished)
    asked = Deed(Act.ASK, owner_code="PSGS")
    with pytest.raises(Invalid, match="PSGS ended on 2026-11-23"):
        recovering.open_recovery(furnished, DESK, ticket, asked, id_=uuid4(), now=NOW)


def test_nothing_is_sent_there_any_more(furnished: Connection) -> None:
    ticket = hazard(furnished)
    take(furnished, ticket, "file")
    end(furnished)
    with pytest.raises(Invalid, match="PSGS ended on 2026-11-23"):
        take(furnished, ticket, "dispatch", assignee_code="PSGS")
    assert take(furnished, ticket, "dispatch", assignee_code="SZGS").assignee_code == "SZGS"


def test_requests_keep_it_too(conn: Connection) -> None:
    requests.furnish(conn)
    requests.assigned(conn)
    number = conn.execute(text("select number from inspections.request")).scalar_one()
    with pytest.raises(Conflict, match=number):
        end(conn, "LDGL")
    conn.execute(text("update inspections.request set closed_at = :now"), {"now": NOW})
    end(conn, "LDGL")
    again = requests.asked(conn).id
    requests.do(conn, again, Action.ACCEPT)
    with pytest.raises(Invalid, match="LDGL"):
        requests.do(conn, again, Action.ASSIGN, assignee_code="LDGL")


def test_who_may_and_what_is_wrong(furnished: Connection) -> None:
    with pytest.raises(Forbidden, match="steward"):
        end(furnished, actor=DESK)
    with pytest.raises(NotFound):
        end(furnished, "NOBODY")
    with pytest.raises(Invalid, match="why"):
        end(furnished, reason=" ")
    with pytest.raises(Invalid, match="has not come"):
        end(furnished, on=TODAY + timedelta(days=1))
    assert end(furnished, "PSGS-01", SYSTEM).codes == ("PSGS-01",)


@pytest.mark.parametrize("first", ["dispatch", "end"])
def test_of_a_dispatch_and_an_end_at_once_one_is_refused(town: Engine, first: str) -> None:
    with writing(town) as conn:
        ticket = hazard(conn, SEWER)
        take(conn, ticket, "file")
    deeds: dict[str, Callable[[Connection], object]] = {
        "dispatch": lambda conn: take(conn, ticket, "dispatch", assignee_code="PSGS"),
        "end": end,
    }
    words = {"dispatch": "PSGS still has", "end": "PSGS ended on 2026-11-23"}
    assert [words[first] in one for one in _at_once(town, deeds, first)] == [True]


@pytest.mark.parametrize("first", ["assign", "end"])
@pytest.mark.parametrize("named", [True, False])
def test_of_a_request_given_and_an_end_at_once_one_is_refused(
    fresh: Callable[[], Engine], first: str, named: bool
) -> None:
    """Named by hand or as proposed."""
    engine = fresh()
    with writing(engine) as conn:
        requests.furnish(conn)
        asked = requests.asked(conn).id
        requests.do(conn, asked, Action.ACCEPT)
    deeds: dict[str, Callable[[Connection], object]] = {
        "assign": lambda conn: requests.do(conn, asked, Action.ASSIGN, assignee_code="LDGL" if named else None),
        "end": lambda conn: end(conn, "LDGL"),
    }
    words = {"assign": "LDGL still has", "end": "LDGL ended on 2026-11-23"}
    assert [words[first] in one for one in _at_once(engine, deeds, first)] == [True]


def _at_once(engine: Engine, deeds: Mapping[str, Callable[[Connection], object]], first: str) -> list[str]:
    """Do the first of two deeds; the other waits for its end. What the other was refused with."""
    refused: list[str] = []
    [second] = set(deeds) - {first}

    def try_the_other() -> None:
        try:
            with writing(engine) as conn:
                deeds[second](conn)
        except JinggeError as error:
            refused.append(error.message)

    with writing(engine) as conn:
        deeds[first](conn)
        other = threading.Thread(target=try_the_other)
        other.start()
        # Each look in a transaction of its own: within one the same is seen again and again.
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as third:
            until(lambda: _waits(third))
    other.join(timeout=30)
    return refused


def _waits(conn: Connection) -> bool:
    query = "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"
    return bool(conn.execute(text(query)).scalar_one())
