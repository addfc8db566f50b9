"""A plan for a district: gather what lies in each grid, divide each on its own, share out the count, number cells."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from heapq import heapify, heappop, heappush
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from registry.crs import Shapes
from registry.errors import Invalid
from registry.redraw.lines import Lines, read_lines
from registry.redraw.solving import division, former, frames, mending
from registry.redraw.solving.atoms import Stock
from registry.redraw.solving.division import Cell, Survey, Task
from registry.redraw.solving.former import Memory
from registry.redraw.solving.ground import Plane
from registry.redraw.solving.intake import Demand, Grids, read_demand, read_grids, read_outlines
from registry.redraw.solving.mending import Mended
from registry.redraw.solving.placing import place
from registry.redraw.solving.rules import Rules, whole
from registry.redraw.solving.shares import share_out

Run = Callable[[Callable[[Any], Any], Iterable[Any]], Iterable[Any]]
"""`map`, or the map of a pool of processes: grids are independent, so that it does not matter where one is divided."""
HAIR_M = 0.001

MORE_ROOM = "raise --minutes or --people, or let a team do such a building (--tower either)"
LESS_FIXED = "unlock cells, take the edit back in part, or raise --minutes or --people"


@dataclass(frozen=True, slots=True)
class Plan:
    """`cells` with code, grid, minutes, floor_from, floor_to, kind, attached_to and attached_over (of vacant cells),
    people and, where known, households, in the CRS of the grids; `atoms` the rows of demand with their `cell`.

    A row of a tower divided by floors stands once for each of its cells, its minutes in proportion. `outside` counts
    the rows that lie in no grid: their cell is unknown. `id_field` is the column that names the grids. `words` tell
    what was drawn anew, of a plan that was made with a memory. Below `least` cells it was ruled out, by trying all,
    that a division keeps the limit; it is not told of a plan with a memory.
    """

    cells: gpd.GeoDataFrame
    atoms: gpd.GeoDataFrame
    lower_bound: int
    outside: int
    id_field: str
    words: tuple[str, ...] = ()
    least: int | None = None


@dataclass(frozen=True, slots=True)
class Before:
    """What a plan remembers: `cells` as a plan has them, perhaps with `locked` and `drawn`; `atoms` given by hand have
    a `cell` other than that in which they were `drawn`, and are the rows of the demand. `weight`: see `mending`.
    """

    cells: gpd.GeoDataFrame
    atoms: gpd.GeoDataFrame | None = None
    weight: float = 0.5


def make_plan(
    grids: gpd.GeoDataFrame,
    demand: gpd.GeoDataFrame,
    *,
    rules: Rules,
    barriers: gpd.GeoDataFrame | None = None,
    buildings: gpd.GeoDataFrame | None = None,
    id_field: str | None = None,
    people: float | str | None = None,
    crew: int = 1,
    before: Before | None = None,
    run: Run = map,
) -> Plan:
    """Divide every grid into cells within the limit. Raises Invalid, in words, for input that cannot be met.

    `barriers` are lines of any kind (`lines.judged`). `people` share the minutes of the demand; of minutes that are
    shared already `crew` is by how many. Grids that had cells `before` keep those that need not change, with their
    codes.
    """
    ground = read_grids(grids, id_field=id_field, people=people)
    asked = read_demand(demand)
    where = place(asked.shapes, ground.shapes)
    if len(where) and (where < 0).all():
        raise Invalid("no row of the demand lies in a grid; check the CRS of both files")
    memories = _memories(before, ground, grids.crs, crew=crew)
    tasks = list(
        _tasks(ground, asked, where, outlines=read_outlines(buildings), lines=read_lines(barriers), rules=rules)
    )
    tasks = [replace(task, memory=memory) for task, memory in zip(tasks, memories, strict=True)]
    cells, bound, words, least = _divided(tasks, run, count=rules.count)
    plan_cells, atoms = frames.assemble(
        ground, grids.crs, demand, cells, rules, crew=crew, memories=memories, lines=barriers
    )
    if before is not None:
        plan_cells = former.carried(plan_cells, before.cells)
    return Plan(plan_cells, atoms, bound, int((where < 0).sum()), ground.field, words, least)


def _memories(before: Before | None, ground: Grids, crs: Any, *, crew: int) -> list[Memory | None]:
    if before is None:
        return [None] * len(ground.codes)
    stood = former.read_former(before.cells.to_crs(crs), ground, crew=crew)
    moved = former.moves(before.atoms, stood) if before.atoms is not None else {}
    last = former.last_numbers(before.cells, before.atoms)
    return [
        Memory(cells, last.get(code, 0), moved, before.weight) if cells else None
        for code, cells in zip(ground.codes, stood, strict=True)
    ]


def _divided(
    tasks: list[Task], run: Run, *, count: int | None
) -> tuple[list[list[Cell]], int, tuple[str, ...], int | None]:
    """The cells of each grid; the lower bound of all, what was done to former cells, in words, and `Plan.least`."""
    is_mended = [task.memory is not None and task.memory.weight > 0 for task in tasks]
    mended: list[Mended] = list(run(mending.mend, [task for task, old in zip(tasks, is_mended, strict=True) if old]))
    surveys: list[Survey] = list(
        run(division.survey, [task for task, old in zip(tasks, is_mended, strict=True) if not old])
    )
    _refuse([fault for found in surveys for fault in found.faults], advice=MORE_ROOM)
    _refuse([fault for found in mended for fault in found.faults], advice=LESS_FIXED)
    kept = sum(len(found.cells) for found in mended)
    fresh: list[list[Cell]] = []
    if surveys:
        counts = _counts(surveys, None if count is None else count - kept)
        fresh = list(run(division.complete, zip(surveys, counts, strict=True)))
    of_mended, of_fresh = iter([found.cells for found in mended]), iter(fresh)
    cells = [next(of_mended) if old else next(of_fresh) for old in is_mended]
    if count is not None and not surveys:
        cells = _enlarged(tasks, cells, count)
    bound = sum(found.bound for found in mended) + sum(found.bound for found in surveys)
    least = None if mended else sum(found.least for found in surveys)
    return cells, bound, tuple(words for found in mended for words in found.words), least


def _enlarged(tasks: list[Task], cells: list[list[Cell]], count: int) -> list[list[Cell]]:
    """Cells divided further, those with most work first, until there are so many. Raises Invalid for too few."""
    total = sum(map(len, cells))
    if count < total:
        raise Invalid(
            f"--count {count}: {total} cells are needed when those before keep their shape; raise --count, or let more "
            "be drawn anew: --weight 0 draws every cell anew",
            count=count, needed=total,
        )  # fmt: skip
    heap = [(-cell.work, i, k, cell) for i, own in enumerate(cells) for k, cell in enumerate(own) if cell.work]
    heapify(heap)
    found = [dict(enumerate(own)) for own in cells]
    while total < count and heap:
        _, i, k, cell = heappop(heap)
        halves = mending.divided((tasks[i], cell))
        if len(halves) == 1:
            continue
        total += 1
        for half, number in zip(halves, (k, len(found[i])), strict=True):
            found[i][number] = half
            heappush(heap, (-half.work, i, number, half))
    if total < count:
        raise Invalid(
            f"--count {count}: there are only {total} cells that can be made here; lower --count", count=count
        )
    return [list(own.values()) for own in found]


def _tasks(grids: Grids, demand: Demand, where: Any, *, outlines: Shapes, lines: Lines, rules: Rules) -> Iterator[Task]:
    solid = np.flatnonzero(shapely.get_dimensions(demand.shapes) == 2)
    outlines = np.concatenate([outlines, demand.parts])
    buildings = np.concatenate([outlines, demand.shapes[solid]])
    home = np.concatenate([np.full(len(outlines), -1), where[solid]])
    building, building_grid = _meeting(buildings, grids.shapes)
    strange = home[building] != building_grid  # what a grid has of others' buildings no border of its may cut either
    building, building_grid = building[strange], building_grid[strange]
    every = (lines.hard, lines.openings, lines.soft)
    met = [_meeting(shapes, grids.shapes) for shapes in every]
    rows_of = _grouped(where, len(grids.codes))
    for i, code in enumerate(grids.codes):
        rows, plane = rows_of[i], Plane.about(grids.shapes[i])
        shape = _valid(plane.metres(grids.shapes[i]))
        minutes = demand.minutes[rows] / grids.people[i]
        stock = Stock(
            rows,
            plane.metres(demand.shapes[rows]),
            work=np.array([whole(value) for value in minutes], dtype=np.int64),
            floors=demand.floors[rows],
            building=[demand.building[row] for row in rows],
            compound=[demand.compound[row] for row in rows],
            outlines=_inside(plane.metres(buildings[building[building_grid == i]]), shape),
        )
        hard, openings, soft = (
            shapely.union_all(plane.metres(shapes[thing[grid == i]]))
            for shapes, (thing, grid) in zip(every, met, strict=True)
        )
        yield Task(
            code,
            grids.own[i],
            grids.system,
            plane,
            shape,
            stock,
            barriers=hard,
            openings=openings,
            soft=soft,
            rules=rules,
        )


def _valid(shape: shapely.Geometry) -> shapely.Geometry:
    return shape if shapely.is_valid(shape) else shapely.buffer(shape, 0)


def _inside(buildings: Shapes, grid: shapely.Geometry) -> Shapes:
    """Those of which a grid has more than rounding puts on its side of a wall."""
    parts = shapely.intersection(shapely.make_valid(buildings), grid)
    inside = shapely.area(parts) > HAIR_M * shapely.length(buildings)
    kept: Shapes = buildings[inside]
    return kept


def _meeting(shapes: Shapes, grids: Shapes) -> tuple[Any, Any]:
    grid, thing = shapely.STRtree(shapes).query(grids, predicate="intersects")
    return thing, grid


def _grouped(where: Any, count: int) -> list[Any]:
    """The numbers of the things in each grid, ascending."""
    order = np.argsort(where, kind="stable")
    return np.split(order, np.searchsorted(where[order], np.arange(count + 1)))[1 : count + 1]


def _refuse(faults: list[str], *, advice: str) -> None:
    if faults:
        more = f" (and {len(faults) - 3} more)" if len(faults) > 3 else ""
        raise Invalid(f"{'; '.join(faults[:3])}{more}: {advice}", faults=faults)


def _counts(surveys: list[Survey], count: int | None) -> list[list[int]]:
    """Cells of every working region of every grid."""
    least = [len(members) for found in surveys for members in found.members]
    shares = least
    if count is not None:
        work = [work for found in surveys for work in found.work]
        most = [n for found in surveys for n in found.most]
        shares = share_out(count, fixed=sum(found.fixed for found in surveys), work=work, least=least, most=most)
    counts = iter(shares)
    return [[next(counts) for _ in found.members] for found in surveys]
