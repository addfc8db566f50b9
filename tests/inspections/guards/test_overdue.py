"""An opening that ends without a closing photo becomes a hazard, once, whoever looks and however often."""

import threading
from uuid import UUID, uuid4

from sqlalchemy import Connection, Engine, text

from inspections.guards import openings
from inspections.guards.keeping import guard_of
from inspections.guards.openings import Declaration
from inspections.guards.overdue import DEFECT, raise_hazards
from inspections.tickets.filing import report_defects
from registry.database import writing
from tests.inspections.guards.site import minutes
from tests.inspections.tickets.scene import CREW, DESK, INSPECTOR, NOW, OTHER_SEWER, SEWER, see


def declared(conn: Connection, *assets: str) -> UUID:
    told = Declaration(uuid4(), assets or (SEWER,), "PSGS", minutes(0), minutes(60), "王某", "围挡", "许可 1 号")
    return openings.declare(conn, CREW, told, now=NOW).id


def tickets(conn: Connection) -> list[tuple[object, ...]]:
    return [
        tuple(row)
        for row in conn.execute(text("select asset_code, defect_code, state from inspections.ticket order by 1"))
    ]


def test_it_becomes_a_ticket_a_cover_once(furnished: Connection) -> None:
    opening = declared(furnished, SEWER, OTHER_SEWER)
    seen = see(furnished, SEWER, DEFECT)
    report_defects(furnished, INSPECTOR, [seen], now=minutes(5))
    assert raise_hazards(furnished, now=minutes(59)) == 0
    assert raise_hazards(furnished, now=minutes(61)) == 1
    assert raise_hazards(furnished, now=minutes(62)) == 0
    assert tickets(furnished) == [(SEWER, DEFECT, "reported"), (OTHER_SEWER, DEFECT, "reported")]
    found, events = openings.read_opening(furnished, DESK, opening)
    assert (found.overdue_at, len(found.tickets), found.version) == (minutes(61), 2, 2)
    assert [one.action for one in events] == ["declare", "overdue"]
    # what it had taken to itself is a sighting of its ticket now: whoever told it hears what becomes of it
    number = "select t.number from inspections.ticket_sighting s join inspections.ticket t on t.id = s.ticket_id"
    told = furnished.execute(text(f"{number} where s.observation_id = :id"), {"id": seen.observation_id}).scalar_one()
    assert told in found.tickets
    shafts = list(furnished.execute(text("select id from inspections.ticket")).scalars())
    assert len(guard_of(furnished, shafts, now=minutes(61))) == 2  # unguarded, first on every screen


def test_one_that_was_closed_in_time_never_does(furnished: Connection) -> None:
    opening = declared(furnished)
    openings.close(furnished, CREW, opening, photo_sha256="e" * 64, event_id=uuid4(), if_version=1, now=minutes(59))
    assert raise_hazards(furnished, now=minutes(61)) == 0
    assert tickets(furnished) == []


def test_a_report_that_came_first_keeps_its_ticket(furnished: Connection) -> None:
    declared(furnished)
    seen = see(furnished, SEWER, DEFECT)
    report_defects(furnished, INSPECTOR, [seen], now=minutes(60))  # its time is over, no chore has run
    assert len(tickets(furnished)) == 1
    assert raise_hazards(furnished, now=minutes(61)) == 1
    assert len(tickets(furnished)) == 1


def test_two_processes_at_once_and_a_rollback_do_it_once(town: Engine) -> None:
    with writing(town) as conn:
        declared(conn)
    with town.connect() as conn:  # killed before it was done
        raise_hazards(conn, now=minutes(61))
    done: list[int] = []

    def run() -> None:
        with writing(town) as conn:
            done.append(raise_hazards(conn, now=minutes(61)))

    threads = [threading.Thread(target=run) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(done) == [0, 0, 1]
    with town.connect() as conn:
        assert len(tickets(conn)) == 1
