"""A hotline's file as records: CSV (UTF-8 or GB 18030) or the first sheet of a workbook, every value a text."""

import csv
import io
from collections.abc import Iterator, Sequence
from pathlib import Path

from registry.cells import unguard
from registry.errors import Invalid, Unsupported
from registry.importing.readers import workbooks

Line = tuple[int, list[str]]


def lines(path: Path) -> Iterator[Line]:
    """The lines of a file with their numbers from 1, the names of the columns first.

    Raises Unsupported for another kind of file, Invalid for one that cannot be read.
    """
    match path.suffix.lower():
        case ".csv":
            yield from _of_csv(path)
        case ".xlsx":
            yield from workbooks.lines(path)
        case other:
            raise Unsupported(f"{path.name}: {other or 'a file without an ending'} is not read; give CSV or XLSX")


def as_csv(names: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    """UTF-8 with a byte-order mark, as spreadsheets want it; values are guarded by whoever gives them."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(names)
    writer.writerows(rows)
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def _of_csv(path: Path) -> Iterator[Line]:
    try:
        body = path.read_bytes()
    except OSError as error:
        raise Invalid(f"{path} cannot be read: {error.strerror}", path=str(path)) from error
    reader = csv.reader(io.StringIO(_decoded(path, body), newline=""))
    try:
        for record in reader:
            if any(record):
                yield (
                    reader.line_num,
                    [unguard(value) if value[:1] == "'" else value for value in map(str.strip, record)],
                )
    except csv.Error as error:
        raise Invalid(f"{path.name} line {reader.line_num}: {error}") from error


def _decoded(path: Path, body: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return body.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Invalid(f"{path.name} is neither UTF-8 nor GB 18030; save it as UTF-8", path=str(path))
