"""Edits as they are asked for become edits as they are done."""

import pytest
import shapely
from pydantic import ValidationError

from api.edit_shapes import EditsBody
from registry.redraw.drafting.editing import Lock, Merge, Move, Reshape, Split

CELL, NEXT = "990101001001001001", "990101001001001002"
RING = [[0, 0], [1, 0], [1, 1], [0, 0]]


def test_each_kind_of_edit() -> None:
    body = EditsBody.model_validate({
        "edits": [
            {"kind": "move", "atoms": [3, 4], "to": CELL},
            {"kind": "reshape", "cell": CELL, "shape": {"type": "Polygon", "coordinates": [RING]}},
            {"kind": "merge", "cells": [CELL, NEXT]},
            {"kind": "split", "cell": CELL, "line": {"type": "LineString", "coordinates": RING[:2]}},
            {"kind": "lock", "cells": [CELL], "locked": True},
        ]
    })  # fmt: skip
    move, reshape, merge, split, lock = (one.edit() for one in body.edits)
    assert move == Move((3, 4), CELL)
    assert isinstance(reshape, Reshape)
    assert reshape.shape.equals(shapely.Polygon(RING))
    assert merge == Merge((CELL, NEXT))
    assert isinstance(split, Split)
    assert split.line.equals(shapely.LineString(RING[:2]))
    assert lock == Lock((CELL,), True)


@pytest.mark.parametrize(
    "edit",
    [
        {"kind": "move", "atoms": [], "to": CELL},
        {"kind": "merge", "cells": [CELL]},
        {"kind": "lock", "cells": [CELL]},
        {"kind": "split", "cell": CELL, "line": {"type": "LineString", "coordinates": [[0, 0], [400, 0]]}},
        {"kind": "reshape", "cell": CELL, "shape": {"type": "Polygon", "coordinates": []}},
        {"kind": "melt"},
    ],
)
def test_what_is_none_is_refused(edit: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        EditsBody.model_validate({"edits": [edit]})
