"""CSV as text, value by value as it stands there; the position out of its columns.

The encoding is found by going through the file once in blocks: UTF-8 strictly, then GB 18030, the encodings of such
files in China; UTF-16 by its mark. Rows are read strictly: an open quote or a value too few ends in an error, for
behind it every value would stand in the wrong column.
"""

import codecs
import csv
import gzip
import io
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import BinaryIO, cast

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from registry import crs
from registry.cells import unguard_column
from registry.errors import Invalid, TooLarge
from registry.importing.readers.layer import Rows, Table, check_names, named
from registry.importing.readers.positions import position_columns, shapes_of

SUFFIXES = (".csv", ".tsv", ".txt", ".csv.gz")
_BLOCK = 1 << 20
_LONGEST = 1 << 24
"""Bytes of one line, characters of one value: the largest shape as WKT is far shorter."""
_UNPACKED = 16 << 30
_RATIO = 200
"""A packed table that grows more than this is no table: real ones grow five- to twentyfold."""
_ROWS = 500
"""Rows taken at once: few enough to leave the collector of cyclic garbage asleep, which else doubles the time."""
_ENCODINGS = ("utf-8", "gb18030")
_MARKS = {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
_DELIMITERS = {",": "commas", "\t": "tabs", ";": "semicolons", "|": "bars"}
_TORN = (OSError, EOFError, ValueError, zlib.error)


def open_table(path: Path, *, datum: str, columns: Mapping[str, str], encoding: str | None = None) -> Table:
    """A CSV, or one packed by gzip. `columns` may name lon, lat or wkt; `encoding` overrules what is found.

    Raises Invalid for a file that is no text or no table, TooLarge for too many columns or too long a line.
    """
    found, notes = _encoding(path, encoding)
    names, delimiter = _header(path, found)
    check_names(path.name, names)
    if delimiter != ",":
        notes = (*notes, f"{path.name} is divided by {_DELIMITERS[delimiter]}, not by commas")
    position = position_columns(names, columns)
    return Table(
        layer=None,
        names=names,
        system=crs.resolve(datum),
        position=position,
        batches=lambda rows: _batches(path, names, position, (found, delimiter), rows),
        parts=(path,),
        notes=notes,
    )


def _open(path: Path) -> BinaryIO:
    if path.suffix.lower() == ".gz":
        return cast("BinaryIO", gzip.open(path, "rb"))
    return path.open("rb")


def _broken(path: Path, why: object) -> Invalid:
    return Invalid(f"{path.name} cannot be read as CSV: {why}", path=str(path))


# Encoding ----------------------------------------------------------------------------------------------------------


def _encoding(path: Path, asked: str | None) -> tuple[str, tuple[str, ...]]:
    try:
        with _open(path) as file:
            begin = file.read(4)
        marked = next((name for mark, name in _MARKS.items() if begin.startswith(mark)), None)
        if asked is not None or marked is not None:
            return _asked(path, asked or marked or ""), ()
        for name in _ENCODINGS:
            if _reads(path, name):
                return name, () if name == "utf-8" else (f"{path.name} is not UTF-8; read as GB 18030",)
    except _TORN as error:
        raise _broken(path, error) from error
    raise _broken(path, "its text is neither UTF-8 nor GB 18030; name its encoding")


def _asked(path: Path, name: str) -> str:
    known = text_encoding(name)
    if not _reads(path, known):
        raise _broken(path, f"its text is not {name}")
    return known


def text_encoding(name: str) -> str:
    """The name of an encoding as Python knows it; raises Invalid for what is none."""
    try:
        "".encode(name)  # what is a codec and no encoding of text is refused here
        known = codecs.lookup(name).name
    except (LookupError, ValueError) as error:
        raise Invalid(f"{name} is no encoding that is known here; say UTF-8 or GB18030", encoding=name) from error
    return "gb18030" if known in {"gbk", "gb2312"} else known  # what they are subsets of


def _reads(path: Path, encoding: str) -> bool:
    """Whether all of the file is text of that encoding, in lines of sane length."""
    decoder = codecs.getincrementaldecoder(encoding)()
    unpacked, line, on_disk = 0, 0, max(path.stat().st_size, 1)
    with _open(path) as file:
        while block := file.read(_BLOCK):
            unpacked += len(block)
            if unpacked > _UNPACKED or (unpacked > _RATIO * on_disk and unpacked > _LONGEST):
                raise TooLarge(f"{path.name} unpacks to more than a table would: {unpacked:,} bytes and more")
            ended = max(block.rfind(b"\n"), block.rfind(b"\r"))
            line = line + len(block) if ended < 0 else len(block) - ended
            if line > _LONGEST:
                raise TooLarge(f"{path.name} has a line of more than {_LONGEST:,} bytes: that is no table")
            try:
                decoder.decode(block)
            except UnicodeError:
                return False
    try:
        decoder.decode(b"", final=True)
    except UnicodeError:
        return False
    return True


# Rows --------------------------------------------------------------------------------------------------------------


class _Lines:
    """Rows of values one after another, empty lines passed over; what is broken is told with its line."""

    def __init__(self, path: Path, text: io.TextIOBase, delimiter: str) -> None:
        csv.field_size_limit(_LONGEST)
        self.path = path
        self.reader = csv.reader(text, delimiter=delimiter, strict=True)

    def take(self, count: int) -> list[list[str]]:
        """At most so many rows; none at the end."""
        taken: list[list[str]] = []
        try:
            while not taken and (block := list(islice(self.reader, count))):
                taken = [row for row in block if row]
        except (csv.Error, UnicodeError, *_TORN) as error:
            raise _broken(self.path, f"line {self.reader.line_num}: {error}") from error
        return taken


@contextmanager
def _text(path: Path, encoding: str) -> Iterator[io.TextIOWrapper]:
    with _open(path) as file, io.TextIOWrapper(file, encoding=encoding, newline="") as text:
        yield text


def _header(path: Path, encoding: str) -> tuple[tuple[str, ...], str]:
    with _text(path, encoding) as text:
        begin = next((line for line in text if line.strip()), "")
    delimiter = max(_DELIMITERS, key=begin.count) if "," not in begin else ","
    with _text(path, encoding) as text:
        first = _Lines(path, text, delimiter).take(1)
    if not first:
        raise _broken(path, "there is nothing in it; the first line names the columns")
    names = [first[0][0].removeprefix("\ufeff"), *first[0][1:]]
    return named(names), delimiter


def _batches(
    path: Path, names: tuple[str, ...], position: tuple[str, ...], form: tuple[str, str], rows: int
) -> Iterator[Rows]:
    encoding, delimiter = form
    with _text(path, encoding) as text:
        lines = _Lines(path, text, delimiter)
        lines.take(1)
        done = 0
        while True:
            columns: list[list[str]] = [[] for _ in names]
            while len(columns[0]) < rows and (block := lines.take(min(_ROWS, rows - len(columns[0])))):
                _refuse_ragged(path, names, block, before=done + len(columns[0]))
                for column, values in zip(columns, zip(*block, strict=True), strict=True):
                    column.extend(values)
            if not columns[0]:
                return
            done += len(columns[0])
            raw = _unguarded(text_frame(names, columns))
            yield raw, shapes_of(raw, position)


def _unguarded(raw: pd.DataFrame) -> pd.DataFrame:
    """Without the apostrophe that an export puts before what a spreadsheet would run."""
    for name in raw.columns:
        if pc.any(pc.starts_with(pa.array(raw[name], pa.large_string()), "'")).as_py():
            raw[name] = unguard_column(raw[name]).astype("str")
    return raw


def text_frame(names: Sequence[str], columns: Sequence[Sequence[str | None]]) -> pd.DataFrame:
    """Columns of text under their names."""
    return pd.DataFrame(
        {
            name: pd.Series(pa.array(column, pa.large_string()), dtype="str")
            for name, column in zip(names, columns, strict=True)
        }
    )


def _refuse_ragged(path: Path, names: tuple[str, ...], block: list[list[str]], *, before: int) -> None:
    if all(len(row) == len(names) for row in block):
        return
    row_no, row = next((i, row) for i, row in enumerate(block, start=before + 1) if len(row) != len(names))
    if len(row) > len(names):
        raise Invalid(
            f"{path.name}: row {row_no} and perhaps others: the rows have more values than the first line has names "
            f"({len(row)}, not {len(names)}; often a comma at the end of each row); give every column a name",
            path=str(path),
            row_no=row_no,
        )
    raise Invalid(
        f"{path.name}: row {row_no} has {len(row)} values, the first line names {len(names)} columns; has it been cut "
        "short?",
        path=str(path),
        row_no=row_no,
    )
