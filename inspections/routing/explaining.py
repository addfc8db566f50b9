"""Why a ticket went where it went: every rule that was tried, in order, on the matter as it was."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection

from inspections.routing import sets
from inspections.routing.duties import SQL
from inspections.routing.rules import Matter, misses
from inspections.routing.sets import Line
from inspections.tickets import listing
from registry.actor import Actor


@dataclass(frozen=True, slots=True)
class Tried:
    """One rule: the conditions that were not met by name (none: it decided), as no rule after it is tried."""

    line: Line
    missed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Explained:
    """One decision: for the matter (属事) and the territory (属地), in words, with all that was tried."""

    cause: str
    at: datetime
    set_id: int | None
    rule_id: int | None
    matter_org: str | None
    territory_org: str | None
    reason_zh: str
    reason_en: str
    matter: Matter
    tried: tuple[Tried, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """Who answers for a ticket now and why, and what the rules decided, the last of which holds as the proposal."""

    ticket_id: UUID
    assignee_code: str | None
    reason_zh: str
    reason_en: str
    decided: tuple[Explained, ...]


def explain(conn: Connection, actor: Actor, ticket_id: UUID, *, now: datetime) -> Explanation:
    """The decisions on a ticket the actor may see, by the rules as they were. Raises NotFound, Forbidden."""
    ticket = listing.see(conn, actor, ticket_id, now=now).ticket
    decided = []
    for row in conn.execute(SQL["of_ticket"], {"id": ticket_id}).mappings():
        matter = Matter(**{"text": ""} | {name: row["matter"].get(name) for name in _NAMES if name in row["matter"]})
        own = {name: value for name, value in row.items() if name not in {"ticket_id", "matter"}}
        decided.append(Explained(**own, matter=matter, tried=_tried(conn, row["set_id"], matter)))
    words = ticket.route_reason_zh, ticket.route_reason_en
    return Explanation(ticket_id, ticket.assignee_code, *words, tuple(decided))


_NAMES = tuple(Matter.__dataclass_fields__)


def _tried(conn: Connection, set_id: int | None, matter: Matter) -> tuple[Tried, ...]:
    tried = []
    for line in sets.set_by_id(conn, set_id).lines if set_id else ():
        if line.enabled:
            tried.append(Tried(line, tuple(misses(line.rule, matter))))
            if not tried[-1].missed:
                break
    return tuple(tried)
