"""A crew acts for the house it belongs to, everybody else for the own one."""

from sqlalchemy import Connection

from inspections.tickets.parties import party_of
from registry.actor import Role
from tests.inspections.tickets.scene import CREW, DESK, SIBLING, person


def test_the_house_of_a_crew_is_whom_it_belongs_to(furnished: Connection) -> None:
    assert party_of(furnished, CREW).house == party_of(furnished, SIBLING).house == "PSGS"
    assert party_of(furnished, DESK).house == "CGJ"
    assert party_of(furnished, person(Role.LEADER)).house is None
