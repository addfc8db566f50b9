"""What the database holds of recoveries by itself, told by the name of the constraint."""

from uuid import uuid4

import pytest
from sqlalchemy import Connection, text

from inspections.payers import storing
from inspections.payers.recovery import Deed
from inspections.payers.storing import Said
from inspections.payers.terms import Act, State
from registry.database import told
from registry.errors import Conflict, Invalid, JinggeError, NotFound, Stale
from tests.inspections.payers import case
from tests.inspections.tickets import scene


@pytest.mark.parametrize(
    ("change", "error", "words"),
    [
        ("state = 'notice'", Conflict, "nobody owns"),
        ("state = 'unclaimed'", Conflict, "nobody owns"),
        ("state = 'approved'", Conflict, "nobody owns"),
        ("state = 'filled', due_at = null, closed_at = now()", Conflict, "nobody owns"),
        ("owner_code = null", Invalid, "somebody_owns_what_is_owed"),
        ("due_at = null", Invalid, "recovery_has_its_clock"),
        ("state = 'fulfilled'", Invalid, "recovery_ends"),
        ("state = 'costed'", Invalid, "cost_was_listed"),
        ("state = 'standing_in', stand_in_code = owner_code", Invalid, "in the owner's place"),
        ("state = 'standing_in'", Invalid, "in the owner's place"),
        ("sheet = 1, cost_fen = 5, costed_by = :me, settled_by = :me", Conflict, "does not decide"),
        ("sheet = 1, cost_fen = 5, costed_by = :me, agreed_fen = 6", Conflict, "no more is owed"),
        ("state = 'lost'", Invalid, "recovery_state"),
        ("owner_code = 'nobody'", Invalid, "as owner"),
    ],
)
def test_the_database_keeps_it_too(furnished: Connection, change: str, error: type[JinggeError], words: str) -> None:
    asked = case.the(furnished, case.dispatched(furnished))
    with pytest.raises(error, match=words), told(), furnished.begin_nested():
        furnished.execute(
            text(f"update inspections.recovery set {change} where id = :id"),
            {"id": asked.id} | ({"me": uuid4()} if ":me" in change else {}),
        )


@pytest.mark.parametrize("table", ["recovery_event", "cost_line"])
def test_what_was_done_and_what_it_cost_is_only_ever_added(furnished: Connection, table: str) -> None:
    case.lettered(furnished, case.dispatched(furnished))
    with pytest.raises(Conflict, match="only ever added"), told(), furnished.begin_nested():
        furnished.execute(text(f"delete from inspections.{table}"))


def test_the_database_reckons_a_line_itself(furnished: Connection) -> None:
    lettered = case.lettered(furnished, case.dispatched(furnished))
    insert = (
        "insert into inspections.cost_line select recovery_id, 9, number, kind, name, unit, quantity, unit_price_fen,"
        " amount_fen + 1, material_id from inspections.cost_line where recovery_id = :id"
    )
    with pytest.raises(Invalid, match="cost_line_sum"), told(), furnished.begin_nested():
        furnished.execute(text(insert), {"id": lettered.id})


def test_one_event_a_version_and_one_open_recovery_a_ticket(furnished: Connection) -> None:
    ticket_id = case.dispatched(furnished)
    asked, matter = case.the(furnished, ticket_id), storing.matter_of(furnished, ticket_id)
    ask = Deed(Act.ASK, owner_code="GSGS")
    with pytest.raises(Conflict, match="is open already"), told(), furnished.begin_nested():
        storing.open_one(furnished, matter, ask, Said(uuid4(), scene.NOW))
    storing.move(furnished, asked, matter, Deed(Act.ANSWER), Said(uuid4(), scene.NOW))
    with pytest.raises(Stale, match="changed meanwhile"), told(), furnished.begin_nested():
        storing.move(furnished, asked, matter, Deed(Act.ANSWER), Said(uuid4(), scene.NOW))
    assert case.the(furnished, ticket_id).state is State.ANSWERED


def test_what_is_not_there_is_told(furnished: Connection) -> None:
    with pytest.raises(NotFound, match="no recovery"):
        storing.lock(furnished, uuid4())
    with pytest.raises(NotFound, match="no ticket"):
        storing.matter_of(furnished, uuid4())
    assert storing.lock_open(furnished, uuid4()) is None
