"""What tests of writers share: a layer of a few rows that needs no database."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import numpy as np
import pyarrow as pa
import shapely

from registry.exporting.columns import MOMENT
from registry.exporting.layer import Layer
from registry.exporting.rows import Rows
from registry.exporting.systems import named

SCHEMA = pa.schema(
    [
        *(("code", pa.string()), ("size_mm", pa.int64()), ("note", pa.string()), ("attributes", pa.string())),
        *(("tested_on", pa.date32()), ("reg_first", MOMENT)),
    ]
)
AT = datetime(2026, 11, 1, 8, 30, tzinfo=UTC)
ABOUT = {"what": "covers", "datum": "WGS84", "exported_at": AT.isoformat(), "selection": {"areas": ["370203"]}}


def rows_of(*, count: int, begin: int = 0, shape: str = "Point") -> Rows:
    """Some rows: every third is null but for its code; every shape lies apart from the others."""
    numbers = range(begin, begin + count)
    values = {
        "code": [f"{number:017d}" for number in numbers],
        "size_mm": [None if number % 3 == 2 else 100 + number for number in numbers],
        "note": [None if number % 3 == 2 else f"=井{number}" for number in numbers],
        "attributes": [None if number % 3 == 2 else '{"颜色": "黑"}' for number in numbers],
        "tested_on": [None if number % 3 == 2 else date(2026, 3, 1) for number in numbers],
        "reg_first": [AT for _ in numbers],
    }
    points = shapely.points([(120.3 + number / 1000, 36.05) for number in numbers])
    shapes = points if shape == "Point" else shapely.multipolygons(shapely.buffer(points, 0.0004)[:, None])
    return Rows(pa.table(values, schema=SCHEMA), np.asarray(shapes, dtype=object))


def layer_of(*chunks: Rows | BaseException, datum: str = "WGS84", shape: str = "Point", **options: Any) -> Layer:
    """A layer of chunks; an error among them is raised when its turn comes."""

    def come() -> Iterator[Rows]:
        for chunk in chunks:
            if isinstance(chunk, BaseException):
                raise chunk
            yield chunk

    return Layer("covers", SCHEMA, shape, named(datum), come(), ABOUT, **options)
