"""Open tickets are compared by what was seen of them; the same look again finds nothing new."""

from sqlalchemy import Connection, text

from inspections.duplicates.hashes import stored
from inspections.duplicates.suggesting import suggest_tickets, tickets
from tests.inspections.duplicates.scene import LATER, of_one_asset, sightings, told
from tests.inspections.tickets.scene import FAR, SEWER


def test_a_ticket_is_compared_by_its_sightings(furnished: Connection) -> None:
    first = told(furnished, SEWER, "missing")
    (seen,) = sightings(furnished, first)
    for statement in (
        "update inspections.observation set note = '很危险' where id = :id",
        "insert into inspections.photo values (:stored, 'image/jpeg', 1, 1, 1, null, null, :id, now())",
        "insert into inspections.photo_original values (:sent, :stored)",
        "insert into inspections.photo_promise values ('observation', :id, :sent)",
        "insert into inspections.photo_hash values (:stored, :hash)",
    ):
        values = {"id": seen, "stored": "a" * 64, "sent": "b" * 64, "hash": stored(2**63 + 5)}
        furnished.execute(text(statement), values)
    (case,) = tickets(furnished)
    assert (case.id, case.asset_code, case.matter) == (str(first), SEWER, "missing")
    assert (case.words, case.hashes) == ("很危险", (2**63 + 5,))


def test_again_nothing_is_new_and_an_ended_ticket_is_left_out(furnished: Connection) -> None:
    _, second, _ = of_one_asset(furnished)
    told(furnished, FAR, "missing")
    assert suggest_tickets(furnished, now=LATER) == 0
    furnished.execute(
        text("update inspections.ticket set state = 'void', closed_at = now() where id = :id"), {"id": second}
    )
    assert str(second) not in {case.id for case in tickets(furnished)}
