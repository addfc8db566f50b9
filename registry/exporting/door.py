"""The one door out of the register: a selection, streamed from the database into a file that is whole or not there."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from time import perf_counter

import pyarrow as pa
from sqlalchemy import Connection

from registry import profiles
from registry.datum import Datum
from registry.exporting import profiled, systems, whole
from registry.exporting.columns import Column, columns_of, shape_of
from registry.exporting.exported import Exported, Profiled
from registry.exporting.formats import format_of
from registry.exporting.layer import Layer
from registry.exporting.profiled import Faults
from registry.exporting.query import Query, check_named, count
from registry.exporting.rows import Rows, stream
from registry.exporting.selection import Selection
from registry.exporting.systems import System
from registry.history import travel

Progress = Callable[[str, int, int], None]
"""Told the part that is done, how many are done and how many there are."""

_DATUM = pa.field("reg_datum", pa.string())
"""The column that says what positions are in, where a file cannot say so otherwise."""


def run(
    conn: Connection,
    path: Path,
    *,
    selection: Selection,
    areas: Sequence[str] | None,
    now: datetime,
    datum: str = "WGS84",
    profile: Profiled | None = None,
    encoding: str = "UTF-8",
    progress: Progress | None = None,
) -> Exported:
    """Write a selection to `path`, whose suffix says the format, and say what was written.

    Nothing outside `areas` (codes of divisions, streets, communities; None for everywhere) is written. `datum` is what
    registry.crs.resolve takes. The columns are those an import reads; what an import reads back changes nothing. The
    file appears whole or not at all. An empty selection makes an empty file.

    Raises Unsupported for a suffix that is not written, Invalid or NotFound for a selection, datum or profile that
    names nothing, Unavailable where the file cannot be written.
    """
    began = perf_counter()
    chosen, system = format_of(path, encoding), systems.named(datum)
    check_named(conn, selection)
    query = Query(selection, areas)
    form = _form(conn, selection, profile)
    untold = system.crs is None or not (chosen.carries_crs or system.reference.said == Datum.WGS84)
    told = _Told(selection, progress, total=count(conn, query))
    about: dict[str, object] = {"what": selection.what, "datum": system.label, "exported_at": now.isoformat()}
    about |= {"selection": selection.told(), **travel.moments_of(conn).told}
    about |= {} if profile is None else {"profile": profile.name}
    # closed at the end whatever happens: until then the connection serves nothing else
    with (
        closing(stream(conn, query, form.columns, by_place=chosen.by_place)) as rows,
        whole.appearing(path, stale=chosen.stale) as folder,
    ):
        layer = Layer(
            name=selection.what,
            schema=form.schema.append(_DATUM) if untold else form.schema,
            shape=shape_of(selection.sort),
            system=system,
            rows=_placed(form.made(told.passing(rows)), system, untold=untold),
            about=about,
            may_lack_shapes=not selection.sort.shape_required,
            encoding=encoding,
        )
        with form.faults:
            written = chosen.write(folder / path.name, layer)
        names = sorted(file.name for file in folder.iterdir())
    return Exported(
        path=path,
        what=selection.what,
        format=chosen.name,
        datum=system.label,
        profile=None if profile is None else profile.name,
        rows=written.rows,
        sha256=chosen.digest(path),
        files={name: whole.sha256_of(path.parent / name) for name in names},
        notes=(*_notes(system, untold=untold), *written.notes),
        unknown=told.unknown,
        left_out=form.faults.left_out,
        faults=dict(sorted(form.faults.counts.items())),
        first_faults=tuple(form.faults.first),
        seconds=perf_counter() - began,
    )


@dataclass(frozen=True, slots=True)
class _Form:
    """What is read from the database, and what it becomes in the file."""

    columns: tuple[Column, ...]
    schema: pa.Schema
    made: Callable[[Iterable[Rows]], Iterable[Rows]]
    faults: Faults


def _form(conn: Connection, selection: Selection, profile: Profiled | None) -> _Form:
    if profile is None:
        columns = columns_of(selection.sort)
        return _Form(columns, pa.schema([(column.name, column.type) for column in columns]), _as_they_are, Faults())
    chosen, faults = profiles.named(profile.name), Faults(profile.faults)
    columns = profiled.columns_for(selection)
    make = partial(profiled.profiled, profile=chosen, names=profiled.names(conn), allow=profile.allow, faults=faults)
    return _Form(columns, profiled.schema_of(chosen.entries), make, faults)


def _as_they_are(rows: Iterable[Rows]) -> Iterable[Rows]:
    return rows


def _notes(system: System, *, untold: bool) -> tuple[str, ...]:
    return (
        f"positions are in {system.label}, which the file cannot say but in a column: name it where it is read",
    ) * untold


def _placed(rows: Iterable[Rows], system: System, *, untold: bool) -> Iterator[Rows]:
    """Rows with their shapes in the system of the file, and with the column that names it where that is `untold`."""
    for some in rows:
        fields = some.fields
        if untold:
            fields = fields.append_column(_DATUM, pa.array([system.label] * len(some.shapes), pa.string()))
        yield Rows(fields, system.of_wgs84(some.shapes))


class _Told:
    """Watches rows pass by: tells the progress, and which of the codes asked for came."""

    def __init__(self, selection: Selection, progress: Progress | None, *, total: int) -> None:
        self.selection = selection
        self.progress = progress
        self.total = total
        self.missing = dict.fromkeys(selection.codes or ())

    def passing(self, rows: Iterable[Rows]) -> Iterator[Rows]:
        done = 0
        for some in rows:
            yield some
            done += len(some.shapes)
            if self.missing:
                for code in some.fields.column("code").to_pylist():
                    self.missing.pop(code, None)
            if self.progress is not None:
                self.progress(self.selection.what, done, self.total)

    @property
    def unknown(self) -> tuple[str, ...]:
        """Codes asked for that did not come."""
        return tuple(self.missing)
