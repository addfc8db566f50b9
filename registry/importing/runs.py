"""Import runs: what came in, from where, by whom, and what became of it; kept with every refused row."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
from sqlalchemy import Connection

from registry import tables
from registry.errors import NotFound
from registry.importing import shaping, storing
from registry.sql import load

_SQL = load(Path(__file__).parent / "sql" / "runs.sql")


@dataclass(frozen=True, slots=True)
class Repeat:
    """A row that says again what row `of_row` of the file, or the registered thing `of_code`, says."""

    row_no: int
    of_row: int | None
    of_code: str | None
    distance_m: float


@dataclass(frozen=True, slots=True)
class Report:
    """What became of a file: every row read is new, updated, unchanged, repeated, for review or rejected.

    `run` is None after a dry run. `reasons` counts rejected rows' faults by word (registry.importing.faults.REASONS);
    `faults` has row_no, field, value, reason. `rejects` is the file they were written to.
    """

    run: int | None
    kind: str
    source: str
    file_name: str
    read: int
    new: int
    updated: int
    unchanged: int
    repeated: int
    review: int
    rejected: int
    reasons: Mapping[str, int]
    repeats: tuple[Repeat, ...]
    faults: pd.DataFrame = field(compare=False)
    notes: tuple[str, ...] = ()
    seconds: Mapping[str, float] = field(default_factory=dict, compare=False)
    rejects: Path | None = None

    @property
    def counts(self) -> dict[str, int | None]:
        """run, read, new, updated, unchanged, repeated, review, rejected."""
        names = ("run", "read", "new", "updated", "unchanged", "repeated", "review", "rejected")
        return {name: getattr(self, name) for name in names}


@dataclass(frozen=True, slots=True)
class Start:
    """What is known of a run before its first row is judged."""

    kind: str
    source: str
    file_name: str
    file_sha256: str
    layer: str | None
    datum: str
    mapping: Mapping[str, object]
    imported_by: str
    started_at: datetime


def start(conn: Connection, begun: Start) -> int:
    """Open a run and return its number."""
    values = {name: getattr(begun, name) for name in Start.__slots__}
    values["mapping"] = json.dumps(begun.mapping, ensure_ascii=False)
    return int(conn.execute(_SQL["start"], values).scalar_one())


def finish(conn: Connection, report: Report, *, finished_at: datetime) -> None:
    """Close the run of a report with its counts, its repeats and how long each part took."""
    counts = {name: count for name, count in report.counts.items() if name != "run"}
    repeats = [[again.row_no, again.of_row, again.of_code, round(again.distance_m, 3)] for again in report.repeats]
    values = {
        "id": report.run,
        "finished_at": finished_at,
        "counts": json.dumps({**counts, "reasons": dict(report.reasons)}, ensure_ascii=False),
        "repeats": json.dumps(repeats),
        "phase_seconds": json.dumps({name: round(seconds, 3) for name, seconds in report.seconds.items()}),
    }
    conn.execute(_SQL["finish"], values)


def listed(conn: Connection, *, limit: int = 50) -> list[Mapping[str, object]]:
    """The newest runs: who brought what when, its counts and times, whether it was undone, how many rows wait."""
    return [dict(row) for row in conn.execute(_SQL["listed"], {"limit": limit}).mappings()]


def keep_rejects(conn: Connection, run: int, faults: pd.DataFrame, *, records: Mapping[int, object]) -> None:
    """Keep what was refused: one row for each fault, with the record as it came."""
    if faults.empty:
        return
    table = tables.import_reject
    kept = {
        "run_id": pa.repeat(pa.scalar(run), len(faults)),
        "row_no": pa.array(faults["row_no"].to_numpy(dtype="int64")),
        "field": pa.array(faults["field"].astype(object), pa.string()),
        "value": pa.array([_text(value) for value in shaping.plain(faults["value"].astype(object))], pa.string()),
        "reason": pa.array(faults["reason"].astype(object), pa.string()),
        "record": pa.array([storing.jsonb(records[int(row_no)]) for row_no in faults["row_no"]], pa.binary()),
    }
    storing.add(conn, table, [pa.table(kept)])


def rejects(conn: Connection, run: int, *, after: int = 0, limit: int) -> list[Mapping[str, Any]]:
    """What a run refused, however it was asked for: row_no, field, value, reason and the record, of `limit` rows.

    Raises NotFound for a run that is not there.
    """
    if not conn.execute(_SQL["is_run"], {"id": run}).scalar_one():
        raise NotFound(f"there is no import {run}", run=run)
    found = conn.execute(_SQL["rejects"], {"id": run, "after": after, "limit": limit}).mappings()
    return [dict(row) for row in found]


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def keep_reviews(
    conn: Connection, run: int, reviews: pd.DataFrame, *, source: str, records: Mapping[int, Mapping[str, object]]
) -> None:
    """Put rows before a person, each with its candidates; one that waits already, or was decided, stays as it is."""
    candidates: dict[int, list[object]] = {}
    named = reviews[["code", "score", "distance_m"]].astype({"score": float, "distance_m": float}).round(3)
    for row_no, one in zip(reviews["row_no"], named.to_dict("records"), strict=True):
        candidates.setdefault(int(row_no), []).append(one)
    told = [records[row_no] for row_no in candidates]
    values = {
        "row_nos": list(candidates),
        "source_ids": [record["source_id"] for record in told],
        "records": [json.dumps(record, ensure_ascii=False) for record in told],
        "candidates": [json.dumps(some) for some in candidates.values()],
    }
    conn.execute(_SQL["keep_reviews"], {"run_id": run, "source": source, **values})


def reviewable(rows: pd.DataFrame) -> dict[int, dict[str, object]]:
    """Judged rows as JSON that a person can look at, and that an asset can be made of."""
    columns = {str(name): shaping.plain(rows[name]) for name in rows.columns if name not in {"division", "attributes"}}
    if "attributes" in rows:  # one byte for the version of binary JSONB, then the text
        columns["attributes"] = [json.loads(value[1:]) or None for value in rows["attributes"]]
    said = (zip(columns, row, strict=True) for row in zip(*columns.values(), strict=True))
    return {
        int(row_no): {name: value for name, value in pairs if value is not None}
        for row_no, pairs in zip(rows.index, said, strict=True)
    }


def told(repeats: pd.DataFrame) -> tuple[Repeat, ...]:
    """Repeats as values."""
    return tuple(
        Repeat(
            int(row_no), None if pd.isna(of_row) else int(of_row), None if pd.isna(code) else str(code), float(distance)
        )
        for row_no, of_row, code, distance in repeats.itertuples(index=False)
    )
