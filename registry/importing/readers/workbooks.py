"""Workbooks (XLSX): each sheet a layer, each value the text that a person reads in the cell.

A workbook keeps whole numbers of more than 15 digits only in part: such a number is handed on in the form 3.7e+16, so
that a code typed as a number is refused and not taken for another code.
"""

import warnings
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import islice
from pathlib import Path
from typing import IO
from xml.parsers import expat

import openpyxl
from openpyxl.worksheet._read_only import ReadOnlyWorksheet

from registry import crs
from registry.errors import Invalid, JinggeError, TooLarge
from registry.importing.readers import archives
from registry.importing.readers.delimited import text_frame
from registry.importing.readers.layer import MAX_COLUMNS, Rows, Table, check_names, named
from registry.importing.readers.positions import position_columns, shapes_of

MAX_ROWS = 1_048_576
"""What the format itself holds."""
_UNPACKED = 1 << 30
_RATIO = 100
_SMALL = 8 << 20
_TAGS_IN_ROW = 100_000
_TAGS_ELSEWHERE = 5_000_000
_BLOCK = 1 << 16
_TITLES = 10
"""The names of the columns stand within the first lines that say anything; above them a title."""
_DIGITS = 15


@dataclass(frozen=True, slots=True)
class _Sheet:
    """Where a table stands in a sheet: `header` is the line of its names, from 1."""

    path: Path
    title: str
    header: int
    names: tuple[str, ...]
    position: tuple[str, ...]


def open_table(path: Path, *, datum: str, layer: str | None, columns: Mapping[str, str]) -> Table:
    """A sheet of a workbook; `columns` may name lon, lat or wkt.

    Raises Invalid for a workbook that is broken or empty, or has several sheets and none is named; TooLarge for one
    made to grow, and for too many columns.
    """
    _check_parts(path)
    with _opened(path) as book, _reading(path):
        titles = [title for title in book.sheetnames if _begin(book, title)]
        title = _chosen(path, titles, layer)
        header, names = _names(path, title, _begin(book, title))
    check_names(path.name, names)
    position = position_columns(names, columns)
    sheet = _Sheet(path, title, header, names, position)
    note = f"{path.name}: line {header} of {title} has the names of the columns; what stands above it is passed over"
    return Table(
        layer=title,
        names=names,
        system=crs.resolve(datum),
        position=position,
        batches=lambda rows: _batches(sheet, rows),
        parts=(path,),
        notes=(note,) if header > 1 else (),
    )


# Opening -----------------------------------------------------------------------------------------------------------


def _check_parts(path: Path) -> None:
    """Raise Invalid or TooLarge for parts that are broken XML or made to fill the memory."""
    found = archives.members(path, unpacked=_UNPACKED, ratio=_RATIO, small=_SMALL)
    with zipfile.ZipFile(path) as archive:
        for member in found:
            if member.path.suffix.lower() in {".xml", ".rels"}:
                with _reading(path), archive.open(member.entry) as part:
                    _check_xml(path, member.name, part)


def _check_xml(path: Path, name: str, part: IO[bytes]) -> None:
    tags, rows = 0, 0

    def begin(tag: str, _: object) -> None:
        nonlocal tags, rows
        tags += 1
        if tag.rpartition(":")[2] == "row":
            rows, tags = rows + 1, 0
        if tags > (_TAGS_IN_ROW if rows else _TAGS_ELSEWHERE) or rows > MAX_ROWS:
            raise TooLarge(f"{path.name}: its part {name} holds more than a workbook can")

    def refuse(*_: object) -> None:
        raise Invalid(f"{path.name} cannot be read: its part {name} declares a document type, as no workbook does")

    parser = expat.ParserCreate()
    parser.StartElementHandler = begin
    parser.StartDoctypeDeclHandler = refuse
    while block := part.read(_BLOCK):
        parser.Parse(block, False)
    parser.Parse(b"", True)


@contextmanager
def _reading(path: Path) -> Iterator[None]:
    """Whatever a broken workbook makes the library stumble over becomes Invalid; its warnings stay off the screen."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except JinggeError:
        raise
    except Exception as error:  # the library has no class of its own for what a broken file does to it
        why = f"{type(error).__name__}: {error}".replace(str(path), path.name).splitlines()[0]
        raise Invalid(f"{path.name} cannot be read as a workbook ({why})", path=str(path)) from error


@contextmanager
def _opened(path: Path) -> Iterator[openpyxl.Workbook]:
    with _reading(path):
        book = openpyxl.load_workbook(path, read_only=True, data_only=True, keep_links=False)
    with closing(book):
        yield book


def _lines(book: openpyxl.Workbook, title: str) -> Iterator[list[str | None]]:
    """Every line of a sheet as text, as long as it is; one that is not there is empty."""
    sheet = book[title]
    if not isinstance(sheet, ReadOnlyWorksheet):  # a sheet of charts
        return
    sheet.reset_dimensions()  # some programs write them wrong, and what lies outside would be lost
    for line in sheet.iter_rows(max_row=MAX_ROWS, values_only=True):
        yield [_text(value) for value in line]


def _begin(book: openpyxl.Workbook, title: str) -> list[tuple[int, list[str | None]]]:
    """The first lines that say anything, with their numbers from 1."""
    return list(islice((line for line in enumerate(_lines(book, title), start=1) if any(line[1])), _TITLES))


def _chosen(path: Path, titles: list[str], layer: str | None) -> str:
    if layer is not None and layer not in titles:
        raise Invalid(f"{path.name}, layer {layer} cannot be read: there are {', '.join(titles)}", layer=layer)
    if not titles:
        raise Invalid(f"{path.name} cannot be read as a workbook: there is nothing in it", path=str(path))
    if layer is None and len(titles) > 1:
        raise Invalid(
            f"{path.name} has {len(titles)} layers; name one with --layer: {', '.join(titles)}", layers=titles
        )
    return layer or titles[0]


def _names(path: Path, title: str, begin: list[tuple[int, list[str | None]]]) -> tuple[int, tuple[str, ...]]:
    several = (line for line in begin if sum(value is not None for value in line[1]) > 1)
    number, values = next(several, begin[0])
    last = max(i for i, value in enumerate(values) if value is not None)
    if last >= MAX_COLUMNS:
        raise TooLarge(
            f"{path.name}: sheet {title} has more than {MAX_COLUMNS:,} columns; leave away what is not needed"
        )
    return number, named([value or "" for value in values[: last + 1]])


# Rows --------------------------------------------------------------------------------------------------------------


def _batches(sheet: _Sheet, rows: int) -> Iterator[Rows]:
    with _opened(sheet.path) as book:
        lines = islice(_lines(book, sheet.title), sheet.header, None)
        done = 0
        while True:
            with _reading(sheet.path):
                block = list(islice((line for line in lines if any(line)), rows))
            if not block:
                return
            filled = [_filled(sheet, line, row_no) for row_no, line in enumerate(block, start=done + 1)]
            done += len(block)
            raw = text_frame(sheet.names, list(zip(*filled, strict=True)))
            yield raw, shapes_of(raw, sheet.position)


def _filled(sheet: _Sheet, line: list[str | None], row_no: int) -> list[str | None]:
    """A line as long as there are names. Raises Invalid where it has more to say."""
    width = len(sheet.names)
    beyond = next((value for value in line[width:] if value is not None), None)
    if beyond is not None:
        raise Invalid(
            f"{sheet.path.name}: row {row_no} of {sheet.title} has the value {beyond[:40]!r} behind the last column "
            "that has a name; give every column a name",
            row_no=row_no,
        )
    return line[:width] + [None] * (width - len(line))


def _text(value: object) -> str | None:
    match value:
        case None | "":
            return None
        case bool():
            return "TRUE" if value else "FALSE"
        case int() | float():
            return _number(value)
        case datetime():
            return value.date().isoformat() if value.time() == time() else value.isoformat()
        case date() | time():
            return value.isoformat()
        case _:
            return str(value)


def _number(value: float) -> str:
    if isinstance(value, float) and not value.is_integer():
        return repr(value)
    digits = str(int(value))
    if len(digits.lstrip("-")) > _DIGITS and len(digits.strip("-0")) <= _DIGITS:
        return f"{value:.{_DIGITS - 1}e}"
    return digits


def lines(path: Path) -> Iterator[tuple[int, list[str]]]:
    """The lines of the first sheet that say anything, with their numbers from 1, every value a text.

    Raises Invalid for a workbook that is broken or empty, TooLarge for one made to grow.
    """
    _check_parts(path)
    with _opened(path) as book, _reading(path):
        for number, line in enumerate(_lines(book, book.sheetnames[0]), start=1):
            if any(line):
                yield number, [(value or "").strip() for value in line]
