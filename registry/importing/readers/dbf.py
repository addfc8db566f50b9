"""The table of a shapefile (dBASE): its header, and whether all its text is of an encoding.

Layout: 32 bytes (records at 4, header length at 8, record length at 10, language mark at 29), then 32 bytes a field
(name 11, type at 11, width at 16), then 0x0D.
"""

import codecs
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from registry.errors import Invalid

_HEADER = 32
_FIELD = 32
_NAME = 11
_BLOCK = 8 << 20
_LANGUAGES = {
    0x01: "cp437",
    0x02: "cp850",
    0x03: "cp1252",
    0x13: "cp932",
    0x4D: "gb18030",
    0x4E: "cp949",
    0x4F: "cp950",
    0x78: "cp950",
    0x79: "cp949",
    0x7A: "gb18030",
    0x7B: "cp932",
    0xC8: "cp1250",
    0xC9: "cp1251",
}
"""Language marks that mean one encoding. 0x57 means the code page of whoever wrote it, so it is left out."""


@dataclass(frozen=True, slots=True)
class Header:
    """How many records there are, where they begin, how long one is, and where in it text stands (from, width)."""

    records: int
    begin: int
    length: int
    names: tuple[bytes, ...]
    texts: tuple[tuple[int, int], ...]
    encoding: str | None


def read_header(path: Path, *, name: str) -> Header:
    """The header of a table. Raises Invalid where it is none, or the file is shorter than it says."""
    with path.open("rb") as file:
        head = file.read(_HEADER)
        begin, length = int.from_bytes(head[8:10], "little"), int.from_bytes(head[10:12], "little")
        fields = file.read(max(begin - _HEADER, 0))
    records = int.from_bytes(head[4:8], "little")
    names, texts, at = [], [], 1  # each record begins with the mark of deletion
    for i in range(0, len(fields) - _FIELD + 1, _FIELD):
        field = fields[i : i + _FIELD]
        if field[0] in {0x0D, 0x00}:
            break
        names.append(field[:_NAME].split(b"\x00")[0])
        if field[11:12] == b"C":
            texts.append((at, field[16]))
        at += field[16]
    if len(head) < _HEADER or begin < _HEADER + 1 or at > length or not names:
        raise Invalid(f"{name}: its .dbf is no table that can be read")
    if path.stat().st_size < begin + records * length:
        raise Invalid(f"{name}: its .dbf has been cut short: {records:,} records do not fit in it; copy it anew")
    return Header(records, begin, length, tuple(names), tuple(texts), _LANGUAGES.get(head[29]))


def is_text(path: Path, header: Header, encoding: str) -> bool:
    """Whether all names and all text of a table are of that encoding, the table read block by block.

    A character that the width of its column cut in two is none against it.
    """
    if not all(_reads(name, encoding, whole=len(name) < _NAME - 1) for name in header.names):
        return False
    return all(
        _column_reads(records[:, at : at + width], encoding)
        for records in _blocks(path, header)
        for at, width in header.texts
    )


def _blocks(path: Path, header: Header) -> Iterator[npt.NDArray[np.uint8]]:
    step = max(1, _BLOCK // header.length)
    with path.open("rb") as file:
        file.seek(header.begin)
        for begin in range(0, header.records, step):
            count = min(step, header.records - begin)
            block = np.frombuffer(file.read(count * header.length), dtype=np.uint8)
            yield block[: len(block) // header.length * header.length].reshape(-1, header.length)


def _column_reads(values: npt.NDArray[np.uint8], encoding: str) -> bool:
    foreign = values[(values > 0x7F).any(axis=1)]
    if not len(foreign):
        return True
    ends = np.full((len(foreign), 1), 0x0A, dtype=np.uint8)
    if _reads(np.hstack([foreign, ends]).tobytes(), encoding, whole=True):
        return True
    return all(_reads(row.tobytes(), encoding, whole=row[-1] in {0x00, 0x20}) for row in foreign)


def _reads(text: bytes, encoding: str, *, whole: bool) -> bool:
    try:
        codecs.getincrementaldecoder(encoding)().decode(text, final=whole)
    except UnicodeError:
        return False
    return True
