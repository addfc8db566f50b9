"""Shapes that a plan drew, when they come back in a file: finer than a file's form, they stay as they were drawn.

Cells share their nodes with each other and with the outline of their grid: rounded one by one they would not tile.
"""

import numpy as np
import pyarrow as pa
import shapely
from sqlalchemy import Connection, func, select

from registry.importing.gathering import table_of
from registry.importing.kinds import Sort
from registry.importing.shapes import as_stored

_SAME_DEG = 2e-9  # a file rounds to half of that, and another datum once more


def as_drawn(conn: Connection, rows: pa.Table, sort: Sort) -> pa.Table:
    """Rows of known things (code, geom as EWKB): a shape that is the stored one but for a file's form becomes that one.

    So what was exported comes in again unchanged. A shape that differs by more than 2e-9 degrees stays as it came.
    """
    if not {"code", "geom"} <= set(rows.column_names) or not len(rows):
        return rows
    table = table_of(sort.table)
    codes = rows["code"].to_pylist()
    asked = select(table.c.code, func.st_asewkb(table.c.geom).label("shape")).where(table.c.code.in_(codes))
    stored = {row.code: bytes(row.shape) for row in conn.execute(asked)}
    came = rows["geom"].to_pylist()
    kept = [stored.get(code, shape) for code, shape in zip(codes, came, strict=True)]
    told, drawn = (as_stored(shapely.from_wkb(np.array(shapes, dtype=object)), sort) for shapes in (came, kept))
    same = shapely.equals_exact(told, drawn, tolerance=_SAME_DEG)
    shapes = [there if alike else here for here, there, alike in zip(came, kept, same, strict=True)]
    place = rows.column_names.index("geom")
    return rows.set_column(place, "geom", pa.array(shapes, rows["geom"].type))
