"""The frames of a draft, in and out of the database: its cells and atoms, and the ground they lie on.

What is stored was verified, so that it is as drawn: `drawn`, by which a repair knows an edit, is told when it is read.
Shapes are stored as lon/lat and handed out in the CRS of the file they came from.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from sqlalchemy import Connection

from registry.errors import Conflict, NotFound, Stale
from registry.redraw.drafting.edits import Drawn
from registry.redraw.solving.former import mark
from registry.sql import load

_SQL = load(Path(__file__).parent / "sql" / "sheets.sql")
WGS84 = 4326
_OWN = ("row_no", "piece", "cell", "drawn", "part", "minutes", "grid_code")
_CELL = ("name_zh", "kind", "minutes", "people", "households", "floor_from", "floor_to", "locked")
_WHOLE = 1 - 1e-9


@dataclass(frozen=True, slots=True)
class Ground:
    """Grids with their `code`, barriers with their `kind`, outlines of buildings."""

    grids: gpd.GeoDataFrame
    barriers: gpd.GeoDataFrame | None = None
    buildings: gpd.GeoDataFrame | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """One grid of a draft: its part, its version, cells and atoms."""

    grid_code: str
    division_code: str
    version: int
    drawn: Drawn


def store(conn: Connection, draft: int, drawn: Drawn) -> None:
    """Put all cells and atoms of a new draft under its grids."""
    cells, atoms = drawn.cells.to_crs(WGS84), drawn.atoms.to_crs(WGS84)
    _store_cells(conn, draft, cells, np.zeros(len(cells), dtype=bool))
    _store_atoms(conn, draft, atoms.assign(row_no=row_numbers(atoms)))


def store_ground(conn: Connection, draft: int, ground: Ground) -> None:
    """Keep the barriers and buildings that a repair has to mind."""
    for name, frame in (("add_barriers", ground.barriers), ("add_buildings", ground.buildings)):
        if frame is None or frame.empty:
            continue
        known = frame[~(frame.geometry.isna() | frame.geometry.is_empty)].to_crs(WGS84)
        kinds = known["kind"].fillna("").astype(str).tolist() if "kind" in known.columns else [""] * len(known)
        conn.execute(_SQL[name], {"draft": draft, "shape": _wkb(known), "kind": kinds})


def read(conn: Connection, draft: int, *, crs: str, grids: Sequence[str] | None = None) -> Drawn:
    """Cells and atoms of some grids, or of all, in a CRS; of all with the atoms that lie in no grid."""
    asked = {"draft": draft, "grids": None if grids is None else list(grids)}
    rows = conn.execute(_SQL["cells"], asked).mappings().all()
    cells = _frame([{name: row[name] for name in ("code", "grid", *_CELL)} for row in rows], rows, crs)
    cells = cells.astype({"floor_from": "Int64", "floor_to": "Int64", "locked": bool})
    cells = cells.drop(columns=[name for name in ("people", "households") if cells[name].isna().all()])
    cells["drawn"] = [mark(shape) for shape in cells.geometry]
    rows = conn.execute(_SQL["atoms"], asked).mappings().all()
    told = [
        {**row["facts"], "row_no": row["row_no"], "minutes": row["minutes"], "cell": row["cell"], "part": row["part"]}
        for row in rows
    ]
    atoms = _frame(told, rows, crs, columns=("row_no", "minutes", "cell", "part"))
    return Drawn(cells, atoms.assign(drawn=atoms["cell"]))


def open_grid(conn: Connection, draft: int, grid: str, *, crs: str, if_version: int | None = None) -> Sheet:
    """A grid as it stands; with `if_version` it is locked until the transaction ends, for a change that starts there.

    Raises NotFound, Stale where somebody changed it meanwhile.
    """
    name = "grid" if if_version is None else "lock_grid"
    row = conn.execute(_SQL[name], {"draft": draft, "grid": grid}).one_or_none()
    if row is None:
        raise NotFound(f"draft {draft} has no grid {grid}", draft=draft, grid=grid)
    if if_version is not None and row.version != if_version:
        raise Stale(f"grid {grid} was changed meanwhile; read it again", version=row.version)
    return Sheet(grid, row.division_code, row.version, read(conn, draft, crs=crs, grids=[grid]))


def replace(conn: Connection, draft: int, sheet: Sheet, drawn: Drawn) -> int:
    """Put other cells and atoms in the place of those of a locked sheet; its new version. A cell that stayed keeps its
    stored shape to the last digit.
    """
    before = dict(zip(sheet.drawn.cells["code"], sheet.drawn.cells["drawn"], strict=True))
    same = np.array(
        [
            before.get(code) == mark(shape)
            for code, shape in zip(drawn.cells["code"], drawn.cells.geometry, strict=True)
        ],
        dtype=bool,
    )
    inside = drawn.atoms[drawn.atoms["cell"].notna()]
    lost = set(sheet.drawn.atoms["row_no"]) - set(inside["row_no"])
    if lost:
        raise Conflict(f"row {min(lost)} of the demand would be lost from grid {sheet.grid_code}: nothing was stored")
    codes = drawn.cells["code"].tolist()
    asked = {"draft": draft, "grid": sheet.grid_code, "codes": codes}
    conn.execute(_SQL["end_cells"], asked)
    conn.execute(_SQL["end_atoms"], asked)
    _store_cells(conn, draft, drawn.cells.to_crs(WGS84), same)
    _store_atoms(conn, draft, inside.to_crs(WGS84))
    return int(conn.execute(_SQL["renew_grid"], asked).scalar_one())


def ground_of(conn: Connection, draft: int, *, crs: str, grids: Sequence[str] | None = None) -> Ground:
    """The grids as the register has them, with the barriers and buildings of the draft that touch them."""
    asked = {"draft": draft, "grids": None if grids is None else list(grids)}
    rows = conn.execute(_SQL["grids"], asked).mappings().all()
    outlines = _frame([{"code": row["code"]} for row in rows], rows, crs)
    rows = conn.execute(_SQL["barriers"], asked).mappings().all()
    barriers = _frame([{"kind": row["kind"]} for row in rows], rows, crs) if rows else None
    rows = conn.execute(_SQL["buildings"], asked).mappings().all()
    return Ground(outlines, barriers, _frame([{} for _ in rows], rows, crs) if rows else None)


def row_numbers(atoms: gpd.GeoDataFrame) -> list[int]:
    """The row of demand of each atom, from 0: rows one after the other whose parts make a whole are one, a tower's."""
    if "part" not in atoms.columns:
        return list(range(len(atoms)))
    numbers, filled = [], _WHOLE
    count = -1
    for part in pd.to_numeric(atoms["part"]).fillna(1.0):
        count, filled = (count + 1, 0.0) if filled >= _WHOLE else (count, filled)
        filled += float(part)
        numbers.append(count)
    return numbers


def _store_cells(conn: Connection, draft: int, cells: gpd.GeoDataFrame, same: npt.NDArray[np.bool_]) -> None:
    defaults = {"name_zh": "", "kind": "residential", "locked": False}
    values = {name: _column(cells, name, defaults.get(name)) for name in _CELL}
    values["locked"] = [bool(one) for one in values["locked"]]
    codes = [str(code) for code in cells["code"]]
    conn.execute(
        _SQL["put_cells"], {"draft": draft, "code": codes, "shape": _wkb(cells), "same": same.tolist(), **values}
    )


def _store_atoms(conn: Connection, draft: int, atoms: gpd.GeoDataFrame) -> None:
    others = [name for name in atoms.columns if name not in {*_OWN, "fid", atoms.geometry.name}]
    facts = [json.dumps(row, ensure_ascii=False) for row in _records(atoms[others])]
    pieces = atoms.groupby("row_no", sort=False).cumcount()
    conn.execute(
        _SQL["add_atoms"],
        {
            "draft": draft,
            "row_no": [int(number) for number in atoms["row_no"]],
            "piece": pieces.tolist(),
            "cell": _column(atoms, "cell", None),
            "part": [float(part) for part in _column(atoms, "part", 1.0)],
            "minutes": [float(minutes) for minutes in atoms["minutes"]],
            "facts": facts,
            "shape": _wkb(atoms),
        },
    )


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows as JSON has them: what is not known is left out."""
    columns = {str(name): frame[name].astype(object).where(frame[name].notna(), None).tolist() for name in frame}
    return [
        {name: _plain(values[i]) for name, values in columns.items() if values[i] is not None}
        for i in range(len(frame))
    ]


def _plain(value: Any) -> Any:
    value = value.item() if isinstance(value, np.generic) else value
    return value if isinstance(value, str | int | float | bool) else str(value)


def _column(frame: pd.DataFrame, name: str, default: Any) -> list[Any]:
    if name not in frame.columns:
        return [default] * len(frame)
    values = frame[name].astype(object).where(frame[name].notna(), None).tolist()
    return [default if value is None else value for value in values]


def _wkb(frame: gpd.GeoDataFrame) -> list[bytes]:
    return [bytes(wkb) for wkb in shapely.to_wkb(shapely.force_2d(frame.geometry.to_numpy()))]


def _frame(told: list[dict[str, Any]], rows: Sequence[Any], crs: str, columns: Sequence[str] = ()) -> gpd.GeoDataFrame:
    shapes = shapely.from_wkb([bytes(row["shape"]) for row in rows])
    names = list(dict.fromkeys([*columns, *(name for row in told for name in row)]))
    frame = pd.DataFrame(told, columns=names, index=range(len(rows)))
    return gpd.GeoDataFrame(frame, geometry=shapes, crs=WGS84).to_crs(crs)
