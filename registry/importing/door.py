"""The one door into the register: read, check, match, mint, store, and account for every row."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from time import perf_counter
from types import MappingProxyType

import pandas as pd
from sqlalchemy import Connection

from registry import codes
from registry.errors import Invalid
from registry.importing import gathering, given, judging, minting, readers, runs, shaping, storing
from registry.importing.judging import Judged
from registry.importing.kinds import SORTS, Sort
from registry.importing.rejects import records
from registry.importing.rejects import write as write_rejects
from registry.importing.runs import Report

Progress = Callable[[str, int, int], None]
"""Told the part that is done, how many are done and how many there are."""

PARTS = ("read", "check", "store", "report")
_NOTHING: Mapping[str, object] = MappingProxyType({})
_PLACED = ("geom", "datum", "community_code", "grid_code", "unit_grid_code", "compound_code", "attributes")
_LASTING = {  # a code says where, or of what class: these columns never change after it was minted
    "compound": ("code", "community_code"),
    "building": ("code", "community_code"),
    "entrance": ("code", "building_code"),
    "road_segment": ("code",),
    "asset": ("code", "class_code"),
}


class _Parts:
    """Times the parts of a run and tells their progress."""

    def __init__(self, kind: str, progress: Progress | None) -> None:
        self.kind = kind
        self.progress = progress
        self.seconds: dict[str, float] = {}
        self.last = perf_counter()

    def done(self, part: str) -> None:
        now = perf_counter()
        self.seconds[part] = now - self.last
        self.last = now
        if self.progress is not None:
            self.progress(f"{self.kind}: {part}", len(self.seconds), len(PARTS))


def run(
    conn: Connection,
    path: Path,
    *,
    kind: str,
    source: str,
    actor_name: str,
    now: datetime,
    datum: str = "WGS84",
    layer: str | None = None,
    id_field: str | Sequence[str] | None = None,
    mapping: Mapping[str, shaping.FieldMap] = MappingProxyType({}),
    defaults: Mapping[str, object] = _NOTHING,
    dry_run: bool = False,
    rejects: Path | None = None,
    progress: Progress | None = None,
) -> Report:
    """Import one layer of a file as `kind` (a name of registry.importing.kinds.SORTS) and say what became of each row.

    `source` names who keeps the data: a thing is found again by source and source id (`id_field`: one column, or
    several joined; without any, class and position). `datum` is WGS84, CGCS2000, GCJ-02, BD-09 or EPSG:n; a CRS in the
    file is respected. `mapping` and `defaults` as in registry.importing.shaping; the default `division_code` says where
    things lie that no community holds. Refused rows are kept with the run and written to the file `rejects`. The same
    file again changes nothing. A dry run judges and counts the same, and leaves nothing but the file of rejects.

    Raises NotFound, Unsupported or Invalid where the file as a whole cannot be read or understood.
    """
    if kind not in SORTS:
        raise Invalid(f"{kind!r} is nothing that is imported; say one of {', '.join(SORTS)}", kind=kind)
    if not source.strip():
        raise Invalid("say the source: who keeps these data")
    parts = _Parts(kind, progress)
    positions = shaping.position_columns(mapping)
    reading = readers.read(Path(path), datum=datum, layer=layer, columns=positions)
    begun = runs.Start(
        kind=kind,
        source=source,
        file_name=Path(path).name,
        file_sha256=reading.sha256,
        layer=reading.layer,
        datum=reading.datum,
        mapping={"fields": dict(mapping), "defaults": dict(defaults), "id_field": id_field},
        imported_by=actor_name,
        started_at=now,
    )
    parts.done("read")
    savepoint = conn.begin_nested() if dry_run else None
    try:
        judged = judging.judge(
            conn, reading, sort=SORTS[kind], source=source, mapping=mapping, defaults=defaults, id_field=id_field
        )
        parts.done("check")
        report = _carry_out(conn, reading, judged, begun=begun, parts=parts)
    finally:
        if savepoint is not None:
            savepoint.rollback()
    if rejects is not None:
        report = replace(report, rejects=write_rejects(rejects, reading.raw, faults=judged.faults))
    return replace(report, run=None) if dry_run else report


def _carry_out(
    conn: Connection, reading: readers.Reading, judged: Judged, *, begun: runs.Start, parts: _Parts
) -> Report:
    sort = SORTS[begun.kind]
    run_id = runs.start(conn, begun)
    new, updated = _store(conn, _rows(reading, judged, sort), sort=sort, begun=begun, judged=judged)
    parts.done("store")
    runs.keep_rejects(conn, run_id, judged.faults, records=records(reading.raw, faults=judged.faults))
    parts.done("report")
    report = Report(
        run=run_id,
        kind=begun.kind,
        source=begun.source,
        file_name=begun.file_name,
        read=len(reading.raw),
        new=new,
        updated=updated,
        unchanged=len(judged.rows) - new - updated,
        repeated=len(judged.repeats),
        rejected=judged.faults["row_no"].nunique(),
        reasons={str(word): int(n) for word, n in judged.faults["reason"].value_counts().sort_index().items()},
        repeats=runs.told(judged.repeats),
        faults=judged.faults,
        notes=(*reading.notes, *judged.notes),
        seconds=parts.seconds,
    )
    runs.finish(conn, report, finished_at=begun.started_at + timedelta(seconds=sum(parts.seconds.values())))
    return report


def _rows(reading: readers.Reading, judged: Judged, sort: Sort) -> pd.DataFrame:
    """Rows to be stored with what only their table asks for."""
    rows = judged.rows
    if sort.table != "asset":
        return rows
    taken = judged.used | set(reading.position_columns)
    return rows.assign(
        datum=reading.datum,
        attributes=pd.Series(shaping.extras(reading.raw.loc[rows.index], without=taken), rows.index, dtype=object),
    )


def _store(conn: Connection, rows: pd.DataFrame, *, sort: Sort, begun: runs.Start, judged: Judged) -> tuple[int, int]:
    """Store new rows and amend known ones; how many were new, and how many of the known were different."""
    table = gathering.table_of(sort.table)
    stamp = ["valid_from"] if sort.table != "landmark" else []
    moment = begun.started_at.isoformat()
    rows = rows.assign(source=begun.source, first_at=moment, valid_from=moment)
    new, known = (rows[rows["known"] == flag] for flag in (False, True))
    if sort.code is codes.Kind.ASSET:
        storing.keep_aliases(conn, given.aliases(known))
    if len(new):
        coded = _coded(conn, new, sort)
        if sort.code is codes.Kind.ASSET:  # neighbours beside each other: quicker to index, and to read by place
            coded = coded.sort_values(["unit_grid_code", "source_id"], kind="stable")
            storing.keep_aliases(conn, given.aliases(coded))
        storing.add(conn, table, coded[[name for name in coded.columns if name in table.c]])
    key = ("source", "source_id") if sort.keyed_by_source else ("code",)
    asked = {*judged.given, *_PLACED, *stamp, *key} - set(_LASTING.get(sort.table, ()))
    if not sort.shape_required and known["geom"].isna().all():
        asked.discard("geom")  # a list of names does not take the shapes away
    names = [name for name in known.columns if name in table.c and name in asked]
    return len(new), storing.amend(conn, table, known[names], key=key, stamp=stamp)


def _coded(conn: Connection, rows: pd.DataFrame, sort: Sort) -> pd.DataFrame:
    if sort.code is None:
        return rows
    order = {name: rows[name] for name in sort.order or ("source_id",)}
    prefixed = pd.DataFrame({"prefix": _prefix(rows, sort.code), **order})
    if sort.code is not codes.Kind.ASSET:
        return rows.assign(code=minting.mint_codes(conn, prefixed, kind=sort.code))
    brought = given.adopted(rows["given_code"])
    minting.hold_codes(conn, rows.loc[brought, "given_code"], kind=sort.code)
    minted = minting.mint_codes(conn, prefixed[~brought], kind=sort.code).reindex(rows.index)
    coded = rows.assign(code=minted.where(~brought, rows["given_code"]))
    return _spoken(conn, coded.assign(code_scheme=codes.Scheme.GB_2026.value))


def _prefix(rows: pd.DataFrame, kind: codes.Kind) -> pd.Series:
    match kind:
        case codes.Kind.ASSET:
            return rows["division"] + rows["class_code"]
        case codes.Kind.ROAD_SEGMENT:
            return rows["division"] + "R"
        case codes.Kind.ENTRANCE:
            return rows["building_code"] + "U"
        case codes.Kind.BUILDING:
            return rows["community_code"] + "B"
        case _:
            return rows["community_code"] + "C"


def _spoken(conn: Connection, rows: pd.DataFrame) -> pd.DataFrame:
    names = pd.concat([gathering.areas(conn, "communities")["name"], gathering.areas(conn, "divisions")["name"]])
    home = rows["community_code"].where(rows["community_code"].notna(), rows["division"])
    prefix = home.map(names).astype(object)
    numbers = minting.mint_spoken(conn, pd.DataFrame({"prefix": prefix, "source_id": rows["source_id"]}))
    return rows.assign(spoken_prefix=prefix.where(numbers.notna(), None), spoken_number=numbers)
