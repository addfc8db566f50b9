"""A person says whose an orphan is: the one way by which a cover gets an owner here. What was shown is kept with it.

What the evidence says is never applied by itself. A refusal changes nothing in the register: the cover is an orphan
again, and the organisation is not proposed for it any more, until a person decides anew.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from sqlalchemy import Connection, Row

from inspections.clocks.reckoning import Count
from inspections.clocks.workdays import published
from inspections.orphans import gathering, weights
from inspections.orphans.listing import Decision, find
from registry.actor import Actor, Role
from registry.errors import Conflict, Forbidden, Invalid, NotFound, Stale
from registry.orphans import Opinion
from registry.sql import load

SQL = load(Path(__file__).parent / "sql" / "deciding.sql")
NOTICE_DAYS = 1
"""So many working days the public is asked whose a cover is, then it is treated as abandoned: Tianjin 2017 (§3.3)."""
MOST_REASON = 2000


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody says of a cover, and why. `id` is made by the client: the same answer again changes nothing."""

    id: UUID
    reason: str


@dataclass(frozen=True, slots=True)
class _Said:
    """An answer with what it is about."""

    code: str
    kind: str
    owner_code: str | None
    answer: Answer


def decide(
    conn: Connection,
    actor: Actor,
    code: str,
    owner_code: str | None,
    answer: Answer,
    *,
    if_version: int,
    now: datetime,
) -> Decision:
    """A steward says whose the cover is, and the register has it; None: nobody was found, and public notice begins.

    `if_version` is the version of the orphan that was read.

    Raises NotFound, Forbidden (not a steward, or outside the areas), Stale (another version), Conflict (no orphan any
    more; the id names another answer), Invalid (no reason; no organisation that can own).
    """
    _check_person(actor, Role.STEWARD)
    said = _Said(code, "decided" if owner_code else "notice", owner_code, answer)
    if (before := _begin(conn, actor, said)) is not None:
        return before
    if owner_code:
        conn.execute(SQL["open_change"], {"account": actor.name, "reason": answer.reason.strip()[:MOST_REASON]})
    _check_orphan(conn, actor, said, if_version=if_version, now=now)
    stored = _store(conn, actor, said, now=now)
    if owner_code:
        conn.execute(SQL["set_owner"], {"code": code, "owner_code": owner_code})
    return stored


def propose(
    conn: Connection, actor: Actor, code: str, owner_code: str, answer: Answer, *, if_version: int, now: datetime
) -> Decision:
    """A dispatcher or steward thinks that it is the owner's: a steward sees it, nothing else follows.

    Raises as `decide`.
    """
    _check_person(actor, Role.STEWARD, Role.DISPATCHER)
    said = _Said(code, "proposed", owner_code, answer)
    if (before := _begin(conn, actor, said)) is not None:
        return before
    _check_orphan(conn, actor, said, if_version=if_version, now=now)
    return _store(conn, actor, said, now=now)


def refuse(conn: Connection, actor: Actor, code: str, owner_code: str, answer: Answer, *, now: datetime) -> Decision:
    """An organisation says that a cover is not theirs: its own people where it was named, or the desk in its name.

    It changes nothing in the register, so it starts from no version: the owner stays until a steward decides again.
    Raises as `decide`; Conflict too where the cover has another owner than the one that refuses.
    """
    _check_person(actor, Role.STEWARD, Role.DISPATCHER, Role.CREW)
    said = _Said(code, "refused", owner_code, answer)
    if (before := _begin(conn, actor, said)) is not None:
        return before
    cover = _cover(conn, code)
    if not _may_refuse(conn, actor, cover, owner_code):
        raise Forbidden(
            "only an organisation that was named as the owner, or the desk of the area, may refuse", code=code
        )
    if cover.owner_code not in {None, owner_code}:
        raise Conflict(
            f"{code} belongs to {cover.owner_code}, not to {owner_code}", code=code, owner_code=cover.owner_code
        )
    _check_owner(conn, owner_code)
    return _store(conn, actor, said, now=now)


# Checking ----------------------------------------------------------------------------------------------------------


def _check_person(actor: Actor, *roles: Role) -> None:
    if actor.account_id is None or not actor.has(*roles):
        raise Forbidden(f"whose a cover is says a person with the role {' or '.join(roles)}", roles=list(roles))


def _begin(conn: Connection, actor: Actor, said: _Said) -> Decision | None:
    """Lock the cover's decisions; the answer as it was stored, if it was given before."""
    answer, reason = said.answer, said.answer.reason.strip()
    if not reason:
        raise Invalid("say why: the reason is kept with the decision", field="reason")
    if len(reason) > MOST_REASON:
        raise Invalid(f"a reason has at most {MOST_REASON} characters", field="reason", most=MOST_REASON)
    conn.execute(SQL["lock_decisions"], {"code": said.code})
    row = conn.execute(SQL["by_id"], {"id": answer.id}).mappings().one_or_none()
    if row is None:
        return None
    before = Decision(**row)
    told = (before.asset_code, before.kind, before.owner_code, before.reason, before.account_id)
    if told != (said.code, said.kind, said.owner_code, reason, actor.account_id):
        raise Conflict(f"the id {answer.id} names another answer already; make a new one", id=str(answer.id))
    return before


def _check_orphan(conn: Connection, actor: Actor, said: _Said, *, if_version: int, now: datetime) -> None:
    """An orphan in the actor's areas, at the version that was read, and an owner there is."""
    code = said.code
    cover = conn.execute(SQL["cover"], {"code": code}).one_or_none()
    if cover is not None and actor.covers(cover.community_code) and cover.version != if_version:
        message = f"{code} is at version {cover.version}, not {if_version}; read it again, then decide"
        raise Stale(message, code=code, version=cover.version)
    find(conn, actor, code, now=now)
    if said.owner_code:
        _check_owner(conn, said.owner_code)


def _check_owner(conn: Connection, owner_code: str) -> None:
    found = conn.execute(SQL["organisation"], {"code": owner_code}).one_or_none()
    if found is None:
        raise Invalid(f"{owner_code!r} is no organisation of the register", field="owner_code", value=owner_code)
    if found.kind == "crew":
        message = f"{owner_code} is a crew and owns nothing: name its organisation {found.parent_code}"
        raise Invalid(message, field="owner_code", value=owner_code)


def _cover(conn: Connection, code: str) -> Row[tuple[object, ...]]:
    cover = conn.execute(SQL["cover"], {"code": code}).one_or_none()
    if cover is None:
        raise NotFound(f"no cover has the code {code}", code=code)
    return cover


def _may_refuse(conn: Connection, actor: Actor, cover: Row[tuple[object, ...]], owner_code: str) -> bool:
    if actor.has(Role.STEWARD, Role.DISPATCHER) and actor.covers(cover.community_code):
        return True
    if not actor.has(Role.CREW):
        return False
    house = conn.execute(SQL["house"], {"code": actor.org_code}).scalar()
    named = conn.execute(SQL["named"], {"code": cover.code, "owner_code": owner_code}).scalar_one()
    return house == owner_code and bool(named)


# Keeping -----------------------------------------------------------------------------------------------------------


def _store(conn: Connection, actor: Actor, said: _Said, *, now: datetime) -> Decision:
    """Keep the answer with what speaks for whom at this moment."""
    code, answer = said.code, said.answer
    cover = _cover(conn, code)
    shown = gathering.opinions_of(conn, [code], weights.of_city(conn))[code]
    until = _notice_until(now) if said.kind == "notice" else None
    decision = {
        "id": answer.id,
        "asset_code": code,
        "number": cover.number + 1,
        "kind": said.kind,
        "owner_code": said.owner_code,
        "previous_code": cover.owner_code,
        "at": now,
        "account_id": actor.account_id,
        "org_code": actor.org_code,
        "reason": answer.reason.strip(),
        "notice_until": until,
        "shown": json.dumps(as_data(shown), ensure_ascii=False),
    }
    conn.execute(SQL["store"], decision)
    return Decision(**conn.execute(SQL["by_id"], {"id": answer.id}).mappings().one())


def _notice_until(now: datetime) -> datetime:
    calendar = published()
    return Count(calendar).add(now, calendar.hours_a_day * NOTICE_DAYS)


def as_data(opinion: Opinion) -> dict[str, object]:
    """An opinion as plain values, as it is kept with a decision: scores and points to four digits, metres to one."""
    candidates = [
        {
            "owner_code": candidate.owner_code,
            "score": round(candidate.score, 4),
            "evidence": [
                {
                    "kind": str(one.kind),
                    "points": round(one.points, 4),
                    "count": one.count,
                    **({} if one.total is None else {"total": one.total}),
                    **({} if one.nearest_m is None else {"nearest_m": round(one.nearest_m, 1)}),
                    **({} if one.step_m is None else {"step_m": round(one.step_m, 1)}),
                    **({} if one.class_code is None else {"class_code": one.class_code}),
                }
                for one in candidate.evidence
            ],
        }
        for candidate in opinion.candidates
    ]
    return {
        "best": opinion.best.owner_code if opinion.best else None,
        "somebody_else": round(opinion.somebody_else, 4),
        "candidates": candidates,
    }
