"""What the rates are taken over, counted in the database: raw, and without what an approved appeal leaves out."""

from dataclasses import dataclass, fields
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, RowMapping

from inspections.clocks.calendar import ZONE
from inspections.requests.rates import NAMES as RATES
from inspections.requests.rates import Counts, Definition, rates, score
from inspections.tickets.sight import sight_of
from registry.actor import Actor
from registry.errors import Invalid
from registry.sql import load

SQL = load(Path(__file__).parent / "sql" / "figures.sql")
NAMES = tuple(one.name for one in fields(Counts))


class By(StrEnum):
    """What is counted by."""

    DEPARTMENT = "department"
    STREET = "street"
    CHANNEL = "channel"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class Row:
    """A group: `code` is empty where it is not known."""

    code: str
    name_zh: str
    raw: Counts
    adjusted: Counts


@dataclass(frozen=True, slots=True)
class Figures:
    """The groups of a period by code, and all together."""

    by: By
    from_at: datetime
    until_at: datetime
    rows: tuple[Row, ...]

    @property
    def total(self) -> Row:
        """Every group together."""
        raw, adjusted = Counts(), Counts()
        for row in self.rows:
            raw, adjusted = raw + row.raw, adjusted + row.adjusted
        return Row("", "合计 total", raw, adjusted)


def figures(conn: Connection, actor: Actor, *, by: By, from_at: datetime, until_at: datetime, now: datetime) -> Figures:
    """Counts of a period in one's areas: requests by when they were due or answered, call backs by when they were made.

    What is due after `now` is not due yet. Raises Invalid for a period that ends before it begins.
    """
    if from_at >= until_at:
        raise Invalid("the period ends before it begins", field="until")
    given = {"by": str(by), "from_at": from_at, "until_at": until_at, "now": now, "zone": str(ZONE)}
    rows = conn.execute(SQL["figures"], {**given, **sight_of(conn, actor)}).mappings()
    return Figures(by, from_at, until_at, tuple(_row(row) for row in rows))


def as_plain(found: Figures, definition: Definition) -> dict[str, Any]:
    """The figures with their rates by a definition, as plain values: each raw and adjusted, with its words."""
    return {
        "by": str(found.by),
        "definition": str(definition),
        "from_at": found.from_at,
        "until_at": found.until_at,
        "rows": [_plain(row, definition) for row in found.rows],
        "total": _plain(found.total, definition),
    }


def _plain(row: Row, definition: Definition) -> dict[str, Any]:
    both = {"raw": row.raw, "adjusted": row.adjusted}
    told = {kind: _rates(counts, definition) for kind, counts in both.items()}
    return {"code": row.code, "name_zh": row.name_zh, **told}


def _rates(counts: Counts, definition: Definition) -> dict[str, Any]:
    three = rates(counts, definition)
    plain = [
        {
            "name": str(one.name),
            "zh": RATES[one.name].zh,
            "en": RATES[one.name].en,
            "numerator": round(one.numerator, 1),
            "denominator": one.denominator,
            "of_zh": one.of.zh,
            "of_en": one.of.en,
            "over_zh": one.over.zh,
            "over_en": one.over.en,
            "value": one.value,
            "low": one.interval[0] if one.interval else None,
            "high": one.interval[1] if one.interval else None,
        }
        for one in three
    ]
    return {"rates": plain, "score": score(three) if definition is Definition.CALLS else None}


def _row(row: RowMapping) -> Row:
    raw = Counts(**{name: int(str(row[name])) for name in NAMES})
    adjusted = Counts(**{name: int(str(row[f"{name}_adjusted"])) for name in NAMES})
    return Row(str(row["code"] or ""), str(row["name_zh"] or ""), raw, adjusted)
