"""Pairs of open tickets, or of another system's cases, that may be one are found and kept for a person to judge."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from uuid import UUID, uuid5

from sqlalchemy import Connection

from inspections.duplicates import hashes, weights
from inspections.duplicates.cases import Case, Pair, Weights
from inspections.duplicates.finding import find
from inspections.duplicates.scoring import reasons
from registry.sql import load

SQL = load(Path(__file__).parent / "sql" / "suggesting.sql")
TICKET, FOREIGN = "ticket", "foreign"
COVERS = "cover"
_PAIRS = UUID("5b1f6f1e-3c0e-5d43-9a10-7b6a1c2d8e15")


def suggest_tickets(conn: Connection, *, now: datetime) -> int:
    """Compare the open tickets and keep what may be one; how many pairs are new.

    A pair that was refused or unmerged is left as it is. Raises NotFound where no weights were loaded.
    """
    return suggest(conn, TICKET, tickets(conn), weights.of_city(conn), now=now)


def suggest_foreign(conn: Connection, source: str, *, now: datetime, since: datetime | None = None) -> int:
    """Compare the cases of another system, opened since a time if given; how many pairs are new."""
    return suggest(conn, FOREIGN, foreign_cases(conn, source, since=since), weights.of_city(conn), now=now)


def suggest(conn: Connection, kind: str, cases: Sequence[Case], weighed: Weights, *, now: datetime) -> int:
    """Keep the pairs of these cases that may be one; how many are new."""
    by_id = {case.id: case for case in cases}
    rows = [_row(pair, by_id, weighed) for pair in find(cases, weighed)]
    values = {"kind": kind, "pairs": json.dumps(rows, ensure_ascii=False), "now": now}
    return sum(row.new for row in conn.execute(SQL["store_pairs"], values))


def tickets(conn: Connection) -> list[Case]:
    """The open tickets as cases of one family: a cover that is gone is told as displaced too."""
    return [
        Case(
            id=str(row.id),
            family=COVERS,
            matter=row.defect_code,
            at=row.reported_at,
            asset_code=row.asset_code,
            lon=row.lon,
            lat=row.lat,
            accuracy_m=row.accuracy_m,
            words=row.words,
            hashes=tuple(hashes.read(value) for value in row.hashes),
        )
        for row in conn.execute(SQL["tickets"])
    ]


def foreign_cases(conn: Connection, source: str, *, since: datetime | None = None) -> list[Case]:
    """The cases of another system: each category is a family of its own, for what it means is theirs to say."""
    return [
        Case(
            id=str(row.id),
            family=row.category,
            matter=row.category,
            at=row.opened_at,
            lon=row.lon,
            lat=row.lat,
            place=row.place,
            words=row.words,
            ended_at=row.closed_at,
        )
        for row in conn.execute(SQL["foreign_cases"], {"source": source, "since": since})
    ]


def _row(pair: Pair, by_id: Mapping[str, Case], weighed: Weights) -> dict[str, object]:
    told = [
        {"kind": one.kind, "points": round(one.points, 2), "zh": one.words.zh, "en": one.words.en}
        for one in reasons(by_id[pair.first], by_id[pair.second], weighed)
    ]
    return {
        "id": str(uuid5(_PAIRS, f"{pair.first} {pair.second}")),
        "first_id": pair.first,
        "second_id": pair.second,
        "score": round(pair.score, 6),
        "reasons": told,
    }
