"""`jingge redraw`: plans of new cells, judged, and what a round costs."""

import json as json_text
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import pandas as pd
import pyogrio
import typer

from api.cli import cells, division, drafts, impact, plan_exports, plans, posts_of_plan, repairs, sheets, shell
from api.cli.foretelling import obstacles_of
from api.cli.layers import Limit, ParametersFile, layer, read_lines, read_parameters, released_in, with_buildings
from api.cli.shell import Json
from registry.errors import Invalid, NotFound
from registry.redraw import calibrating
from registry.redraw.lines import with_outlines
from registry.redraw.parameters import as_plain
from registry.redraw.verifying.door import Given, verify
from registry.redraw.verifying.verdict import Verdict, by_kind

app = typer.Typer(help="Dividing grids into cells that fit their people.", no_args_is_help=True)

app.add_typer(division.app)
app.add_typer(repairs.app)
app.add_typer(plans.app)
app.add_typer(plan_exports.app)
app.add_typer(posts_of_plan.app)
app.add_typer(impact.app)
app.add_typer(cells.app)
app.add_typer(drafts.app, name="draft")
app.add_typer(sheets.app)

_SHOWN = 40


@app.callback()
def redraw() -> None:
    """Dividing grids into cells that fit their people."""


@app.command("verify")
def verify_plan(
    plan: Annotated[Path, typer.Argument(help="PLAN.gpkg with the layers cells and atoms.")],
    *,
    grids: Annotated[Path, typer.Option(help="The grids the plan divides.")],
    demand: Annotated[Path | None, typer.Option(help="The demand it was made from: its minutes are told anew.")] = None,
    buildings: Annotated[
        Path | None, typer.Option(help="Outlines that no border may cut, besides the demand's.")
    ] = None,
    barriers: Annotated[
        Path | None, typer.Option(help="Lines and areas that no cell may lie on both sides of, as `plan` reads them.")
    ] = None,
    roads: Annotated[
        Path | None, typer.Option(help="Road centres: no cell may lie on both sides of a wide one.")
    ] = None,
    release: Annotated[
        list[str] | None, typer.Option(metavar="KIND=REASON", help="Besides the releases the plan states.")
    ] = None,
    previous: Annotated[
        Path | None, typer.Option(help="The plan before it: codes that stayed keep their shape.")
    ] = None,
    minutes: Limit = None,
    people: Annotated[
        int | None, typer.Option(min=1, help="Share the person-minutes of a column `minutes`; 1.")
    ] = None,
    mobilisation: Annotated[
        float | None, typer.Option(min=0, help="Minutes before the first door; those of the model, 0 for a column.")
    ] = None,
    id_field: Annotated[str, typer.Option(help="The column of the grids that names them.")] = "code",
    parameters: ParametersFile = None,
    report: Annotated[Path | None, typer.Option(dir_okay=False, help="Write the faults as layers of a .gpkg.")] = None,
    json: Json = False,
) -> None:
    """Judge a plan by its shapes and rows alone. Exit 0 when every rule holds, 1 with the faults.

    Where rules are broken that no plan could keep with so many cells in each grid, the smallest reasons are told.

    A file of several layers is named FILE:LAYER.
    """
    chosen = read_parameters(parameters, minutes=minutes)
    cells = layer(plan, "cells")
    stated = released_in(plan) if barriers else None
    lines, outlines = with_outlines(
        read_lines(barriers, roads, release or (), stated=stated), None if buildings is None else layer(buildings)
    )
    given = Given(
        cells=cells,
        atoms=layer(plan, "atoms"),
        grids=layer(grids),
        demand=None if demand is None else with_buildings(layer(demand), outlines)[0],
        buildings=outlines,
        barriers=lines,
        previous=None if previous is None else layer(previous, "cells"),
    )
    verdict = verify(given, parameters=chosen, id_field=id_field, people=people or 1, mobilisation=mobilisation)
    if report is not None:
        _write_report(verdict, report)
    against = (
        []
        if verdict.holds
        else obstacles_of(given, model=chosen, id_field=id_field, people=people or 1, mobilisation=mobilisation)
    )
    words = [*_lines(verdict), *(f"cannot be met: {one.words}" for one in against)]
    answer = {**verdict.as_plain(), "obstacles": [asdict(one) for one in against]}
    shell.tell(answer, as_json=json, words="\n".join(words))
    if not verdict.holds:
        raise typer.Exit(1)


@app.command()
def calibrate(
    visits: Annotated[Path, typer.Argument(help="CSV, a timed visit a row: minutes, people, doors, shops, floors …")],
    *,
    parameters: ParametersFile = None,
    out: Annotated[Path | None, typer.Option(dir_okay=False, help="Write the parameters here as JSON.")] = None,
    json: Json = False,
) -> None:
    """Fit the workload parameters to timed visits; say how sure they are and which visits stand out."""
    try:
        frame = pd.read_csv(visits)
    except FileNotFoundError as error:
        raise NotFound(f"there is no file {visits}", file=str(visits)) from error
    except (OSError, ValueError) as error:
        raise Invalid(f"{visits} cannot be read as CSV: {error}", file=str(visits)) from error
    found = calibrating.fit(frame, read_parameters(parameters, minutes=None))
    plain = as_plain(found.parameters)
    if out is not None:
        _write(out, json_text.dumps(plain, ensure_ascii=False, indent=1) + "\n")
    answer = {**asdict(found), "parameters": plain}
    words = [f"{found.rows} visits, ±{found.spread_minutes:.1f} minutes each"]
    words += [f"{e.name:22} {e.minutes:8.2f} ± {e.error:.2f}  ({e.low:.2f} to {e.high:.2f})" for e in found.estimates]
    words += [f"row {o.row}: {o.minutes:g} minutes where {o.expected_minutes:.1f} are expected" for o in found.odd]
    words += [json_text.dumps(plain, ensure_ascii=False)] if out is None else [str(out)]
    shell.tell(answer, as_json=json, words="\n".join(words))


def _lines(verdict: Verdict) -> Sequence[str]:
    told = asdict(verdict.figures)
    lines = [
        f"{name:20} {value:,.4f}" if isinstance(value, float) else f"{name:20} {value:,}"
        for name, value in told.items()
    ]
    if verdict.holds:
        return [*lines, "every rule holds"]
    faults = verdict.faults
    lines += [f"{rule}: {count} faults" for rule, count in faults["rule"].value_counts(sort=False).items()]
    lines += [f"  {rule:10} {words}" for rule, words in faults[["rule", "words"]].head(_SHOWN).itertuples(index=False)]
    return lines if len(faults) <= _SHOWN else [*lines, f"  … and {len(faults) - _SHOWN} more (--json, --report)"]


def _write_report(verdict: Verdict, file: Path) -> None:
    """The faults by kind of shape, as GIS programs open them: a layer of areas, of lines, of points, and a table."""
    file.unlink(missing_ok=True)
    try:
        for name, part in by_kind(verdict.faults, name="fault", each="faults").items():
            pyogrio.write_dataframe(part, file, layer=name, append=file.exists())
    except (pyogrio.errors.DataSourceError, OSError) as error:
        raise Invalid(f"{file} cannot be written: {error}", file=str(file)) from error


def _write(file: Path, text: str) -> None:
    try:
        file.write_text(text, "utf-8")
    except OSError as error:
        raise Invalid(f"{file} cannot be written: {error.strerror}", file=str(file)) from error
