"""Sets of rules as they are kept: drafted whole, put in force from a moment, never changed."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from uuid import UUID, uuid4

from sqlalchemy import Connection, RowMapping

from inspections.routing.comparing import Rules
from inspections.routing.rules import Rule
from registry.actor import Actor, Role
from registry.errors import Conflict, Forbidden, Invalid, NotFound, Stale
from registry.sql import load

SQL = load(Path(__file__).parent / "sql" / "sets.sql")
_KEEPERS = (Role.STEWARD, Role.ADMIN, Role.SYSTEM)


@dataclass(frozen=True, slots=True)
class Line:
    """A rule as it stands in a set: one that is switched off never decides; where it is from."""

    rule: Rule
    enabled: bool = True
    source: str = ""


@dataclass(frozen=True, slots=True)
class RuleSet:
    """A set with its lines by position; `desk_org` answers where no rule fits."""

    id: int
    draft_id: UUID
    name: str
    desk_org: str | None
    made_by: str
    made_at: datetime
    lines: tuple[Line, ...]

    @property
    def rules(self) -> Rules:
        """What decides."""
        return Rules(tuple(line.rule for line in self.lines if line.enabled), self.desk_org)


@dataclass(frozen=True, slots=True)
class Force:
    """That a set holds from a moment on (None: since ever), who decided it when, and why. `seq` is its version."""

    id: UUID
    seq: int
    set_id: int
    from_at: datetime | None
    decided_at: datetime
    decided_by: str
    reason: str


# Reading -----------------------------------------------------------------------------------------------------------


def in_force(conn: Connection, *, at: datetime) -> RuleSet | None:
    """The set that holds at a moment; None in a city without rules."""
    set_id = conn.execute(SQL["in_force"], {"at": at}).scalar()
    return None if set_id is None else set_by_id(conn, set_id)


def set_by_id(conn: Connection, set_id: int) -> RuleSet:
    """One set. Raises NotFound."""
    found = _sets(conn, set_id=set_id)
    if not found:
        raise NotFound(f"there is no rule set {set_id}", set_id=set_id)
    return found[0]


def list_sets(conn: Connection) -> list[RuleSet]:
    """All sets, the last first."""
    return _sets(conn)


def forces(conn: Connection) -> list[Force]:
    """What was put in force, in the order in which it was decided."""
    return [Force(**row) for row in conn.execute(SQL["forces"], {"id": None}).mappings()]


def last_said(conn: Connection) -> int:
    """The version of what is in force: of the last decision, 0 before the first."""
    return int(conn.execute(SQL["last_said"]).scalar_one())


def ended(conn: Connection, *, now: datetime) -> frozenset[str]:
    """Organisations that answer for nothing any more."""
    return frozenset(conn.execute(SQL["ended"], {"on": now.date()}).scalars())


def _sets(conn: Connection, *, set_id: int | None = None, draft_id: UUID | None = None) -> list[RuleSet]:
    rows = conn.execute(SQL["sets"], {"id": set_id, "draft_id": draft_id}).mappings().all()
    lines: dict[int, list[Line]] = {row["id"]: [] for row in rows}
    for row in conn.execute(SQL["rules"], {"sets": list(lines)}).mappings():
        lines[row["set_id"]].append(_line(row))
    return [RuleSet(**row, lines=tuple(lines[row["id"]])) for row in rows]


def _line(row: RowMapping) -> Line:
    own = {"enabled", "source", "set_id"}
    rule = Rule(**{name: value for name, value in row.items() if name not in own})
    return Line(rule, row["enabled"], row["source"])


# Writing -----------------------------------------------------------------------------------------------------------


def draft(
    conn: Connection,
    actor: Actor,
    draft_id: UUID,
    *,
    name: str,
    desk_org: str | None,
    lines: Sequence[Line],
    now: datetime,
) -> RuleSet:
    """Keep a set that is not in force; drafted again with the same id and content, it is known.

    Raises Forbidden (not a steward), Conflict (the id names another set), Invalid (a position twice, or a code that
    the register does not know).
    """
    _only_keepers(actor)
    _check(conn, lines, desk_org)
    return _draft(conn, draft_id, name=name, desk_org=desk_org, lines=lines, by=actor.name, now=now)


def enforce(
    conn: Connection,
    actor: Actor,
    set_id: int,
    *,
    force_id: UUID,
    from_at: datetime | None,
    reason: str,
    if_version: int,
    now: datetime,
) -> Force:
    """Put a set in force from a moment on (None: now); `if_version` is what `last_said` told.

    The same decision again changes nothing. Raises Forbidden (not a steward), NotFound, Stale (another was decided
    meanwhile), Conflict (the id names another decision), Invalid (without a reason, or for the past).
    """
    _only_keepers(actor)
    conn.execute(SQL["lock"])
    set_by_id(conn, set_id)
    known = conn.execute(SQL["forces"], {"id": force_id}).mappings().one_or_none()
    if known is not None:
        if (known["set_id"], known["reason"], known["decided_by"]) != (set_id, reason, actor.name):
            raise Conflict(f"the id {force_id} names another decision; make a new one", id=str(force_id))
        return Force(**known)
    if not reason.strip():
        raise Invalid("say why the set is put in force", field="reason")
    if from_at is not None and from_at < now:
        raise Invalid("rules are put in force from now on or later, never for the past", field="from_at")
    version = last_said(conn)
    if version != if_version:
        message = f"other rules were put in force meanwhile (version {version}, not {if_version}); read them again"
        raise Stale(message, version=version)
    return _enforce(conn, set_id, force_id=force_id, from_at=from_at or now, reason=reason, by=actor.name, now=now)


def load_lines(conn: Connection, lines: Sequence[Line], *, by: str) -> RuleSet:
    """Put the rules of a file in force, where they are not what was last put in force; the first set since ever."""
    conn.execute(SQL["lock"])
    last = conn.execute(SQL["last_set"]).scalar()
    before = set_by_id(conn, last) if last is not None else None
    if before is not None and _content(before.lines) == _content(lines):
        return before
    now = conn.execute(SQL["moment"]).scalar_one()
    desk = before.desk_org if before else None
    made = _draft(conn, uuid4(), name=by, desk_org=desk, lines=lines, by=by, now=now)
    from_at = now if before else None
    _enforce(conn, made.id, force_id=uuid4(), from_at=from_at, reason=f"读入 {by} loaded from {by}", by=by, now=now)
    return made


def _only_keepers(actor: Actor) -> None:
    if not actor.has(*_KEEPERS):
        raise Forbidden("rules are drafted and put in force by stewards and administrators")


def _draft(
    conn: Connection, draft_id: UUID, *, name: str, desk_org: str | None, lines: Sequence[Line], by: str, now: datetime
) -> RuleSet:
    values = {"draft_id": draft_id, "name": name, "desk_org": desk_org, "made_by": by, "made_at": now}
    set_id = conn.execute(SQL["draft"], values).scalar()
    if set_id is None:
        (known,) = _sets(conn, draft_id=draft_id)
        if (known.name, known.desk_org, _content(known.lines)) != (name, desk_org, _content(lines)):
            raise Conflict(f"the id {draft_id} names another rule set; make a new one", id=str(draft_id))
        return known
    rows = [_row(line) | {"set_id": set_id} for line in lines]
    if rows:
        conn.execute(SQL["store_rules"], rows)
    return set_by_id(conn, set_id)


def _enforce(
    conn: Connection, set_id: int, *, force_id: UUID, from_at: datetime | None, reason: str, by: str, now: datetime
) -> Force:
    values = {
        "id": force_id,
        "set_id": set_id,
        "from_at": from_at,
        "decided_at": now,
        "decided_by": by,
        "reason": reason,
    }
    conn.execute(SQL["enforce"], values)
    return Force(**conn.execute(SQL["forces"], {"id": force_id}).mappings().one())


def _row(line: Line) -> dict[str, object]:
    answers = "street" if line.rule.to_street else "owner" if line.rule.to_owner else "organisation"
    return asdict(line.rule) | {"answers": answers, "enabled": line.enabled, "source": line.source}


def _content(lines: Sequence[Line]) -> list[Line]:
    """What a set says, whatever the ids of its rows."""
    return sorted((replace(one, rule=replace(one.rule, id=0)) for one in lines), key=lambda one: one.rule.position)


def _check(conn: Connection, lines: Sequence[Line], desk_org: str | None) -> None:
    positions = [line.rule.position for line in lines]
    twice = sorted({one for one in positions if positions.count(one) > 1})
    if twice:
        raise Invalid(f"position {twice[0]} stands twice", field="position", value=twice[0])
    rules = [line.rule for line in lines]
    organisations = {code for rule in rules for code in (rule.assignee_code, rule.owner_code)} | {desk_org}
    asked = {
        "organisations": sorted(code for code in organisations if code),
        "classes": sorted({rule.class_code for rule in rules if rule.class_code}),
        "defects": sorted({rule.defect_code for rule in rules if rule.defect_code}),
    }
    unknown = [f"{row.code!r} is no {row.what}" for row in conn.execute(SQL["unknown"], asked)]
    if unknown:
        raise Invalid("; ".join(unknown), field="rules")
