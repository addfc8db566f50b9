"""What a number printed on paper and map stands for: 20261123-00042 is a ticket, SQ20261123-00042 a request.

Whoever holds a sheet types what stands on it; ids are for programs. Here alone the one becomes the other.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from uuid import UUID

from sqlalchemy import Connection

from registry.errors import Invalid, NotFound
from registry.sql import load

SQL = load(Path(__file__).parent / "sql" / "numbers.sql")

TICKET = r"[0-9]{8}-[0-9]{5,}"
REQUEST = r"SQ[0-9]{8}-[0-9]{5,}"


@dataclass(frozen=True, slots=True)
class _Form:
    pattern: str
    example: str


_FORMS: Mapping[str, _Form] = MappingProxyType(
    {"ticket": _Form(TICKET, "20261123-00042"), "request": _Form(REQUEST, "SQ20261123-00042")}
)


def ticket(conn: Connection, named: UUID | str) -> UUID:
    """The id of the ticket that bears a number; an id is itself, whether there is such a ticket or not.

    Raises Invalid for what is neither number nor id, NotFound for a number nobody bears.
    """
    return _find(conn, "ticket", named)


def request(conn: Connection, named: UUID | str) -> UUID:
    """The id of the request that bears a number; as `ticket`."""
    return _find(conn, "request", named)


def _find(conn: Connection, kind: str, named: UUID | str) -> UUID:
    if isinstance(named, UUID):
        return named
    word, form = named.strip(), _FORMS[kind]
    if re.fullmatch(form.pattern, word) is None:
        try:
            return UUID(word)
        except ValueError:
            reason = f"{word} is neither the number of a {kind} (like {form.example}) nor its id"
            raise Invalid(reason, field=kind, value=word) from None
    found: UUID | None = conn.execute(SQL[kind], {"number": word}).scalar()
    if found is None:
        raise NotFound(f"there is no {kind} {word}", number=word)
    return found
