"""Who sees which tickets: by areas, a crew what was given to it or to its house; and how much of a list at once."""

from collections.abc import Mapping

from sqlalchemy import Connection

from inspections.tickets.parties import party_of
from registry.actor import Actor, Role
from registry.errors import Invalid

MOST = 1000


def sight_of(conn: Connection, actor: Actor) -> Mapping[str, object]:
    """What an actor sees, as the parameters everything, areas, division and orgs of the statements in `listing.sql`.

    Roles other than crew see by areas; without a community a place is seen by holders of a whole division alone.
    """
    areas = list(actor.areas) if actor.roles - {Role.CREW} else []
    orgs = (actor.org_code, party_of(conn, actor).house) if actor.has(Role.CREW) else ()
    return {
        "everything": actor.has(Role.SYSTEM),
        "areas": areas,
        "division": any(len(area) == 6 for area in areas),
        "orgs": [org for org in orgs if org],
    }


def page_size(limit: int) -> int:
    """`limit`, when a page may hold so much. Raises Invalid."""
    if not 1 <= limit <= MOST:
        raise Invalid(f"a page holds 1 to {MOST} things, not {limit}", field="limit")
    return limit
