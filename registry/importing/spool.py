"""Judged rows on their way into the database: blocks of some hundred thousand rows, beyond that in a temporary file.

So the memory an import takes does not grow with the file.
"""

import tempfile
from collections.abc import Iterable, Iterator
from os import SEEK_END
from types import TracebackType
from typing import IO, Self

import pyarrow as pa

BLOCK_ROWS = 262_144


def whole(column: pa.ChunkedArray | pa.Array) -> pa.Array:
    """A column in one piece."""
    if isinstance(column, pa.Array):
        return column
    return column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()


def plain(rows: pa.Table) -> pa.Table:
    """The rows with their values where columns hold places in a list of values."""
    kinds = [field.type.value_type if pa.types.is_dictionary(field.type) else field.type for field in rows.schema]
    return rows.cast(pa.schema(list(zip(rows.column_names, kinds, strict=True))))


class Spool:
    """Takes tables of one schema, gives them back in blocks, in the order in which they came. Use it in a `with`."""

    def __init__(self, *, block_rows: int = BLOCK_ROWS) -> None:
        self._block_rows = block_rows
        self._tables: list[pa.Table] = []
        self._held = 0
        self._file: IO[bytes] | None = None
        self._starts: list[int] = []
        self.rows = 0

    def add(self, table: pa.Table) -> None:
        """Take some rows. Raises OSError where the disk is full."""
        self._tables.append(table)
        self._held += len(table)
        self.rows += len(table)
        if self._held >= self._block_rows:
            self._write()

    def _write(self) -> None:
        block = pa.concat_tables(self._tables, promote_options="permissive")
        if self._file is None:
            self._file = tempfile.TemporaryFile(prefix="jingge-import-")  # noqa: SIM115 - it outlives this call; close() ends it
        self._starts.append(self._file.seek(0, SEEK_END))
        with pa.ipc.new_stream(self._file, block.schema) as writer:
            writer.write_table(block)
        self._tables, self._held = [], 0

    def blocks(self) -> Iterator[pa.Table]:
        """All rows, a block at a time."""
        if self._file is not None:
            if self._tables:
                self._write()
            for start in list(self._starts):
                self._file.seek(start)  # another reader may have moved it
                yield pa.ipc.open_stream(self._file).read_all()
        elif self._tables:
            yield pa.concat_tables(self._tables, promote_options="permissive")
        pa.default_memory_pool().release_unused()  # the blocks that were; else it stays with the process

    def columns(self, names: Iterable[str]) -> pa.Table:
        """Some columns of all rows, those that there are."""
        wanted = list(dict.fromkeys(names))
        parts = [  # each in one piece: else a few columns hold all that was read from the file with them
            block.select([name for name in wanted if name in block.column_names]).combine_chunks()
            for block in self.blocks()
        ]
        return pa.concat_tables(parts, promote_options="permissive") if parts else pa.table({})

    def close(self) -> None:
        """Forget the rows."""
        self._tables = []
        if self._file is not None:
            self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()
