"""`jingge redraw sheet`: what the minutes of each cell of a plan are made of, for one and for two people."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import geopandas as gpd
import pandas as pd
import shapely
import typer

from api.cli import shell
from api.cli.layers import Limit, ParametersFile, layer, read_parameters
from api.cli.shell import Json
from registry.cells import guard
from registry.errors import Invalid, NotFound
from registry.redraw import workload
from registry.redraw.touring import Ways

app = typer.Typer()

_TERMS = ("mobilisation", "door", "shop", "institution", "stair", "walk", "total", "over")
COLUMNS = (
    "cell", "grid", "kind", "people", *(f"{term}_minutes" for term in _TERMS), "households", "outside_households",
)  # fmt: skip
"""A row for each cell and number of people; `outside_households`: a residential cell beyond the soft rule of 30–100."""
_SHOWN = 40


@app.command()
def sheet(
    plan: Annotated[Path, typer.Argument(help="PLAN.gpkg with the layers cells and atoms.")],
    *,
    cell: Annotated[list[str] | None, typer.Option(help="The code of a cell; repeat. All of them by default.")] = None,
    streets: Annotated[Path | None, typer.Option(help="Lines to walk along; else straight, times the detour.")] = None,
    minutes: Limit = None,
    parameters: ParametersFile = None,
    out: Annotated[Path | None, typer.Option(dir_okay=False, metavar="SHEET.csv", help="Write the table here.")] = None,
    json: Json = False,
) -> None:
    """Tell each term of the minutes of a cell, for one, two and its own people, the walk as a tour of its doors.

    Besides, the residential cells with fewer than 30 or more than 100 households.
    """
    chosen = read_parameters(parameters, minutes=minutes)
    cells, atoms = layer(plan, "cells", needs=("code", "grid")), layer(plan, "atoms", needs=("cell",))
    if not set(workload.TERMS) <= set(atoms.columns):
        raise Invalid(f"{plan} was made from minutes that were given: make it from households, shops … to see terms")
    wanted = cells["code"].astype(str) if cell is None else pd.Series(cell)
    if unknown := sorted(set(wanted) - set(cells["code"].astype(str))):
        raise NotFound(f"{plan} has no cell {unknown[0]}", cell=unknown[0])
    own = gpd.GeoDataFrame(atoms[atoms["cell"].isin(wanted)])
    metric = own.estimate_utm_crs() if len(own) else None
    ways = Ways(shapely.get_parts(layer(streets).to_crs(metric).geometry.to_numpy())) if streets and metric else None
    teams = _teams(cells)
    found = workload.sheets(own.to_crs(metric) if metric else own, chosen, ways=ways, teams=teams)
    outside = workload.outside_households(own)
    rows = _rows(cells.set_index(cells["code"].astype(str)), found, outside)
    if out is not None:
        _write(rows, out)
    answer = {
        "cells": len(found),
        "over_limit": {str(n): sum(one[n].over_minutes > 0 for one in found.values()) for n in workload.PEOPLE}
        | {"as_planned": sum(one.get(teams.get(c, 0), one[max(one)]).over_minutes > 0 for c, one in found.items())},
        "outside_households": {str(code): round(float(households), 1) for code, households in outside.items()},
        "sheets": rows,
    }
    shell.tell(answer, as_json=json, words="\n".join(_lines(answer, rows, out)))


def _teams(cells: pd.DataFrame) -> dict[str, int]:
    """The people of each cell, as the plan has them."""
    if "people" not in cells.columns:
        return {}
    people = pd.to_numeric(cells["people"], errors="coerce")
    return {str(code): round(n) for code, n in zip(cells["code"], people, strict=True) if n >= 1}


def _rows(
    cells: pd.DataFrame, found: dict[str, dict[int, workload.Sheet]], outside: pd.Series
) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    facts = cells.to_dict(orient="index")
    for code, by_people in found.items():
        own = facts[code]
        for told in by_people.values():
            terms = {
                name: round(value, 2) if isinstance(value, float) else value for name, value in asdict(told).items()
            }
            row = {"cell": code, "grid": own["grid"], "kind": own.get("kind", ""), **terms}
            row["households"] = float(own["households"]) if "households" in cells.columns else None
            row["outside_households"] = code in outside.index
            rows.append({name: row[name] for name in COLUMNS})
    return rows


def _lines(answer: dict[str, Any], rows: list[dict[str, object]], out: Path | None) -> list[str]:
    short = {f"{term}_minutes": term for term in _TERMS}
    shown = [{short.get(name, name): value for name, value in row.items()} for row in rows[:_SHOWN]]
    lines = [shell.table(shown, columns=[short.get(name, name) for name in COLUMNS])]
    if len(rows) > _SHOWN:
        lines.append(f"… and {len(rows) - _SHOWN} more (--out, --json, --cell)")
    over, (least, most) = answer["over_limit"], workload.RESIDENTIAL_HOUSEHOLDS
    lines.append(
        f"{answer['cells']} cells with work; above the limit: {over['1']} with one person, {over['2']} with two, "
        f"{over['as_planned']} with the people they have in the plan"
    )
    lines.append(f"{len(answer['outside_households'])} residential cells have not {least} to {most} households")
    return lines if out is None else [*lines, str(out)]


def _write(rows: list[dict[str, object]], file: Path) -> None:
    try:
        table = pd.DataFrame(rows, columns=list(COLUMNS))
        guarded = table.map(lambda value: guard(value) if isinstance(value, str) else value)
        guarded.to_csv(file, index=False, encoding="utf-8-sig")
    except OSError as error:
        raise Invalid(f"{file} cannot be written: {error.strerror}", file=str(file)) from error
