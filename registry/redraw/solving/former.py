"""Cells as they stand before a plan is mended: what was drawn by the solver, what a hand changed, what is locked."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from types import MappingProxyType

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from registry.crs import Shapes
from registry.errors import Invalid
from registry.redraw.solving.intake import Grids
from registry.redraw.solving.towers import Storeys

NO_MOVES: Mapping[int, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Former:
    """One footprint with its cells, several where floors divide it; `own` is its shape in the CRS of the grids.

    `storeys` are as in a plan, but for their work: one of floors 0 to 0 for a cell that a team does. `edited`: a hand
    changed its shape since it was drawn.
    """

    codes: tuple[str, ...]
    own: shapely.Geometry
    storeys: tuple[Storeys, ...] = ()
    locked: bool = False
    edited: bool = False


@dataclass(frozen=True, slots=True)
class Memory:
    """What a grid remembers: its cells, the `last` number given to one, rows of demand that a hand gave to a cell, and
    what change costs: `weight` is what a cell drawn anew costs, in cells (see `mending`).
    """

    former: tuple[Former, ...]
    last: int = 0
    moved: Mapping[int, str] = field(default_factory=lambda: NO_MOVES)
    weight: float = 0.5


def mark(shape: shapely.Geometry) -> str:
    """A short word for a shape: the same while no node of it was moved, whichever corner it begins with."""
    parts = shapely.multipolygons([shapely.force_2d(part) for part in shapely.get_parts(shape)])
    return hashlib.blake2b(shapely.to_wkb(shapely.normalize(parts)), digest_size=6).hexdigest()


def read_former(frame: gpd.GeoDataFrame, grids: Grids, *, crew: float) -> list[tuple[Former, ...]]:
    """The cells of each grid, by code. `frame` is in the CRS of the grids, with code and, where known, grid, people,
    floor_from, floor_to, locked and drawn (the mark under which it was drawn). A code that stands twice is a cell that
    a hand divided. `crew` are the people of an ordinary cell.

    Raises Invalid for a cell without a shape, a code or a known grid.
    """
    facts = _facts(frame)
    place = {code: i for i, code in enumerate(grids.codes)}
    own: list[list[int]] = [[] for _ in grids.codes]
    for i, (code, grid) in enumerate(zip(facts["code"], facts["grid"], strict=True)):
        shape = frame.geometry.iloc[i]
        if shape is None or shapely.get_dimensions(shape) != 2 or shape.is_empty:
            raise Invalid(f"cell {code or i + 1} has no area: delete the row or draw it", cell=code)
        if grid not in place:
            raise Invalid(
                f"cell {code or i + 1} is of grid {grid or '(none)'}, which is not among the grids", cell=code
            )
        own[place[grid]].append(i)
    shapes = shapely.make_valid(shapely.force_2d(frame.geometry.to_numpy()))
    return [
        _of_grid(facts.iloc[rows], shapes[rows], people=float(grids.people[i]) * crew) for i, rows in enumerate(own)
    ]


def _facts(frame: gpd.GeoDataFrame) -> pd.DataFrame:
    def column(name: str, default: object) -> pd.Series:
        return frame[name] if name in frame.columns else pd.Series([default] * len(frame), index=frame.index)

    code = column("code", "").astype(str)
    facts = pd.DataFrame({"code": code, "grid": column("grid", "").astype(str)})
    if "grid" not in frame.columns:
        facts["grid"] = code.str[:-3]
    facts["low"] = pd.to_numeric(column("floor_from", None)).fillna(0).astype(int)
    facts["high"] = pd.to_numeric(column("floor_to", None)).fillna(0).astype(int)
    facts["people"] = pd.to_numeric(column("people", None))
    locked = column("locked", default=False)
    facts["locked"] = locked.where(locked.notna(), 0).astype(bool)
    facts["drawn"] = column("drawn", None)
    return facts.reset_index(drop=True)


def _of_grid(facts: pd.DataFrame, shapes: Shapes, *, people: float) -> tuple[Former, ...]:
    twice = set(facts["code"][facts["code"].duplicated() & (facts["high"] == 0)])
    stacks: dict[bytes, list[int]] = {}
    for i, (high, shape) in enumerate(zip(facts["high"], shapes, strict=True)):
        footprint = shapely.to_wkb(shapely.normalize(shape)) if high else str(i).encode()
        stacks.setdefault(footprint, []).append(i)
    found = []
    for members in stacks.values():
        members.sort(key=lambda i: int(facts["low"].iloc[i]))
        rows, shape = facts.iloc[members], shapes[members[0]]
        drawn = rows["drawn"].iloc[0]
        edited = (bool(drawn) and not pd.isna(drawn) and drawn != mark(shape)) or rows["code"].iloc[0] in twice
        found.append(
            Former(
                tuple(rows["code"]),
                shape,
                _storeys(rows, people),
                locked=bool(rows["locked"].any()),
                edited=edited,
            )
        )
    return tuple(sorted(found, key=lambda one: (one.codes, shapely.to_wkb(one.own))))


def last_numbers(frame: gpd.GeoDataFrame, atoms: gpd.GeoDataFrame | None) -> dict[str, int]:
    """The last number given to a cell of each grid, by its code and by the atoms that were in it: a hand may have
    deleted the cell since.
    """
    codes = set(frame["code"].dropna().astype(str))
    for column in ("cell", "drawn"):
        if atoms is not None and column in atoms.columns:
            codes |= set(atoms[column].dropna().astype(str))
    last: dict[str, int] = {}
    for code in codes:
        if code[-3:].isdigit():
            last[code[:-3]] = max(last.get(code[:-3], 0), int(code[-3:]))
    return last


def _storeys(rows: pd.DataFrame, people: float) -> tuple[Storeys, ...]:
    if rows["high"].iloc[0] == 0:
        given = rows["people"].iloc[0]
        team = 1 if np.isnan(given) else max(1, round(given / people))
        return (Storeys(0, 0, 0, Fraction(1), people=team),) if team > 1 else ()
    floors = int((rows["high"] - rows["low"] + 1).sum())
    if int(rows["low"].iloc[0]) > 1:
        raise Invalid(
            f"cell {rows['code'].iloc[0]} has the floors from {rows['low'].iloc[0]} up, and no cell of the same shape "
            "has those below: change the cells of a tower together",
            cell=rows["code"].iloc[0],
        )
    return tuple(
        Storeys(int(low), int(high), 0, Fraction(int(high) - int(low) + 1, floors))
        for low, high in zip(rows["low"], rows["high"], strict=True)
    )


def moves(atoms: gpd.GeoDataFrame, former: Sequence[tuple[Former, ...]]) -> dict[int, str]:
    """Rows whose `cell` a hand changed since it was `drawn`, with the cell. Raises Invalid for a cell that is none."""
    if "drawn" not in atoms.columns or "cell" not in atoms.columns:
        return {}
    known = {code for cells in former for one in cells for code in one.codes}
    cell, drawn = atoms["cell"].astype(object), atoms["drawn"].astype(object)
    changed = np.flatnonzero((cell.notna() & drawn.notna() & (cell != drawn)).to_numpy())
    found = {int(row): str(cell.iloc[row]) for row in changed}
    for row, code in found.items():
        if code not in known:
            raise Invalid(f"row {row + 1} of the atoms was given to cell {code}, which is none", cell=code)
    return found


def carried(cells: gpd.GeoDataFrame, before: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Cells with what people gave to those that kept their code: `name_zh`, `locked`."""
    told = cells.copy()
    first = before.drop_duplicates("code").set_index("code")
    for column in ("name_zh", "locked"):
        if column in first.columns:
            told[column] = told["code"].map(first[column])
    return told
