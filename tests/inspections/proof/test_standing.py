"""Who reads and adds to the proof of a ticket."""

from uuid import uuid4

import pytest
from sqlalchemy import Connection

from inspections.proof.standing import adds, check_sees
from registry.actor import SYSTEM, Role
from registry.errors import Forbidden, NotFound
from tests.inspections.proof.scene import dispatched
from tests.inspections.tickets.scene import CREW, DESK, SIBLING, STRANGER, person


def test_who_sees_the_ticket_reads_and_adds(furnished: Connection) -> None:
    ticket = dispatched(furnished)
    for actor in (DESK, CREW, SIBLING):
        check_sees(furnished, actor, ticket.id)
        assert adds(furnished, actor, ticket.id) == actor.account_id
    check_sees(furnished, SYSTEM, ticket.id)
    with pytest.raises(Forbidden):
        adds(furnished, SYSTEM, ticket.id)
    for nobody in (STRANGER, person(Role.INSPECTOR, areas=("370203999",))):
        with pytest.raises(Forbidden):
            check_sees(furnished, nobody, ticket.id)
    with pytest.raises(NotFound):
        check_sees(furnished, DESK, uuid4())
