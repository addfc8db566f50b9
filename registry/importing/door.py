"""The one door into the register: read, check, match, mint, store, and account for every row."""

from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from time import perf_counter
from types import MappingProxyType

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
from sqlalchemy import Connection, text

from registry.errors import Invalid
from registry.importing import (
    deciding,
    entering,
    faults,
    guard,
    judging,
    knowing,
    readers,
    references,
    runs,
    sampling,
    shaping,
)
from registry.importing.deciding import Decided, Fate
from registry.importing.judging import Asked, Judged
from registry.importing.kinds import SORTS
from registry.importing.rejects import records
from registry.importing.rejects import write as write_rejects
from registry.importing.runs import Report
from registry.importing.spool import Spool

Progress = Callable[[str, int, int], None]
"""Told the part that is done, how many are done and how many there are."""

PARTS = ("read", "decide", "store", "report")
_NOTHING: Mapping[str, object] = MappingProxyType({})
Mask = npt.NDArray[np.bool_]
_AT_ONCE = 2
_SAMPLED = 1_000  # of a chunk at least, for the datum guard
_DECLARE = text("select set_config(:name, :value, true)")
_ONE_AT_A_TIME = text("select pg_advisory_xact_lock(45, 2)")  # else two files that bring one thing would both be new


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
    encoding: str | None = None,
    swap_axes: bool = False,
    trust_datum: bool = False,
    id_field: str | Sequence[str] | None = None,
    mapping: Mapping[str, shaping.FieldMap] = MappingProxyType({}),
    defaults: Mapping[str, object] = _NOTHING,
    dry_run: bool = False,
    rejects: Path | None = None,
    progress: Progress | None = None,
    only: Callable[[pd.DataFrame], Mask] | None = None,
) -> Report:
    """Import one layer of a file as `kind` (a name of registry.importing.kinds.SORTS) and say what became of each row.

    `source` names who keeps the data: a thing is found again by the code it bears, by source and source id (`id_field`:
    one column, or several joined; without any, class and position), and, of another source, by class and place. `datum`
    is a form of registry.crs.SAID; a CRS in the file is respected. A batch that lies as if it were in another datum or
    zone, or with its axes swapped, is refused as a whole unless `trust_datum`. `mapping` and `defaults` as in
    registry.importing.shaping; the default `division_code` says where things lie that no community holds. Refused rows
    are kept with the run and written to the file `rejects`, unsure ones wait for a person. The same file again changes
    nothing. A dry run judges and counts the same, and leaves nothing but the file of rejects.

    The file is read in chunks, and one import waits for another. A load that is large beside the register closes the
    table of assets while it is stored. Raises NotFound, Unsupported, TooLarge or Invalid where the file as a whole
    cannot be read or understood; then nothing was written. `only` says which rows of a frame are meant (places of
    several kinds in one file: registry.importing.several).
    """
    if kind not in SORTS:
        raise Invalid(f"{kind!r} is nothing that is imported; say one of {', '.join(SORTS)}", kind=kind)
    if not source.strip():
        raise Invalid("say the source: who keeps these data")
    if not dry_run:
        conn.execute(_ONE_AT_A_TIME)
    parts = _Parts(kind, progress)
    positions = shaping.position_columns(mapping)
    opened = readers.open_layer(
        Path(path), datum=datum, layer=layer, columns=positions, encoding=encoding, swap_axes=swap_axes
    )
    with opened as opened_layer, Spool() as spool:
        begun = runs.Start(
            kind=kind,
            source=source,
            file_name=Path(path).name,
            file_sha256=opened_layer.sha256,
            layer=opened_layer.layer,
            datum=opened_layer.datum,
            mapping={"fields": dict(mapping), "defaults": dict(defaults), "id_field": id_field},
            imported_by=actor_name,
            started_at=now,
        )
        asked = Asked(SORTS[kind], source, mapping, defaults, id_field, opened_layer.position_columns)
        savepoint = conn.begin_nested() if dry_run else None
        try:
            seen = _judge(conn, opened_layer, asked, spool, only=only)
            parts.done("read")
            if seen.samples and not trust_datum:
                guard.refuse(references.check(conn, sampling.together(seen.samples)), name=begun.file_name)
            decided = deciding.decide(conn, spool, sort=asked.sort, source=source)
            seen.faults = faults.together([seen.faults, decided.faults])
            parts.done("decide")
            report = _carry_out(conn, spool, decided, seen, asked=asked, begun=begun, parts=parts, write=not dry_run)
            raw = _refused(opened_layer, seen.faults)
            if not dry_run:
                _keep(conn, report, decided, spool, raw, parts=parts)
        finally:
            if savepoint is not None:
                savepoint.rollback()
    if rejects is not None:
        report = replace(report, rejects=write_rejects(rejects, raw, faults=seen.faults))
    return report


class _Seen:
    """What was found of the rows one by one."""

    def __init__(self) -> None:
        self.read = 0
        self.faults = faults.none()
        self.given: frozenset[str] = frozenset()
        self.notes: dict[str, None] = {}
        self.samples: list[sampling.Sample] = []


def _judge(
    conn: Connection,
    layer: readers.Layer,
    asked: Asked,
    spool: Spool,
    *,
    only: Callable[[pd.DataFrame], Mask] | None,
) -> _Seen:
    """Judge all chunks into the spool; two at a time, for most of the work is done outside of Python."""
    sort = asked.sort
    if sort.shapes and sort.shape_required and not asked.position_columns:
        raise Invalid(f"{sort.name} need a position: columns lon and lat, or wkt, or map them")
    register = knowing.gather(conn, sort, source=asked.source, defaults=asked.defaults)
    seen, found = _Seen(), []
    for chunk, judged in _judged(layer, asked, register, only=only):
        spool.add(judged.rows)
        seen.read += len(chunk.raw)
        seen.given |= set(judged.given)
        seen.notes |= dict.fromkeys(judged.notes)
        if asked.position_columns and len(chunk.raw):
            seen.samples.append(_sample(layer, chunk, judged, sort.name))
        if len(judged.faults):
            found.append(judged.faults)
    seen.faults = faults.together(found)
    return seen


def _sample(layer: readers.Layer, chunk: readers.Chunk, judged: Judged, kind: str) -> sampling.Sample:
    """Some shapes of a chunk for the datum guard, with their classes where those are right."""
    some = slice(None, None, max(1, len(chunk.raw) // _SAMPLED))
    classes = None
    if "class_code" in judged.rows.column_names:
        classes = np.full(len(chunk.raw), None, dtype=object)
        at = chunk.raw.index.get_indexer(judged.rows["row_no"].to_numpy())
        classes[at] = judged.rows["class_code"].cast(pa.large_string()).to_numpy()
        classes = classes[some]
    return sampling.take(chunk.shapes[some], system=layer.system, kind=kind, classes=classes, swapped=layer.swap)


def _judged(
    layer: readers.Layer,
    asked: Asked,
    register: knowing.Register,
    *,
    only: Callable[[pd.DataFrame], Mask] | None,
) -> Iterator[tuple[readers.Chunk, Judged]]:
    waiting: deque[tuple[readers.Chunk, Future[Judged]]] = deque()
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        for whole in layer.chunks():
            chunk = whole if only is None else whole.where(only(whole.raw))
            if only is not None and not len(chunk.raw):
                continue
            waiting.append((chunk, pool.submit(judging.judge, chunk, asked, register)))
            if len(waiting) > _AT_ONCE:
                done, judged = waiting.popleft()
                yield done, judged.result()
        for done, judged in waiting:
            yield done, judged.result()


def _carry_out(
    conn: Connection,
    spool: Spool,
    decided: Decided,
    seen: _Seen,
    *,
    asked: Asked,
    begun: runs.Start,
    parts: _Parts,
    write: bool,
) -> Report:
    run_id = None
    if write:
        run_id = runs.start(conn, begun)
        declared = {"run": run_id, "deed": "import", "account": begun.imported_by, "reason": begun.file_name}
        # A change of its own for each run, also where several share a transaction: it is taken back by its change.
        for name, value in (declared | {"change": ""}).items():
            conn.execute(_DECLARE, {"name": f"jingge.{name}", "value": str(value)})
    new, updated = entering.enter(conn, spool, decided, sort=asked.sort, begun=begun, asked=seen.given, write=write)
    if asked.sort.planned and (new or updated):
        told = f"{new} new and {updated} changed {asked.sort.name}: only a plan draws them, from a day on"
        raise Invalid(f"{told}; nothing was stored. Publish one: jingge redraw publish", kind=asked.sort.name)
    parts.done("store")
    return Report(
        run=run_id,
        kind=begun.kind,
        source=begun.source,
        file_name=begun.file_name,
        read=seen.read,
        new=new,
        updated=updated,
        unchanged=decided.count(Fate.KNOWN) + decided.count(Fate.JOINED) - updated,
        repeated=decided.count(Fate.REPEATED),
        review=decided.count(Fate.REVIEW),
        rejected=seen.faults["row_no"].nunique(),
        reasons={str(word): int(n) for word, n in seen.faults["reason"].value_counts().sort_index().items()},
        repeats=runs.told(decided.repeats),
        faults=seen.faults,
        notes=(*seen.notes, *decided.notes),
        seconds=parts.seconds,
    )


def _keep(
    conn: Connection, report: Report, decided: Decided, spool: Spool, raw: pd.DataFrame, *, parts: _Parts
) -> None:
    assert report.run is not None
    runs.keep_rejects(conn, report.run, report.faults, records=records(raw, faults=report.faults))
    if len(decided.reviews):
        waiting = deciding.rows_at(spool, np.unique(decided.reviews["row_no"].to_numpy(dtype=np.int64)))
        told = runs.reviewable(waiting)
        runs.keep_reviews(conn, report.run, decided.reviews, source=report.source, records=told)
    parts.done("report")
    begun = conn.execute(text("select started_at from registry.import_run where id = :id"), {"id": report.run})
    finished = begun.scalar_one() + timedelta(seconds=sum(parts.seconds.values()))
    runs.finish(conn, report, finished_at=finished)


def _refused(layer: readers.Layer, found: pd.DataFrame) -> pd.DataFrame:
    """The refused rows as they came; a GeoDataFrame in the CRS of the file where that has shapes of its own."""
    wrong = found["row_no"].unique()
    parts = []
    for chunk in layer.chunks() if len(wrong) else ():
        mask = chunk.raw.index.isin(wrong)
        rows = chunk.raw[mask]
        if layer.position_columns and layer.position_columns[0] not in rows:
            name = layer.position_columns[0]
            shapes = gpd.GeoSeries(chunk.shapes[mask], index=rows.index, crs=layer.crs, name=name)
            rows = gpd.GeoDataFrame(rows.assign(**{name: shapes}), geometry=name)
        parts.append(rows)
    return pd.concat(parts) if parts else pd.DataFrame(index=pd.RangeIndex(0))
