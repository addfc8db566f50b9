"""`jingge redraw plan`: grids divided into cells that can be done within the limit, from files and to files."""

import os
import time
from collections.abc import Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import Annotated

import typer

from api.cli import shell
from api.cli.foretelling import Asked, refuse_what_cannot_be
from api.cli.layers import Limit, ParametersFile, layer, read_lines, read_parameters, with_buildings
from api.cli.runners import Scheduler, run_on
from api.cli.shell import Json
from registry.errors import Invalid
from registry.redraw import workload
from registry.redraw.lines import counted, with_outlines
from registry.redraw.parameters import Parameters
from registry.redraw.solving import files, planning
from registry.redraw.solving.rules import Rules, Tower
from registry.redraw.verifying.door import Given, verify
from registry.redraw.verifying.verdict import Verdict

app = typer.Typer()

WEIGHT = 0.5
TOWER_HELP = "A building above the limit: by floors, by a team, or either: a team where one floor exceeds it."
_SHOWN = 10


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
        typer.Option(
            help="Lines and areas no cell crosses but at a crossing; by `kind` some only draw borders to them."
        ),
    ] = None,
    roads: Annotated[
        Path | None, typer.Option(help="Road centres: borders run along them; none is crossed where it is wide.")
    ] = None,
    release: Annotated[
        list[str] | None,
        typer.Option(metavar="KIND=REASON", help="Let cells cross lines of kind compound or property_company; repeat."),
    ] = None,
    buildings: Annotated[
        Path | None,
        typer.Option(help="Outlines no border may cut; entrances that name one share what is known of it."),
    ] = None,
    minutes: Limit = None,
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
    tower: Annotated[Tower, typer.Option(help=TOWER_HELP)] = Tower.EITHER,
    parameters: ParametersFile = None,
    previous: Annotated[
        Path | None, typer.Option(metavar="PLAN.gpkg", help="The plan before it: cells that need not change stay.")
    ] = None,
    weight: Annotated[
        float, typer.Option(min=0, help="What a cell drawn anew costs, in cells; 0 draws every cell anew.")
    ] = WEIGHT,
    processes: Annotated[int, typer.Option(min=1, help="On so many processes; the plan is the same.")] = os.cpu_count()
    or 1,
    scheduler: Scheduler = None,
    json: Json = False,
) -> None:
    """Divide grids into cells within a limit of minutes: files in, PLAN.gpkg out, no database.

    A file of several layers is named FILE:LAYER.
    """
    began = time.perf_counter()
    model = read_parameters(parameters, minutes=minutes)
    ground, asked = layer(grids), layer(demand)
    lines, outlines = with_outlines(read_lines(barriers, roads, release or ()), layer(buildings) if buildings else None)
    team = number(people) if people else None
    asked, joined = with_buildings(asked, outlines)
    is_reckoned = "minutes" not in asked.columns
    if is_reckoned:
        model = with_people(model, team)
        asked, team = workload.add_minutes(asked, model), None
        mobilisation = model.mobilisation_minutes if mobilisation is None else mobilisation
    rules = Rules(model.limit_minutes, mobilisation or 0.0, count, tower)
    if count is not None and not isinstance(team, str):
        asked_for = Asked(ground, asked, id_field=id_field, people=team or 1.0, is_reckoned=is_reckoned, lines=lines)
        refuse_what_cannot_be(asked_for, rules=rules, model=model)
    with run_on(processes, scheduler) as run:
        made = planning.make_plan(
            ground,
            asked,
            rules=rules,
            id_field=id_field,
            people=team,
            crew=model.people if is_reckoned else 1,
            before=planning.Before(layer(previous, "cells", needs=("code",)), weight=weight) if previous else None,
            run=run,
            barriers=lines,
            buildings=outlines,
        )
    files.write(made, out, lines=lines)
    inside = made.atoms[made.atoms["cell"].notna()]
    given = Given(made.cells, inside, ground, buildings=outlines, barriers=lines)
    shared = int(team) if isinstance(team, float) else 1
    verdict = verify(given, parameters=model, id_field=made.id_field, people=shared, mobilisation=mobilisation or 0.0)
    more = {"joined": joined, "lines": None if lines is None else counted(lines)}
    tell_plan(made, verdict, out, seconds=time.perf_counter() - began, as_json=json, more=more)


def tell_plan(
    made: planning.Plan,
    verdict: Verdict,
    out: Path,
    *,
    seconds: float,
    as_json: bool,
    more: Mapping[str, object] | None = None,
) -> None:
    """Say what a plan is by the verifier's word, and `more`; leave with 1 where a rule does not hold."""
    answer = asdict(verdict.figures) | {"holds": verdict.holds, "outside": made.outside, "seconds": round(seconds, 2)}
    answer |= {name: value for name, value in ({"least": made.least} | dict(more or {})).items() if value is not None}
    if made.outside:
        shell.warn(f"{made.outside} rows of the demand lie in no grid: they are in the layer atoms without a cell")
    for words in verdict.faults["words"].head(_SHOWN):
        shell.warn(f"fault: {words}")
    lines = [str(out), *made.words, *(f"{name}: {_short(value)}" for name, value in answer.items())]
    shell.tell(answer | {"words": list(made.words)}, as_json=as_json, words="\n".join(lines))
    if not verdict.holds:
        raise typer.Exit(1)


def _short(value: object) -> object:
    return f"{value:.6g}" if isinstance(value, float) else value


def with_people(model: Parameters, people: float | str | None) -> Parameters:
    """The model of work for so many people of a cell. Raises Invalid where that is no whole number."""
    if people is None:
        return model
    if isinstance(people, str) or not people.is_integer():
        raise Invalid(f"--people {people}: where the work is reckoned from households and shops, say a whole number")
    return replace(model, people=int(people))


def number(people: str) -> float | str:
    """A number, or the name of a column."""
    try:
        return float(people)
    except ValueError:
        return people
