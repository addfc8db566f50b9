"""Checked sheets as files: a workbook, a folder of CSV, or shapefiles; each with what they are and what was wrong."""

import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType

import numpy as np
import openpyxl
import pandas as pd
import pyarrow as pa
import shapely
from openpyxl.cell import WriteOnlyCell
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from inspections.exchange.checking import COLUMNS, Checked
from registry.cells import guard
from registry.errors import Invalid
from registry.exporting.layer import Layer
from registry.exporting.profiled import schema_of
from registry.exporting.rows import Rows
from registry.exporting.shapefile import write_zipped
from registry.exporting.systems import System

ABOUT, LACKING = "说明", "缺项"
REJECTS = "rejects.csv"
MOST_ROWS = 1_048_575
"""As many rows as a sheet of a workbook holds below its head."""
_MARK = {"UTF-8": "utf-8-sig", "GBK": "gbk"}
Table = Sequence[Sequence[object]]


def as_workbook(sheets: Sequence[Checked], about: Table, system: System, _: str) -> dict[str, bytes]:
    """One .xlsx: a sheet each, 说明 and 缺项; text is text, nothing is run. Raises Invalid for too many rows."""
    book = openpyxl.Workbook(write_only=True)
    for one in sheets:
        if len(one.rows) > MOST_ROWS:
            raise Invalid(f"{one.filled.sheet.title} has {len(one.rows):,} rows, more than a sheet holds: ask for csv")
        _put(book, one.filled.sheet.title, [_head(one, system), *_lines(one, system)])
    _put(book, ABOUT, about)
    _put(book, LACKING, [COLUMNS, *_faults(sheets)])
    held = io.BytesIO()
    book.save(held)
    return {"exchange.xlsx": held.getvalue(), REJECTS: _rejects(sheets)}


def as_tables(sheets: Sequence[Checked], about: Table, system: System, encoding: str) -> dict[str, bytes]:
    """A CSV a sheet, in UTF-8 with a byte-order mark or in GBK; what a spreadsheet would run is guarded."""
    files = {
        f"{one.filled.sheet.name}.csv": _csv([_head(one, system), *_lines(one, system)], encoding) for one in sheets
    }
    return files | {"about.csv": _csv(about, "UTF-8"), REJECTS: _rejects(sheets)}


def as_shapefiles(sheets: Sequence[Checked], about: Table, system: System, encoding: str) -> dict[str, bytes]:
    """A zipped shapefile a sheet with places, under the short names of the norm; sheets without are CSV."""
    files = {}
    for one in sheets:
        if one.filled.shapes is None:
            files[f"{one.filled.sheet.name}.csv"] = _csv([_head(one, system), *_lines(one, system)], encoding)
        else:
            files[f"{one.filled.sheet.name}.zip"] = _shapefile(one, system, encoding)
    return files | {"about.csv": _csv(about, "UTF-8"), REJECTS: _rejects(sheets)}


FORMATS: Mapping[str, Callable[[Sequence[Checked], Table, System, str], dict[str, bytes]]] = MappingProxyType(
    {"xlsx": as_workbook, "csv": as_tables, "shp": as_shapefiles}
)


def _shapefile(one: Checked, system: System, encoding: str) -> bytes:
    sheet, shapes = one.filled.sheet, one.filled.shapes
    assert sheet.shape is not None and shapes is not None  # noqa: PT018 - as the caller asked
    schema = schema_of(sheet.entries)
    columns = [pa.array(one.rows[field.name], pa.string(), from_pandas=True) for field in schema]
    layer = Layer(
        name=sheet.name,
        schema=schema,
        shape=sheet.shape,
        system=system,
        rows=[Rows(pa.table(columns, schema=schema), system.of_wgs84(shapes))],
        about={},
        encoding=encoding,
    )
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"{sheet.name}.zip"
        write_zipped(path, layer)
        return path.read_bytes()


def _head(one: Checked, system: System) -> tuple[str, ...]:
    shape = one.filled.sheet.shape
    place = () if shape is None else system.axes if shape == "Point" else ("wkt",)
    return (*one.rows.columns, *place)


def _lines(one: Checked, system: System) -> Iterable[Sequence[object]]:
    """The rows with their places, in the order of the head."""
    columns: list[Sequence[object]] = [one.rows[name].tolist() for name in one.rows.columns]
    shapes = one.filled.shapes
    if shapes is not None:
        placed = system.of_wgs84(shapes)
        if one.filled.sheet.shape == "Point":
            columns += [_numbers(shapely.get_x(placed)), _numbers(shapely.get_y(placed))]
        else:
            columns.append(list(shapely.to_wkt(placed, rounding_precision=9)))
    return zip(*columns, strict=True)


def _numbers(column: np.ndarray) -> list[float | None]:
    return [None if np.isnan(number) else float(number) for number in column]


def _faults(sheets: Sequence[Checked]) -> list[tuple[object, ...]]:
    found = pd.concat([one.faults for one in sheets], ignore_index=True)
    return list(found.itertuples(index=False, name=None))


def _rejects(sheets: Sequence[Checked]) -> bytes:
    return _csv([COLUMNS, *_faults(sheets)], "UTF-8")


def _csv(rows: Iterable[Sequence[object]], encoding: str) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerows([guard(cell) if isinstance(cell, str) else cell for cell in row] for row in rows)
    return text.getvalue().encode(_MARK[encoding])


def _put(book: openpyxl.Workbook, title: str, rows: Iterable[Sequence[object]]) -> None:
    sheet = book.create_sheet(title)
    assert isinstance(sheet, WriteOnlyWorksheet)
    for row in rows:
        sheet.append([_cell(sheet, value) for value in row])


def _cell(sheet: WriteOnlyWorksheet, value: object) -> object:
    """A text is never a formula or an error, whatever it begins with."""
    if not (isinstance(value, str) and value[:1] in {"=", "#"}):
        return value
    cell = WriteOnlyCell(sheet, value=value)
    cell.data_type = "s"
    return cell
