"""A JSON file that is a list of objects, as an interface answers (Open311): each object a row, its position in it."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import orjson
import pandas as pd

from registry import crs
from registry.errors import Invalid, TooLarge
from registry.importing.readers.layer import Rows, Table
from registry.importing.readers.positions import position_columns, shapes_of

MAX_BYTES = 256 << 20
"""Such a file is read whole."""


def is_list(path: Path) -> bool:
    """Whether a file begins as a list does."""
    with path.open("rb") as file:
        return file.read(256).lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"[")


def open_table(path: Path, *, datum: str, columns: Mapping[str, str]) -> Table:
    """The list as a table; `columns` may name lon, lat or wkt. Values are text, lists and objects in them JSON text.

    Raises Invalid for what is no list of objects, TooLarge for more than is read whole.
    """
    if path.stat().st_size > MAX_BYTES:
        raise TooLarge(f"{path.name} is larger than {MAX_BYTES:,} bytes; bring GeoJSON, CSV or GeoPackage")
    try:
        found = orjson.loads(path.read_bytes().removeprefix(b"\xef\xbb\xbf"))
    except orjson.JSONDecodeError as error:
        raise Invalid(f"{path.name} cannot be read as JSON: {error}", path=str(path)) from error
    if not isinstance(found, list) or not all(isinstance(row, dict) for row in found):
        raise Invalid(f"{path.name} is no list of objects; GeoJSON begins with a FeatureCollection", path=str(path))
    names = tuple(dict.fromkeys(str(name) for row in found for name in row))
    position = position_columns(names, columns)
    return Table(
        layer=None,
        names=names,
        system=crs.resolve(datum),
        position=position,
        batches=lambda rows: _batches(found, names, position, rows),
        parts=(path,),
        rows=len(found),
    )


def _batches(
    found: list[dict[str, object]], names: tuple[str, ...], position: tuple[str, ...], rows: int
) -> Iterator[Rows]:
    for start in range(0, len(found), rows):
        part = found[start : start + rows]
        raw = pd.DataFrame({name: pd.Series([_text(row.get(name)) for row in part], dtype="str") for name in names})
        yield raw, shapes_of(raw, position)


def _text(value: object) -> str | None:
    if value is None or isinstance(value, str):
        return value
    return orjson.dumps(value).decode()
