"""`jingge redraw repair`: a plan that a hand changed keeps every rule again, with the least change."""

import os
import time
from pathlib import Path
from typing import Annotated

import geopandas as gpd
import typer

from api.cli.division import TOWER_HELP, WEIGHT, number, tell_plan, with_people
from api.cli.layers import Limit, ParametersFile, layer, layers_of, read_lines, read_parameters, released_in
from api.cli.runners import run_on
from api.cli.shell import Json
from registry.redraw.lines import with_outlines
from registry.redraw.solving import files, repairing
from registry.redraw.solving.rules import Rules, Tower
from registry.redraw.verifying.door import Given, verify
from registry.redraw.workload import TERMS

app = typer.Typer()


@app.command()
def repair(
    plan: Annotated[
        Path, typer.Argument(help="PLAN.gpkg after the edit: cells moved, merged, split, locked; atoms given away.")
    ],
    *,
    grids: Annotated[Path, typer.Option(help="The grids the plan divides.")],
    out: Annotated[Path, typer.Option(metavar="PLAN.gpkg", help="The repaired plan.")],
    barriers: Annotated[
        Path | None, typer.Option(help="Lines and areas no cell reaches across; else those the plan has.")
    ] = None,
    buildings: Annotated[Path | None, typer.Option(help="Outlines no border may cut, as for the plan.")] = None,
    minutes: Limit = None,
    id_field: Annotated[
        str | None, typer.Option(help="The column that names the grids; else code, grid or id.")
    ] = None,
    people: Annotated[str | None, typer.Option(metavar="N|COLUMN", help="People of a cell, as for the plan.")] = None,
    mobilisation: Annotated[float | None, typer.Option(help="Minutes before the first door, as for the plan.")] = None,
    tower: Annotated[Tower, typer.Option(help=TOWER_HELP)] = Tower.EITHER,
    weight: Annotated[float, typer.Option(min=0, help="What a sound cell drawn anew costs, in cells.")] = WEIGHT,
    parameters: ParametersFile = None,
    processes: Annotated[int, typer.Option(min=1, help="On so many processes; the plan is the same.")] = os.cpu_count()
    or 1,
    json: Json = False,
) -> None:
    """Restore every rule around what a hand changed in a plan; what keeps them stays as the hand drew it.

    Move a border, merge cells (delete one, extend the other), split one, write 1 into `locked`, or another code into
    `cell` of an atom. Everything else stays, with its code.
    """
    began = time.perf_counter()
    model = read_parameters(parameters, minutes=minutes)
    ground, cells, atoms = layer(grids), layer(plan, "cells", needs=("code",)), layer(plan, "atoms")
    lines, outlines = with_outlines(_lines(plan, barriers), layer(buildings) if buildings else None)
    team = number(people) if people else None
    is_reckoned = set(TERMS) <= set(atoms.columns)
    if is_reckoned:
        model, team = with_people(model, team), None
        mobilisation = model.mobilisation_minutes if mobilisation is None else mobilisation
    with run_on(processes) as run:
        done = repairing.repair(
            cells,
            atoms,
            grids=ground,
            rules=Rules(model.limit_minutes, mobilisation or 0.0, None, tower),
            barriers=lines,
            buildings=outlines,
            id_field=id_field,
            people=team,
            crew=model.people if is_reckoned else 1,
            weight=weight,
            run=run,
        )
    made = done.plan
    files.write(made, out, lines=lines)
    inside = made.atoms[made.atoms["cell"].notna()]
    given = Given(made.cells, inside, ground, buildings=outlines, barriers=lines)
    shared = int(team) if isinstance(team, float) else 1
    verdict = verify(given, parameters=model, id_field=made.id_field, people=shared, mobilisation=mobilisation or 0.0)
    tell_plan(made, verdict, out, seconds=time.perf_counter() - began, as_json=json)


def _lines(plan: Path, barriers: Path | None) -> gpd.GeoDataFrame | None:
    """Lines of a file with the releases the plan states, else those of the plan, as they were judged for it."""
    if barriers is not None:
        return read_lines(barriers, None, (), stated=released_in(plan))
    return layer(plan, "lines") if "lines" in layers_of(plan) else None
