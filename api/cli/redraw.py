"""`jingge redraw`: grids divided into cells that can be done within the limit, from files and to files."""

import os
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from importlib import import_module
from multiprocessing import get_context
from pathlib import Path
from typing import Annotated, Any

import geopandas as gpd
import typer

from api.cli import shell
from api.cli.shell import Json
from registry.errors import Invalid
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
        Path | None,
        typer.Option(help="Lines and areas no cell reaches across, but at rows of kind crossing or bridge."),
    ] = None,
    buildings: Annotated[
        Path | None, typer.Option(help="Outlines no border may cut, where the demand is points.")
    ] = None,
    minutes: Annotated[float, typer.Option(help="The limit of a cell.")] = 180.0,
    count: Annotated[int | None, typer.Option(help="Exactly so many cells in all; else as few as possible.")] = None,
    id_field: Annotated[
        str | None, typer.Option(help="The column that names the grids; else code, grid or id.")
    ] = None,
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
    processes: Annotated[int, typer.Option(min=1, help="On so many processes; the plan is the same.")] = os.cpu_count()
    or 1,
    json: Json = False,
) -> None:
    """Divide grids into cells within a limit of minutes: files in, PLAN.gpkg out, no database."""
    began = time.perf_counter()
    ground = files.read(grids, grids_layer, option="--grids")
    asked = files.read(demand, demand_layer, option="--demand")
    team: float | str | None = _number(people) if people else None
    if "minutes" not in asked.columns:
        asked, mobilisation, team = _reckoned(asked, team, mobilisation)
    rules = Rules(minutes, mobilisation or 0.0, count, tower)
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
    shell.tell(
        answer, as_json=json, words="\n".join([str(out), *(f"{name}: {value}" for name, value in answer.items())])
    )
    if figures["over_limit"] or figures["discontiguous"]:
        raise typer.Exit(1)


def _reckoned(
    demand: gpd.GeoDataFrame, people: float | str | None, mobilisation: float | None
) -> tuple[gpd.GeoDataFrame, float, None]:
    """Demand with minutes by the model of work, already shared by its people, and the minutes of mobilisation."""
    if isinstance(people, str) or (people is not None and not people.is_integer()):
        raise Invalid(f"--people {people}: where the work is reckoned from households and shops, say a whole number")
    parameters, workload = (import_module(f"registry.redraw.{name}") for name in ("parameters", "workload"))
    model = parameters.Parameters() if people is None else parameters.Parameters(people=int(people))
    start = model.mobilisation_minutes if mobilisation is None else mobilisation
    return workload.add_minutes(demand, model), start, None


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
