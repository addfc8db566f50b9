"""Files that a command is given: layers with shapes, workload parameters."""

import json as json_text
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated

import geopandas as gpd
import pyogrio
import typer

from api.cli import shell
from registry.errors import Invalid, NotFound
from registry.redraw import lines
from registry.redraw.parameters import Parameters, as_plain, of_plain
from registry.redraw.solving import joining

ParametersFile = Annotated[
    Path | None, typer.Option("--parameters", dir_okay=False, help="Workload parameters, as `redraw calibrate` writes.")
]
Limit = Annotated[float | None, typer.Option("--minutes", help="The limit of a cell; 180 by default.")]


def read_parameters(file: Path | None, *, minutes: float | None) -> Parameters:
    """Parameters of a JSON file, else the defaults; a limit said beside it counts. Raises Invalid, NotFound."""
    given: object = {}
    if file is not None:
        try:
            given = json_text.loads(file.read_text("utf-8"))
        except FileNotFoundError as error:
            raise NotFound(f"there is no file {file}", file=str(file)) from error
        except (OSError, ValueError) as error:
            raise Invalid(f"{file} is no JSON file of parameters: {error}", file=str(file)) from error
    known = as_plain(of_plain(given))
    return of_plain(known if minutes is None else known | {"limit_minutes": minutes})


def read_lines(
    barriers: Path | None,
    roads: Path | None,
    release: Sequence[str],
    *,
    stated: Mapping[str, str] | None = None,
) -> gpd.GeoDataFrame | None:
    """Barriers and roads judged by the table of lines; `stated` are releases a plan tells. Raises as `layer`, Invalid.

    What the table does not know is said on standard error.
    """
    rows = lines.together(
        layer(barriers) if barriers else None,
        layer(roads) if roads else None,
        released=lines.releases(release),
        stated=stated,
    )
    unknown = [] if rows is None else rows.loc[rows["reason"] == lines.UNKNOWN, "kind"].unique().tolist()
    if unknown:
        told = ", ".join(word or "(none said)" for word in unknown[:5])
        shell.warn(f"lines of a kind the table does not know are hard, no cell crosses them: {told}")
    return rows


def released_in(plan: Path) -> dict[str, str]:
    """Reasons by kind that a plan states for lines its cells may cross."""
    return lines.stated(layer(plan, "lines")) if "lines" in layers_of(plan) else {}


def with_buildings(
    demand: gpd.GeoDataFrame, buildings: gpd.GeoDataFrame | None
) -> tuple[gpd.GeoDataFrame, dict[str, int] | None]:
    """Entrances that name buildings of which more is known, with what is known of these, and how many found theirs.

    Any other demand is as it came. What does not fit is said on standard error.
    """
    if buildings is None or not joining.joinable(demand, buildings):
        return demand, None
    found = joining.joined(demand, buildings)
    if found.strangers:
        shell.warn(f"{found.strangers} entrances name no building of the file: they count by what they state")
    if found.unequal:
        shell.warn(f"{found.unequal} buildings state other numbers than their entrances together: the entrances' stand")
    return found.demand, {"entrances": found.joined, "strangers": found.strangers, "buildings_alone": found.alone}


def layers_of(file: Path) -> list[str]:
    """Names of the layers of a GeoPackage; none of a file that is not there."""
    return [str(name) for name, _ in pyogrio.list_layers(file)] if file.exists() else []


def layer(file: Path, name: str | None = None, *, needs: Sequence[str] = ()) -> gpd.GeoDataFrame:
    """A layer of a file with shapes; of FILE:LAYER that one. Raises NotFound, Invalid (a missing column, too)."""
    if name is None and not file.exists() and ":" in file.name:
        stem, name = file.name.rsplit(":", 1)
        file = file.with_name(stem)
    if not file.exists():
        raise NotFound(f"there is no file {file}", file=str(file))
    try:
        names = layers_of(file) if file.suffix.lower() == ".gpkg" else []
        if name is not None and names and name not in names:
            raise Invalid(f"{file} has no layer {name}; it has {', '.join(names)}", file=str(file))
        if name is None and len(names) > 1:
            raise Invalid(f"{file} has the layers {', '.join(names)}: name one as {file}:{names[0]}", file=str(file))
        if file.suffix.lower() in {".parquet", ".geoparquet"}:
            return gpd.read_parquet(file)
        found = pyogrio.read_dataframe(file, layer=name)
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, OSError, ValueError) as error:
        raise Invalid(f"{file} cannot be read: {error}", file=str(file)) from error
    if not isinstance(found, gpd.GeoDataFrame):
        raise Invalid(f"{file}{f', layer {name},' if name else ''} has no shapes", file=str(file))
    if lacking := [column for column in needs if column not in found.columns]:
        raise Invalid(f"{file}{f', layer {name},' if name else ''} has no column {', '.join(lacking)}", file=str(file))
    return found
