"""The indicators of tickets by department or street over a span: gathered as one may see them, raw and adjusted."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from inspections.exchange.indicators import INDICATORS, Count, Figure, Name, count
from inspections.exchange.standing import Case, Event, Limit, Span
from inspections.tickets.sight import sight_of
from registry.actor import Actor
from registry.errors import Invalid
from registry.sql import load

SQL = load(Path(__file__).parent / "sql" / "figures.sql")


class By(StrEnum):
    """What is counted by."""

    DEPARTMENT = "department"
    STREET = "street"


@dataclass(frozen=True, slots=True)
class Row:
    """A group; `code` is empty where nobody answers yet, or the place lies in no street."""

    code: str
    name_zh: str
    figures: Mapping[Name, Figure]


@dataclass(frozen=True, slots=True)
class Figures:
    """The groups of a span by code, and all together."""

    by: By
    span: Span
    rows: tuple[Row, ...]
    total: Row


def figures(
    conn: Connection,
    actor: Actor,
    *,
    by: By,
    from_at: datetime,
    until_at: datetime,
    now: datetime,
    area: str | None = None,
    department: str | None = None,
) -> Figures:
    """Every indicator of the tickets one sees, in an area and of a department where asked.

    What is due after `now` is not due yet. Raises Invalid for a span that ends before it begins.
    """
    if from_at >= until_at:
        raise Invalid("the span ends before it begins", field="until")
    span = Span(from_at, max(from_at, min(until_at, now)))
    asked = {"from_at": span.from_at, "end": span.end, "area": area, "department": department}
    cases = _cases(conn, {**asked, **sight_of(conn, actor)})
    granted = conn.execute(SQL["left_out"], {"tickets": [case.id for case in cases]})
    left_out = {(row.ticket_id, row.indicator) for row in granted}
    groups = defaultdict[str, list[Case]](list)
    for case in cases:
        groups[case.department if by is By.DEPARTMENT else case.street].append(case)
    names = {row.code: row.name_zh for row in conn.execute(SQL["names"], {"codes": list(groups)})}
    rows = tuple(
        Row(code, names.get(code, ""), count(groups[code], span, left_out=left_out)) for code in sorted(groups)
    )
    return Figures(by, span, rows, Row("", "合计 total", count(cases, span, left_out=left_out)))


def as_plain(found: Figures) -> dict[str, Any]:
    """The figures as plain values: each indicator raw and adjusted with its words; `value` is None over nothing."""
    return {
        "by": str(found.by),
        "from_at": found.span.from_at,
        "end": found.span.end,
        "rows": [_plain(row) for row in found.rows],
        "total": _plain(found.total),
    }


def _plain(row: Row) -> dict[str, Any]:
    return {
        "code": row.code,
        "name_zh": row.name_zh,
        "indicators": [_indicator(name, figure) for name, figure in row.figures.items()],
    }


def _indicator(name: Name, figure: Figure) -> dict[str, Any]:
    told = INDICATORS[name]
    return {
        "name": str(name),
        "zh": told.label.zh,
        "en": told.label.en,
        "of_zh": told.of.zh,
        "of_en": told.of.en,
        "over_zh": told.over.zh,
        "over_en": told.over.en,
        "source": told.source,
        "raw": _count(figure.raw),
        "adjusted": _count(figure.adjusted),
    }


def _count(one: Count) -> dict[str, Any]:
    return {"numerator": one.numerator, "denominator": one.denominator, "value": one.value}


def _cases(conn: Connection, asked: Mapping[str, object]) -> list[Case]:
    rows = conn.execute(SQL["cases"], asked).all()
    tickets = {"tickets": [row.id for row in rows]}
    events, limits = defaultdict[UUID, list[Event]](list), defaultdict[UUID, list[Limit]](list)
    for row in conn.execute(SQL["events"], tickets):
        events[row.ticket_id].append(Event(row.action, row.at))
    for row in conn.execute(SQL["limits"], tickets):
        limits[row.ticket_id].append(Limit(row.kind, row.started_at, row.due_at, row.met_at))
    return [Case(row.id, row.department, row.street, tuple(events[row.id]), tuple(limits[row.id])) for row in rows]
