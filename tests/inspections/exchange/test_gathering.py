"""Sheets as they are filled."""

from sqlalchemy import Connection

from inspections.exchange.gathering import Asked, fill
from inspections.exchange.layouts import LAYOUTS
from tests.inspections.exchange import scene
from tests.inspections.exchange.scene import LATER, SPAN
from tests.registry import quarter


def test_every_sheet_of_every_layout_has_its_columns_even_where_it_is_empty(town: Connection) -> None:
    scene.closed(town)
    for bound in (None, (quarter.EAST,), ("370203999",)):
        for layout in LAYOUTS.values():
            for one in fill(town, layout, Asked((), bound, **SPAN, now=LATER)):
                assert list(one.rows.columns) == [entry.name for entry in one.sheet.entries]
                assert len(one.rows) == len(one.keys)
                assert one.sheet.name == "standards" or bool(len(one.rows)) == (bound != ("370203999",))
                assert (one.shapes is None) == (one.sheet.shape is None)
                assert one.shapes is None or len(one.shapes) == len(one.rows)
