"""Quantities: once a job, confirmed by another organisation, corrected by new lines, also where two act at once."""

import threading
from decimal import Decimal
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Connection, Engine, text

from inspections.proof.quantities import Entry, Sheet, confirm, enter, sheet_of
from registry.actor import Actor, Role
from registry.database import told, writing
from registry.errors import Conflict, Forbidden, Invalid, JinggeError, NotFound, Stale
from tests.inspections.proof.scene import LATER, repaired
from tests.inspections.tickets.scene import CREW, DESK, INSPECTOR, NOW, SIBLING, STRANGER, person

FULL = Decimal("2.500")


def entry(material: str = "mortar", quantity: Decimal = FULL, **more: object) -> Entry:
    return Entry(uuid4(), material, quantity, **more)  # type: ignore[arg-type]  # by name


def confirmed(conn: Connection, ticket: UUID, version: int, actor: Actor = INSPECTOR, id_: UUID | None = None) -> Sheet:
    return confirm(conn, actor, ticket, confirmation_id=id_ or uuid4(), if_version=version, now=LATER)


def test_entered_confirmed_corrected(furnished: Connection) -> None:
    ticket = repaired(furnished).id
    first = entry()
    sheet = enter(furnished, CREW, ticket, first, now=LATER)
    assert enter(furnished, CREW, ticket, first, now=LATER) == sheet, "sent again"
    (line,) = sheet.lines
    assert (line.house, line.quantity, line.unit, line.visited_on.isoformat()) == ("PSGS", FULL, "m3", "2026-11-23")
    done = confirmed(furnished, ticket, sheet.version)
    assert done.lines[0].confirmed_house == "YJJ"
    assert done.version == sheet.version + 1
    corrected = enter(furnished, CREW, ticket, entry(quantity=Decimal(2), corrects=1, note="measured anew"), now=LATER)
    assert [(one.number, one.holds, one.confirmed_at is not None) for one in corrected.lines] == [
        (1, False, True),
        (2, True, False),
    ]
    again = confirmed(furnished, ticket, corrected.version, DESK)
    assert [one.confirmed_house for one in again.lines] == ["YJJ", "CGJ"]
    gone = enter(furnished, CREW, ticket, entry(quantity=Decimal(0), corrects=2, note="none"), now=LATER)
    assert [one.quantity for one in gone.lines if one.holds] == [0]


def test_defects_of_one_cover_are_one_job_with_its_materials_once(furnished: Connection) -> None:
    one, other = repaired(furnished).id, repaired(furnished, defect="flipping").id
    enter(furnished, CREW, one, entry(), now=LATER)
    assert [line.ticket_id for line in sheet_of(furnished, SIBLING, other).lines] == [one]
    with pytest.raises(Stale, match="stands for this job already"):
        enter(furnished, CREW, other, entry(), now=LATER)
    enter(furnished, CREW, other, entry("gasket", Decimal(1)), now=LATER)
    assert {line.material_code for line in sheet_of(furnished, DESK, one).lines} == {"mortar", "gasket"}
    done = confirmed(furnished, other, 3)
    assert all(line.confirmed_at for line in done.lines)


def test_who_may_and_what_is_wrong(furnished: Connection) -> None:
    ticket = repaired(furnished).id
    for nobody in (STRANGER, DESK, INSPECTOR):
        with pytest.raises(Forbidden):
            enter(furnished, nobody, ticket, entry(), now=LATER)
    with pytest.raises(NotFound):
        enter(furnished, CREW, uuid4(), entry(), now=LATER)
    with pytest.raises(Invalid, match="no material"):
        enter(furnished, CREW, ticket, entry("gold"), now=LATER)
    with pytest.raises(Invalid, match="says why"):
        enter(furnished, CREW, ticket, entry(corrects=1), now=LATER)
    with pytest.raises(Stale, match="no such line"):
        enter(furnished, CREW, ticket, entry(corrects=1, note="x"), now=LATER)
    with pytest.raises(Conflict, match="nothing to confirm"):
        confirmed(furnished, ticket, 1)
    first = entry()
    version = enter(furnished, CREW, ticket, first, now=LATER).version
    with pytest.raises(Conflict, match="another line"):
        enter(furnished, CREW, ticket, Entry(first.id, "gasket", Decimal(1)), now=LATER)
    own = person(Role.DISPATCHER, org="PSGS")
    for nobody in (CREW, own, person(Role.INSPECTOR)):
        with pytest.raises(Forbidden):
            confirmed(furnished, ticket, version, nobody)
    with pytest.raises(Stale):
        confirmed(furnished, ticket, version - 1)
    id_ = uuid4()
    assert confirmed(furnished, ticket, version, id_=id_) == confirmed(furnished, ticket, version, id_=id_), "again"


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ("update inspections.ticket_material set quantity = 99", "correct it by a new line"),
        ("delete from inspections.ticket_material", "correct it by a new line"),
        ("update inspections.ticket_material set confirmed_at = now()", "correct it by a new line"),
    ],
)
def test_the_database_keeps_what_was_confirmed(furnished: Connection, change: str, error: str) -> None:
    ticket = repaired(furnished).id
    confirmed(furnished, ticket, enter(furnished, CREW, ticket, entry(), now=LATER).version)
    with pytest.raises(Conflict, match=error), told(), furnished.begin_nested():
        furnished.execute(text(change))


def test_the_database_lets_no_house_confirm_its_own(furnished: Connection) -> None:
    enter(furnished, CREW, repaired(furnished).id, entry(), now=LATER)
    change = (
        "update inspections.ticket_material set confirmation_id = gen_random_uuid(), confirmed_by = gen_random_uuid(),"
        " confirmed_house = 'PSGS', confirmed_at = now()"
    )
    with pytest.raises(Conflict, match="another organisation"), told(), furnished.begin_nested():
        furnished.execute(text(change))


def test_two_at_once_one_wins(town: Engine) -> None:
    with writing(town) as conn:
        ticket = repaired(conn).id
        version = enter(conn, CREW, ticket, entry(), now=NOW).version
    gate, outcomes = threading.Barrier(2), []

    def act(actor: Actor) -> None:
        gate.wait()
        try:
            with writing(town) as conn:
                confirmed(conn, ticket, version, actor)
            outcomes.append("done")
        except JinggeError as error:
            outcomes.append(error.code)

    threads = [threading.Thread(target=act, args=(actor,)) for actor in (INSPECTOR, DESK)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["done", "stale"]
    with writing(town) as conn:
        (line,) = sheet_of(conn, DESK, ticket).lines
        assert line.confirmed_house in {"YJJ", "CGJ"}


def test_two_crews_enter_the_same_at_once_and_it_stands_once(town: Engine) -> None:
    with writing(town) as conn:
        tickets = [repaired(conn).id, repaired(conn, defect="flipping").id]
    gate, outcomes = threading.Barrier(2), []

    def act(ticket: UUID) -> None:
        gate.wait()
        try:
            with writing(town) as conn:
                enter(conn, CREW, ticket, entry(), now=LATER)
            outcomes.append("done")
        except JinggeError as error:
            outcomes.append(error.code)

    threads = [threading.Thread(target=act, args=(ticket,)) for ticket in tickets]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["done", "stale"]
