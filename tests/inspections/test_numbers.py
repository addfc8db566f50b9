"""What is printed leads to the thing; an id stays itself; whatever else is told by what was asked."""

from uuid import UUID, uuid4

import pytest
from sqlalchemy import Connection, text

from inspections import numbers
from inspections.tickets.numbers import take_numbers
from registry.errors import Invalid, NotFound
from tests.conftest import NOW
from tests.inspections.tickets import scene


@pytest.fixture
def ticket_id(conn: Connection) -> UUID:
    scene.furnish(conn)
    return scene.hazard(conn)


def test_a_number_leads_to_its_ticket(conn: Connection, ticket_id: UUID) -> None:
    number = conn.execute(text("select number from inspections.ticket")).scalar_one()
    assert numbers.ticket(conn, number) == ticket_id
    assert numbers.ticket(conn, f" {number}\n") == ticket_id


def test_an_id_is_itself_even_of_nothing(conn: Connection) -> None:
    unknown = uuid4()
    assert numbers.ticket(conn, unknown) == numbers.ticket(conn, str(unknown)) == unknown
    assert numbers.request(conn, unknown) == unknown


def test_a_number_nobody_bears_is_named(conn: Connection) -> None:
    with pytest.raises(NotFound, match="there is no ticket 20261123-99999"):
        numbers.ticket(conn, "20261123-99999")
    with pytest.raises(NotFound, match="there is no request SQ20261123-99999"):
        numbers.request(conn, "SQ20261123-99999")


@pytest.mark.parametrize("word", ["", "2026-1123-00042", "SQ20261123-00042", "20261123-7", "２０２６１１２３-00042"])
def test_another_word_is_told_how_a_number_looks(conn: Connection, word: str) -> None:
    with pytest.raises(Invalid, match="neither the number of a ticket \\(like 20261123-00042\\) nor its id"):
        numbers.ticket(conn, word)


def test_every_number_given_has_the_form(conn: Connection) -> None:
    [given] = take_numbers(conn, 1, now=NOW)
    with pytest.raises(NotFound):
        numbers.ticket(conn, given)
