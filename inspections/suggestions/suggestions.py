"""Whoever is signed in suggests something, stewards read and answer, and the answer is seen by whoever asked.

Nothing is counted by person: a suggestion is no achievement, and its absence no failure.
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from sqlalchemy import Connection, RowMapping

from inspections.tickets.sight import page_size
from registry.actor import Actor, Role
from registry.errors import Conflict, Forbidden, Invalid, NotFound, Stale
from registry.sql import load

SQL = load(Path(__file__).parent / "sql" / "suggestions.sql")
READERS = (Role.STEWARD, Role.ADMIN)
LONGEST = 2000
LONGEST_PAGE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """One row of `inspections.suggestion`; `page` is the address it was written on, `answer` empty without words."""

    id: UUID
    account_id: UUID
    org_code: str | None
    text: str
    page: str
    sent_at: datetime
    answer: str
    answered_at: datetime | None
    answered_by: UUID | None
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Suggestions, newest first; `next` is the id after which the next page begins. `waiting` counts the unanswered."""

    suggestions: list[Suggestion]
    waiting: int
    next: UUID | None


def send(conn: Connection, actor: Actor, id_: UUID, said: str, *, page: str, now: datetime) -> Suggestion:
    """Keep a suggestion of 1 to 2,000 characters. The same again, by its id, is the same.

    Raises Forbidden without an account, Invalid, Conflict (the id names another one).
    """
    if actor.account_id is None:
        raise Forbidden("suggestions come from an account")
    words = said.strip()
    if not 0 < len(words) <= LONGEST:
        raise Invalid(f"a suggestion has 1 to {LONGEST} characters, not {len(words)}", field="text")
    if len(page) > LONGEST_PAGE:
        raise Invalid(f"the address of a page has at most {LONGEST_PAGE} characters", field="page")
    row = {"id": id_, "account_id": actor.account_id, "org_code": actor.org_code, "text": words, "page": page}
    conn.execute(SQL["send"], row | {"now": now})
    kept = _suggestion(conn.execute(SQL["suggestion"], {"id": id_}).mappings().one())
    if (kept.account_id, kept.text, kept.page) != (actor.account_id, words, page):
        raise Conflict(f"the id {id_} names another suggestion already; make a new one", id=str(id_))
    return kept


def list_suggestions(
    conn: Connection,
    actor: Actor,
    *,
    answered: bool | None = None,
    limit: int = 100,
    after: UUID | None = None,
) -> Page:
    """All of them for stewards and administrators, to others their own. Raises Forbidden without an account."""
    if actor.account_id is None:
        raise Forbidden("suggestions are read by an account")
    whose = {"account_id": None if actor.has(*READERS) else actor.account_id}
    given = whose | {"answered": answered, "after": after, "limit": page_size(limit) + 1}
    rows = conn.execute(SQL["suggestions"], given).mappings().all()
    found = [_suggestion(row) for row in rows[:limit]]
    waiting = conn.execute(SQL["waiting"], whose).scalar_one()
    return Page(suggestions=found, waiting=waiting, next=found[-1].id if len(rows) > limit else None)


def answer(conn: Connection, actor: Actor, id_: UUID, words: str, *, if_version: int, now: datetime) -> Suggestion:
    """Mark it as answered, with or without words; again with others is possible.

    Raises Forbidden (not a steward or administrator), NotFound, Stale, Invalid.
    """
    if not actor.has(*READERS) or actor.account_id is None:
        raise Forbidden(f"this is for {', '.join(READERS)}", roles=list(READERS))
    if len(words.strip()) > LONGEST:
        raise Invalid(f"an answer has at most {LONGEST} characters", field="answer")
    row = conn.execute(SQL["held"], {"id": id_}).mappings().one_or_none()
    if row is None:
        raise NotFound(f"there is no suggestion {id_}", id=str(id_))
    if row["version"] != if_version:
        raise Stale("somebody answered it meanwhile; read it again", version=row["version"])
    given = {"id": id_, "answer": words.strip(), "by": actor.account_id, "now": now}
    return _suggestion(conn.execute(SQL["answer"], given).mappings().one())


def _suggestion(row: RowMapping) -> Suggestion:
    return Suggestion(**row)
