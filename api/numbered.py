"""Tickets and requests in addresses, by their number as printed on paper and map or by their id.

The number is looked up in the route's own transaction, after its caller is known: nobody else learns which there are.
"""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Path
from pydantic import Field

from api.deps import CurrentActor, Reading, Writing
from inspections import numbers

_Ticket = Annotated[
    UUID | Annotated[str, Field(pattern=f"^{numbers.TICKET}$", max_length=40)],
    Path(description="its number, as printed, or its id"),
]
_Request = Annotated[
    UUID | Annotated[str, Field(pattern=f"^{numbers.REQUEST}$", max_length=40)],
    Path(description="its number, as printed, or its id"),
]


def ticket_to_read(conn: Reading, actor: CurrentActor, ticket_id: _Ticket) -> UUID:
    """The ticket of an address that is read. Raises NotFound for a number nobody bears."""
    del actor
    return numbers.ticket(conn, ticket_id)


def ticket_to_write(conn: Writing, actor: CurrentActor, ticket_id: _Ticket) -> UUID:
    """The ticket of an address that is written to. Raises NotFound for a number nobody bears."""
    del actor
    return numbers.ticket(conn, ticket_id)


def request_to_read(conn: Reading, actor: CurrentActor, request_id: _Request) -> UUID:
    """The request of an address that is read. Raises NotFound for a number nobody bears."""
    del actor
    return numbers.request(conn, request_id)


def request_to_write(conn: Writing, actor: CurrentActor, request_id: _Request) -> UUID:
    """The request of an address that is written to. Raises NotFound for a number nobody bears."""
    del actor
    return numbers.request(conn, request_id)


TicketRead = Annotated[UUID, Depends(ticket_to_read)]
TicketWritten = Annotated[UUID, Depends(ticket_to_write)]
RequestRead = Annotated[UUID, Depends(request_to_read)]
RequestWritten = Annotated[UUID, Depends(request_to_write)]
