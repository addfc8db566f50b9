"""A shapefile: several files, or one .zip of them, and the table that says what its short names stand for."""

import csv
import hashlib
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pyarrow as pa

from registry.exporting.layer import Layer, Written
from registry.exporting.layers import write
from registry.exporting.names import LONGEST_TEXT, Cut, fit, short_names
from registry.exporting.rows import Rows
from registry.exporting.whole import unwritten
from registry.importing.shaping import ATTRIBUTES

ENCODINGS = ("UTF-8", "GBK")
"""What the text of a shapefile may be in: GBK for programs that know no other."""

FIELDS = "_fields.csv"
WIDTH = b"GDAL:OGR:width"
"""Metadata of a column of text: how many letters it holds at most."""
ALIAS = b"alias"
"""Metadata of a column: its name in full, as people say it."""
PLAIN = b"plain"
"""Metadata of a column whose letters are ASCII: codes."""
_BYTES = {"UTF-8": 3, "GBK": 2}  # of a Chinese letter
STALE = (".qix", ".sbn", ".sbx", ".prj", ".cpg")
"""Suffixes of what may lie beside an older shapefile and is not true of a new one: indexes, CRS, encoding."""
_PARTS = (".shp", ".shx", ".dbf", ".prj", ".cpg")
_HEADER = 100
_DBF = (slice(4, 8), slice(8, 10), slice(10, 12))  # rows, bytes of the header, bytes of a row
_FIRST = (1980, 1, 1, 0, 0, 0)  # the time of every member: the same rows make the same bytes


def write_shapefile(path: Path, layer: Layer) -> Written:
    """`path` is the .shp; its parts and the table of names, `…_fields.csv`, stand beside it.

    Text is cut at 254 bytes, attributes that are longer are left out: the notes say how often. Raises Unavailable where
    a file cannot be written.
    """
    short = short_names(layer.schema.names)
    schema = pa.schema([_field(field, short[field.name], layer.encoding) for field in layer.schema])
    lost = Counter[tuple[str, str]]()
    rows = _fitted(layer, schema, lost)
    count = write(path, replace(layer, schema=schema, rows=rows), driver="ESRI Shapefile", encoding=layer.encoding).rows
    _check_lengths(path, count)
    try:
        with (path.parent / f"{path.stem}{FIELDS}").open("w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file).writerows(_names(layer.schema, short))
    except OSError as error:
        raise unwritten(path, error) from error
    told = (f"{name}: {words.format(f'{number:,}')}" for (name, words), number in sorted(lost.items()))
    return Written(count, tuple(told))


def _names(schema: pa.Schema, short: Mapping[str, str]) -> list[tuple[str, ...]]:
    """The table of names; with a third column where the columns have names in full."""
    aliases = [(field.metadata or {}).get(ALIAS, b"").decode() for field in schema]
    if not any(aliases):
        return [("short", "name"), *((short[name], name) for name in schema.names)]
    rows = zip(schema.names, aliases, strict=True)
    return [("short", "name", "alias"), *((short[name], name, alias) for name, alias in rows)]


def write_zipped(path: Path, layer: Layer) -> Written:
    """A shapefile in one .zip, named as the .zip is."""
    written = write_shapefile(path.with_suffix(".shp"), layer)
    parts = sorted(part for part in path.parent.iterdir() if part.name.startswith(path.stem) and part != path)
    try:
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for part in parts:
                member = zipfile.ZipInfo(part.name, _FIRST)
                member.compress_type, member.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
                with part.open("rb") as file, archive.open(member, "w", force_zip64=True) as into:
                    while block := file.read(1 << 20):
                        into.write(block)
                part.unlink()
    except OSError as error:
        raise unwritten(path, error) from error
    return written


def sha256_of_parts(path: Path) -> str:
    """SHA-256 of the parts with their suffixes, one after another, as an import reckons it."""
    digest = hashlib.sha256()
    for part in (path.with_suffix(suffix) for suffix in _PARTS):
        if part.exists():  # no .prj where there is no CRS
            digest.update(part.suffix.encode())
            with part.open("rb") as file:
                while block := file.read(1 << 20):
                    digest.update(block)
    return digest.hexdigest()


def _check_lengths(path: Path, rows: int) -> None:
    """Each part must be as long as its header says: GDAL does not tell that the disk was full."""
    for suffix in (".shp", ".shx", ".dbf"):
        part = path.with_suffix(suffix)
        try:
            with part.open("rb") as file:
                header = file.read(_HEADER)
            size = part.stat().st_size
        except OSError as error:
            raise unwritten(part, error) from error
        if suffix == ".dbf":
            kept, begin, width = (int.from_bytes(header[at], "little") for at in _DBF)
            is_whole = kept == rows and width > 0 and size >= begin + rows * width
        else:
            is_whole = len(header) == _HEADER and size >= 2 * int.from_bytes(
                header[24:28], "big"
            )  # in words of two bytes
        if not is_whole:
            raise unwritten(part, "the disk seems to be full")


def _field(field: pa.Field, short: str, encoding: str) -> pa.Field:
    if pa.types.is_timestamp(field.type):
        return pa.field(short, pa.string())
    told = field.metadata or {}
    if WIDTH not in told:
        return pa.field(short, field.type)
    width = int(told[WIDTH]) * (1 if PLAIN in told else _BYTES[encoding])
    return pa.field(short, field.type, metadata={WIDTH: str(min(width, LONGEST_TEXT))})


def _fitted(layer: Layer, schema: pa.Schema, lost: Counter[tuple[str, str]]) -> Iterator[Rows]:
    """The rows as the file takes them; what had to be lost is counted."""
    for rows in layer.rows:
        columns = []
        for name, field, column in zip(layer.schema.names, schema, rows.fields.columns, strict=True):
            fitted = _fit(column.combine_chunks(), name, field, layer.encoding)
            words = "{} longer than 254 bytes left out" if name == ATTRIBUTES else "{} texts cut to fit"
            lost.update(
                {
                    (name, words): fitted.cut,
                    (name, "{} texts lost letters that " + layer.encoding + " lacks"): fitted.lost,
                }
            )
            columns.append(fitted.column)
        lost += Counter()
        yield Rows(pa.table(columns, schema=schema), rows.shapes)


def _fit(column: pa.Array, name: str, field: pa.Field, encoding: str) -> Cut:
    if pa.types.is_timestamp(column.type):
        column = column.cast(pa.string())
    if not pa.types.is_string(column.type):
        return Cut(column, 0, 0)
    width = int((field.metadata or {}).get(WIDTH, LONGEST_TEXT))
    return fit(column, encoding, longest=width, whole=name == ATTRIBUTES)
