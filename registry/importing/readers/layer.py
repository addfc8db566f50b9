"""An opened layer of a file: what it says of itself, and its rows chunk by chunk in constant memory."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyproj

from registry.crs import ReferenceSystem
from registry.errors import Invalid, TooLarge
from registry.importing.kinds import Geometries
from registry.importing.readers.positions import to_wgs84

REJECT_MARK = "reject_"
"""Columns that begin so are notes of an earlier run and are not read."""

CHUNK_ROWS = 65_536
MAX_COLUMNS = 2_000
"""No survey has more; a table that does is a matrix, or an attack."""

Rows = tuple[pd.DataFrame, Geometries]
"""Columns as they came beside shapes in the CRS of the file, row by row."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """Some rows in the order of the file. All three parts are of one length; never change them in place.

    `raw` has the columns as they came, index row_no from 1 over the whole file; for spatial formats without the shape,
    for tables with the columns of the position. `shapes` are 2D, in the CRS of the file, None where there is none or it
    cannot be read; `geometry` is the same as WGS 84 lon/lat, `approximate` where the way there is one of approximation.
    """

    raw: pd.DataFrame
    shapes: Geometries
    geometry: Geometries
    approximate: bool = False

    def where(self, mask: npt.NDArray[np.bool_]) -> "Chunk":
        """Some of the rows; they keep their numbers."""
        return Chunk(self.raw[mask], self.shapes[mask], self.geometry[mask], self.approximate)


@dataclass(frozen=True, slots=True)
class Table:
    """What a reader of one format tells of a layer: `batches` gives its rows anew each time, so many at once.

    `names` are all columns, `position` those the position comes from (of a spatial format the name of the shape, which
    is none of `names`), `rows` how many there are where the format knows, `parts` the files that make up the whole.
    """

    layer: str | None
    names: tuple[str, ...]
    system: ReferenceSystem
    position: tuple[str, ...]
    batches: Callable[[int], Iterator[Rows]]
    parts: tuple[Path, ...]
    notes: tuple[str, ...] = ()
    rows: int | None = None


class Layer:
    """An opened layer. `with` removes at its end what was unpacked for it.

    `columns` are those that are read; `system` is what the positions are in, `crs` its CRS, None where there are none;
    `datum` the label of it; `rows` how many there are, where the format knows. `swap` exchanges the axes of what the
    file says before it becomes WGS 84.
    """

    def __init__(self, path: Path, table: Table, held: ExitStack | None = None, *, swap: bool = False) -> None:
        check_names(path.name, table.names)
        self.path = path
        self.layer = table.layer
        self.columns = tuple(name for name in table.names if not name.startswith(REJECT_MARK))
        self.system = table.system
        self.crs: pyproj.CRS | None = table.system.crs if table.position else None
        self.datum = table.system.label
        self.position_columns = table.position
        self.notes = (*table.notes, *(table.system.notes if table.position else ()))
        self.rows = table.rows
        self.swap = swap
        self._table = table
        self._held = held or ExitStack()

    @cached_property
    def sha256(self) -> str:
        """SHA-256 of the bytes of the file; of a shapefile, of its parts with their suffixes one after another."""
        digest = hashlib.sha256()
        for part in self._table.parts:
            if len(self._table.parts) > 1:
                digest.update(part.suffix.lower().encode())
            with part.open("rb") as file:
                while block := file.read(1 << 20):
                    digest.update(block)
        return digest.hexdigest()

    def chunks(self, rows: int = CHUNK_ROWS) -> Iterator[Chunk]:
        """All rows from the first on, at most so many at once; each call starts anew.

        Raises Invalid or TooLarge where the file turns out to be broken further on.
        """
        if rows < 1:
            raise Invalid("a chunk has at least one row", rows=rows)
        begin = 1
        kept = list(self.columns)
        for raw, shapes in self._table.batches(rows):
            if len(kept) != len(raw.columns):
                raw = raw[kept]  # noqa: PLW2901 - the notes of an earlier run are left out
            raw.index = pd.RangeIndex(begin, begin + len(raw), name="row_no")
            begin += len(raw)
            geometry = to_wgs84(shapes, self.system, swap=self.swap) if self.position_columns else shapes
            yield Chunk(raw, shapes, geometry, self.system.approximate)

    def close(self) -> None:
        """Remove what was unpacked; chunks cannot be read any more."""
        self._held.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()


def check_names(file: str, names: Sequence[str]) -> None:
    """Raise TooLarge for more columns than are read, Invalid for two of one name."""
    if len(names) > MAX_COLUMNS:
        raise TooLarge(
            f"{file} has {len(names):,} columns; at most {MAX_COLUMNS:,} are read: leave away what is not needed",
            columns=len(names),
        )
    if twice := sorted(name for name, count in Counter(names).items() if count > 1):
        raise Invalid(f"{file} has several columns named {', '.join(twice)}; name each apart", columns=twice)


def named(names: Sequence[str]) -> tuple[str, ...]:
    """Names of columns trimmed; one that has none is called by its place: `column 3`."""
    return tuple(name.strip() or f"column {i}" for i, name in enumerate(names, start=1))
