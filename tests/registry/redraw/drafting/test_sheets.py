"""One grid of a draft is replaced whole: by version, with nothing lost, and what stayed to the last digit."""

import pytest
import shapely
from sqlalchemy import Connection, text

from registry.errors import Conflict, NotFound, Stale
from registry.redraw.drafting import sheets
from registry.redraw.drafting.drafts import Draft
from registry.redraw.drafting.edits import Drawn
from tests.registry.redraw.street import FIRST, SECOND


def _shapes(conn: Connection) -> dict[str, bytes]:
    rows = conn.execute(text("select code, st_asbinary(geom) as shape from registry.draft_cell"))
    return {row.code: bytes(row.shape) for row in rows}


def test_the_same_again_changes_no_digit_but_the_version(town: Connection, draft: Draft) -> None:
    before = _shapes(town)
    for version in (1, 2, 3):
        sheet = sheets.open_grid(town, draft.id, FIRST, crs=draft.crs, if_version=version)
        assert sheets.replace(town, draft.id, sheet, sheet.drawn) == version + 1
    assert _shapes(town) == before
    assert sheets.open_grid(town, draft.id, SECOND, crs=draft.crs).version == 1


def test_a_cell_that_changed_is_stored_as_it_is_now(town: Connection, draft: Draft) -> None:
    sheet = sheets.open_grid(town, draft.id, FIRST, crs=draft.crs, if_version=1)
    cells = sheet.drawn.cells.copy()
    cells.loc[0, "geometry"] = shapely.box(*cells.geometry[0].bounds)
    cells.loc[0, "code"] = f"{FIRST}099"
    atoms = sheet.drawn.atoms.assign(cell=sheet.drawn.atoms["cell"].replace({f"{FIRST}001": f"{FIRST}099"}))
    sheets.replace(town, draft.id, sheet, Drawn(cells, atoms))
    again = sheets.open_grid(town, draft.id, FIRST, crs=draft.crs).drawn
    assert f"{FIRST}001" not in again.cells["code"].tolist()
    assert f"{FIRST}099" in again.cells["code"].tolist()
    assert again.atoms["source_id"].tolist() == atoms["source_id"].tolist()
    assert (again.cells["drawn"] != "").all()


def test_another_version_is_stale_and_an_unknown_grid_is_told(town: Connection, draft: Draft) -> None:
    with pytest.raises(Stale, match="changed meanwhile"):
        sheets.open_grid(town, draft.id, FIRST, crs=draft.crs, if_version=2)
    with pytest.raises(NotFound, match="has no grid"):
        sheets.open_grid(town, draft.id, "990101001001009", crs=draft.crs)


def test_no_row_of_the_demand_is_lost(town: Connection, draft: Draft) -> None:
    sheet = sheets.open_grid(town, draft.id, FIRST, crs=draft.crs, if_version=1)
    with pytest.raises(Conflict, match="would be lost"):
        sheets.replace(town, draft.id, sheet, Drawn(sheet.drawn.cells, sheet.drawn.atoms.iloc[1:]))
