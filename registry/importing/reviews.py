"""The queue of an import: rows near to another source's thing and not clearly the same, until a person says which.

A decision holds for good: the file may come again, and nothing is asked twice.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from sqlalchemy import Connection, TextClause, text

from registry import tables
from registry.errors import Conflict, Invalid, NotFound
from registry.sql import load

_SQL = load(Path(__file__).parent / "sql" / "reviews.sql")
_FIELDS = frozenset(tables.asset.c.keys()) - {"code", "geom", "attributes", "change_id", "valid_from", "first_at"}


class Decision(StrEnum):
    """What a person says of a row: a thing of its own, the thing of that code, or to be left out."""

    NEW = "new"
    SAME = "same"
    LEAVE = "leave"


@dataclass(frozen=True, slots=True)
class Review:
    """A row that waits, or was decided. `record` is the row as columns of an asset with lon and lat in degrees WGS 84;
    `candidates` are what it may be (code, score, distance_m), the likeliest first; `code` the thing it is or became.
    """

    id: int
    run_id: int
    row_no: int
    source: str
    source_id: str
    record: Mapping[str, object]
    candidates: Sequence[Mapping[str, object]]
    decision: str | None
    code: str | None
    decided_by: str | None
    decided_at: datetime | None


@dataclass(frozen=True, slots=True)
class Placed:
    """A row with its candidates as a map shows them: code, score, distance_m, class_code, name_zh, lon, lat."""

    review: Review
    candidates: Sequence[Mapping[str, object]]


def placed(conn: Connection, found: Sequence[Review]) -> list[Placed]:
    """Rows with the places of what they may be; a candidate that is no more has none."""
    codes = sorted({str(one["code"]) for review in found for one in review.candidates})
    there = {row["code"]: dict(row) for row in conn.execute(_SQL["candidates"], {"codes": codes}).mappings()}
    return [
        Placed(review, [{**there.get(str(one["code"]), {}), **one} for one in review.candidates]) for review in found
    ]


def waiting(conn: Connection, *, run: int | None = None, after: int = 0, limit: int = 100) -> list[Review]:
    """Rows that wait for a person, of one run or of all, the eldest first; those after the id `after`."""
    rows = conn.execute(_SQL["waiting"], {"run": run, "after": after, "limit": limit}).mappings()
    return [Review(**row) for row in rows]


def decide(
    conn: Connection, review: int, decision: Decision, *, actor_name: str, now: datetime, code: str | None = None
) -> Review:
    """Carry out what a person says of a row: `same` names the asset `code` after its source and adds what was not known
    of it, `new` enters the row as a thing of its own, `leave` leaves it out.

    Raises NotFound for no such review or asset, Conflict for one that was decided already, Invalid for `same` without
    a code.
    """
    row = conn.execute(_SQL["one"], {"id": review}).mappings().one_or_none()
    if row is None:
        raise NotFound(f"there is no review {review}", review=review)
    found = Review(**row)
    if found.decision is not None:
        raise Conflict(f"review {review} was decided by {found.decided_by}: {found.decision}", review=review)
    for name, value in {"deed": "import-review", "account": actor_name, "run": str(found.run_id)}.items():
        conn.execute(_SQL["declare"], {"name": f"jingge.{name}", "value": value})
    match decision:
        case Decision.SAME:
            became: str | None = _join(conn, found, code)
        case Decision.NEW:
            became = _enter(conn, found, now=now)
        case Decision.LEAVE:
            became = None
    asked = {"id": review, "decision": decision.value, "code": became, "by": actor_name, "at": now}
    return Review(**conn.execute(_SQL["decided"], asked).mappings().one())


def _join(conn: Connection, found: Review, code: str | None) -> str:
    if code is None:
        raise Invalid("say the code of the asset that this is")
    asked = {"code": code, "scheme": f"source:{found.source}", "alias": found.source_id}
    if conn.execute(_SQL["exists"], asked).one_or_none() is None:
        raise NotFound(f"there is no asset {code}", code=code)
    conn.execute(_SQL["name"], asked)
    names = [name for name in _known(found) if name not in {"class_code", "source", "source_id", "status", "datum"}]
    if names:
        sets = ", ".join(f"{name} = coalesce(a.{name}, said.{name})" for name in names)
        lacks = " or ".join(f"a.{name} is null" for name in names)
        conn.execute(_with(_SQL["fill"].text, SETS=sets, LACKS=lacks), {"code": code, "record": _json(found)})
    return code


def _enter(conn: Connection, found: Review, *, now: datetime) -> str:
    names = sorted({*_known(found), "source", "source_id", *({"attributes"} & found.record.keys())})
    columns = ", ".join(names)
    values = ", ".join(f"said.{name}" for name in names)
    asked = {"record": _json(found), "now": now, "run": found.run_id, **{k: found.record[k] for k in ("lon", "lat")}}
    return str(conn.execute(_with(_SQL["enter"].text, COLUMNS=columns, VALUES=values), asked).scalar_one())


def _known(found: Review) -> list[str]:
    """The columns of an asset that a row speaks of; names come from the table alone."""
    placed = {"community_code", "grid_code", "unit_grid_code", "spoken_prefix", "code_scheme"}
    return sorted(name for name in found.record if name in _FIELDS - placed)


def _json(found: Review) -> str:
    return json.dumps({**found.record, "source": found.source, "source_id": found.source_id}, ensure_ascii=False)


def _with(statement: str, **parts: str) -> TextClause:
    for mark, part in parts.items():
        statement = statement.replace(mark, part)
    return text(statement)
