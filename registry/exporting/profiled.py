"""Assets in the form of an exchange profile: rows out of the database, faults counted and kept as a file."""

import csv
from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self, TextIO

import pandas as pd
import pyarrow as pa
from sqlalchemy import Connection, Table, select

from registry import profiles, tables
from registry.errors import Invalid
from registry.exporting.columns import Column, column_of
from registry.exporting.rows import Rows
from registry.exporting.selection import Selection
from registry.exporting.shapefile import PLAIN, WIDTH
from registry.exporting.whole import unwritten
from registry.profiles.profile import COLUMNS, REASONS, AssetClass, Entry, Names, Profile

COLUMNS_OF_FAULTS = ("code", "field", "value", "reason")
SHOWN = 100
"""As many faults as are told one by one; a file has them all."""


def schema_of(entries: Sequence[Entry]) -> pa.Schema:
    """The columns of an exchange file: text of its lengths."""
    return pa.schema([pa.field(one.name, pa.string(), metadata=_metadata(one)) for one in entries])


def _metadata(entry: Entry) -> dict[bytes, bytes]:
    width = {WIDTH: str(entry.longest).encode()}
    return width if entry.pattern is None else width | {PLAIN: b"yes"}


def columns_for(selection: Selection) -> tuple[Column, ...]:
    """What a profile is written from. Raises Invalid where the things have no profile."""
    if selection.sort.table != "asset":
        raise Invalid(f"profiles are of components: covers or assets, not {selection.what}")
    return tuple(column_of(tables.asset, name) for name in COLUMNS)


def names(conn: Connection) -> Names:
    """What the codes of the register are called."""

    def called(table: Table) -> dict[str, str]:
        return {row.code: row.name_zh for row in conn.execute(select(table.c.code, table.c.name_zh))}

    return Names(called(tables.organisation), called(tables.street), called(tables.community), classes(conn))


def classes(conn: Connection) -> tuple[AssetClass, ...]:
    """The classes of assets, as profiles read and write them."""
    kinds = tables.asset_class.c
    rows = conn.execute(select(kinds.code, kinds.old_code, kinds.name_zh).order_by(kinds.code))
    return tuple(AssetClass(*row) for row in rows)


@dataclass
class Faults:
    """What could not be written, or was by leave: counted by field and reason, the first ones kept, all in a file.

    `left_out` is how many things are not in the exchange file.
    """

    path: Path | None = None
    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    first: list[dict[Hashable, str | None]] = field(default_factory=list)
    left_out: int = 0
    _file: TextIO | None = None

    def __enter__(self) -> Self:
        if self.path is not None:
            try:
                self._file = self.path.open("w", encoding="utf-8-sig", newline="")
            except OSError as error:
                raise unwritten(self.path, error) from error
            csv.writer(self._file).writerow((*COLUMNS_OF_FAULTS, "words"))
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._file is not None:
            self._file.close()

    def take(self, found: pd.DataFrame, *, left_out: int) -> None:
        """Count faults (code, field, value, reason) of some things, of which so many were left out."""
        self.left_out += left_out
        counted = found.groupby(["field", "reason"], as_index=False).size()
        for name, reason, number in counted.itertuples(index=False, name=None):
            self.counts[name, reason] += number
        self.first += found.head(SHOWN - len(self.first)).to_dict("records")
        if self._file is not None:
            words = found["reason"].map({reason: " / ".join(told) for reason, told in REASONS.items()})
            found.assign(words=words).to_csv(self._file, index=False, header=False)


def profiled(
    rows: Iterable[Rows], *, profile: Profile, names: Names, allow: Collection[str], faults: Faults
) -> Iterator[Rows]:
    """Rows (columns COLUMNS) in the form of a profile; what it refuses is left out and told to `faults`."""
    schema = schema_of(profile.entries)
    for some in rows:
        frame = some.fields.to_pandas(types_mapper={pa.string(): pd.StringDtype()}.get)
        written, found = profiles.write(frame, profile=profile, names=names, allow=allow)
        faults.take(found, left_out=len(frame) - len(written))
        columns = [pa.array(written[name], pa.string(), from_pandas=True) for name in schema.names]
        yield Rows(pa.table(columns, schema=schema), some.shapes[written.index.to_numpy()])
