"""A good small plan by hand: two grids side by side, cells of 50 m, a tower on floors, a railway between two cells."""

from dataclasses import replace

import geopandas as gpd
import shapely
from shapely.affinity import translate

from registry.redraw.parameters import Parameters
from registry.redraw.verifying.door import Given, verify
from registry.redraw.verifying.verdict import Verdict

CRS = "EPSG:4549"
EAST, NORTH = 533_700.0, 3_995_200.0
WEST_GRID, EAST_GRID = "370203005001007", "370203005001008"


def at(shape: shapely.Geometry) -> shapely.Geometry:
    """A shape of the scene's own metres where the scene is."""
    return translate(shape, EAST, NORTH)


def square(x: float, y: float, size: float) -> shapely.Polygon:
    """A square by its south-western corner, in the scene's own metres."""
    return at(shapely.box(x, y, x + size, y + size))


def plan() -> Given:
    """Cells 001 to 004 of each grid from the south-west; 004 and 005 of the eastern are floors of one footprint.

    Every cell has four buildings of 30 minutes, those of the tower one of 160 on each half of its floors.
    """
    cells: list[tuple[object, ...]] = []
    atoms: list[tuple[object, ...]] = []
    for grid, left in ((WEST_GRID, 0.0), (EAST_GRID, 100.0)):
        for number, (x, y) in enumerate(((0.0, 0.0), (50.0, 0.0), (0.0, 50.0), (50.0, 50.0)), start=1):
            code, shape = f"{grid}{number:03d}", square(left + x, y, 50)
            if (grid, number) == (EAST_GRID, 4):
                tower = square(left + x + 10, y + 10, 30)
                for upper in (0, 1):
                    code = f"{grid}{number + upper:03d}"
                    cells.append((code, grid, 160.0, 1 + 10 * upper, 10 + 10 * upper, shape))
                    atoms.append(("TOWER", code, 160.0, tower))
                continue
            cells.append((code, grid, 120.0, None, None, shape))
            for i, (dx, dy) in enumerate(((5, 5), (30, 5), (5, 30), (30, 30))):
                atoms.append((f"{code[-4:]}-{i}", code, 30.0, square(left + x + dx, y + dy, 12)))
    codes, parents, minutes, low, high, shapes = zip(*cells, strict=True)
    columns = {"code": codes, "grid": parents, "minutes": minutes, "floor_from": low, "floor_to": high}
    name, cell, share, place = zip(*atoms, strict=True)
    railway = at(shapely.LineString([(50, -20), (50, 120)]))
    grids = {"code": [WEST_GRID, EAST_GRID]}
    return Given(
        cells=gpd.GeoDataFrame(columns, geometry=list(shapes), crs=CRS),
        atoms=gpd.GeoDataFrame({"source_id": name, "cell": cell, "minutes": share}, geometry=list(place), crs=CRS),
        grids=gpd.GeoDataFrame(grids, geometry=[square(0, 0, 100), square(100, 0, 100)], crs=CRS),
        barriers=gpd.GeoDataFrame({"kind": ["railway"]}, geometry=[railway], crs=CRS),
    )


def with_cell(given: Given, code: str, /, **values: object) -> Given:
    """The plan with some values of the first cell of a code changed; `geometry` is its shape."""
    return replace(given, cells=_changed(given.cells, "code", code, values))


def with_atom(given: Given, name: str, /, **values: object) -> Given:
    """The plan with some values of the first atom of a name changed."""
    return replace(given, atoms=_changed(given.atoms, "source_id", name, values))


def _changed(frame: gpd.GeoDataFrame, column: str, name: str, values: dict[str, object]) -> gpd.GeoDataFrame:
    row = int((frame[column] == name).to_numpy().argmax())
    changed = frame.copy()
    for field, value in values.items():
        changed[field] = [value if i == row else old for i, old in enumerate(frame[field])]
    return gpd.GeoDataFrame(changed, geometry="geometry", crs=frame.crs)


def judge(given: Given, **said: object) -> Verdict:
    """The verdict at the default limit."""
    return verify(given, parameters=Parameters(), **said)  # type: ignore[arg-type]


def found(given: Given) -> set[tuple[str, str]]:
    """The rules broken and the last four letters of the cell, or the grid or atom, each fault names."""
    faults = judge(given).faults
    return {(row.rule, str(row.cell)[-4:] or row.atom or str(row.grid)[-1:]) for row in faults.itertuples()}
