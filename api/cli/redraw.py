"""`jingge redraw`: grids divided into cells that can be done within the limit, from files and to files."""

import os
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path
from typing import Annotated, Any

import geopandas as gpd
import typer

from api.cli import shell
from api.cli.shell import Json
from registry.redraw import files, measures, planning
from registry.redraw.rules import Rules, Tower

app = typer.Typer(help="Redraw the grids: cells within a limit of minutes.", no_args_is_help=True)

Layer = Annotated[str | None, typer.Option(metavar="NAME", help="The layer, where the file has several.")]


@app.callback()
def redraw() -> None:
    """Redraw the grids: cells within a limit of minutes."""


@app.command()
def plan(
    *,
    grids: Annotated[Path, typer.Option(help="The grids to divide: areas, in any CRS with an EPSG code.")],
    demand: Annotated[
        Path, typer.Option(help="Points or areas with `minutes`, or with households, shops, … to reckon them from.")
    ],
    out: Annotated[Path, typer.Option(metavar="PLAN.gpkg", help="The plan: layers `cells` and `atoms`.")],
    barriers: Annotated[
        Path | None, typer.Option(help="Lines and areas no cell reaches across, but at rows of kind crossing or bridge.")
    ] = None,
    buildings: Annotated[Path | None, typer.Option(help="Outlines no border may cut, where the demand is points.")] = None,
    minutes: Annotated[float, typer.Option(help="The limit of a cell.")] = 180.0,
    count: Annotated[int | None, typer.Option(help="Exactly so many cells in all; else as few as possible.")] = None,
    id_field: Annotated[str | None, typer.Option(help="The column that names the grids; else code, grid or id.")] = None,
    people: Annotated[
        str | None, typer.Option(metavar="N|COLUMN", help="People of a cell; then `minutes` are person-minutes.")
    ] = None,
    mobilisation: Annotated[
        float | None, typer.Option(help="Minutes of every cell before the first door: 0, or 20 where work is reckoned.")
    ] = None,
    tower: Annotated[Tower, typer.Option(help="A building above the limit: divided by floors, or done by a team.")] = (
        Tower.FLOORS
    ),
    grids_layer: Layer = None,
    demand_layer: Layer = None,
    barriers_layer: Layer = None,
    buildings_layer: Layer = None,
    processes: Annotated[int, typer.Option(min=1, help="On so many processes; the plan is the same.")] = os.cpu_count() or 1,
    json: Json = False,
) -> None:
    """Divide grids into cells within a limit of minutes: files in, PLAN.gpkg out, no database."""
    began = time.perf_counter()
    ground = files.read(grids, grids_layer, option="--grids")
    asked = files.read(demand, demand_layer, option="--demand")
    asked, rules, team = _priced(asked, minutes, count, people, mobilisation, tower)
    with _pool(processes) as run:
        made = planning.make_plan(
            ground, asked, rules=rules, id_field=id_field, people=team, run=run,
            barriers=files.read(barriers, barriers_layer, option="--barriers") if barriers else None,
            buildings=files.read(buildings, buildings_layer, option="--buildings") if buildings else None,
        )  # fmt: skip
    figures = measures.measure(made.cells, made.atoms, ground, id_field=made.id_field, minutes=minutes)
    files.write(made, out)
    answer = figures | {"lower_bound": made.lower_bound, "outside": made.outside}
    answer["seconds"] = round(time.perf_counter() - began, 2)
    if made.outside:
        shell.warn(f"{made.outside} rows of the demand lie in no grid: they are in the layer atoms without a cell")
    shell.tell(answer, as_json=json, words="\n".join([str(out), *(f"{name}: {value}" for name, value in answer.items())]))
    if figures["over_limit"] or figures["discontiguous"]:
        raise typer.Exit(1)


def _priced(
    demand: gpd.GeoDataFrame, minutes: float, count: int | None, people: str | None, mobilisation: float | None, tower: Tower
) -> tuple[gpd.GeoDataFrame, Rules, float | str | None]:
    """Demand with minutes; the rules; and the people their minutes are still to be divided by."""
    team: float | str | None = _number(people) if people else None
    if "minutes" in demand.columns:
        return demand, Rules(minutes, mobilisation or 0.0, count, tower), team
    from registry.redraw import parameters, workload  # noqa: PLC0415 - not needed where the minutes are known

    model = parameters.Parameters(people=int(team) if isinstance(team, float) else parameters.Parameters().people)
    before = model.mobilisation_minutes if mobilisation is None else mobilisation
    return workload.add_minutes(demand, model), Rules(minutes, before, count, tower), None


def _number(people: str) -> float | str:
    try:
        return float(people)
    except ValueError:
        return people


@contextmanager
def _pool(processes: int) -> Iterator[planning.Run]:
    """The map of so many processes; of one, this one's."""
    if processes == 1:
        yield map
        return
    with ProcessPoolExecutor(processes, mp_context=get_context("forkserver")) as pool:

        def run(work: Callable[[Any], Any], things: Iterable[Any]) -> Iterable[Any]:
            return pool.map(work, things, chunksize=4)

        yield run
