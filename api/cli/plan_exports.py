"""`jingge redraw export`: cells of a plan, or those that stand, handed over as shapefile or GeoPackage."""

from collections.abc import Mapping
from contextlib import nullcontext
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any

import geopandas as gpd
import typer

from api.cli import shell
from api.cli.layers import layer
from api.cli.shell import Json, Login
from registry.errors import Invalid
from registry.exporting import systems, whole
from registry.exporting.formats import format_of
from registry.exporting.frames import layer_of
from registry.redraw import present
from registry.redraw.verifying import topology
from registry.redraw.verifying.verdict import DRAWING, RULES, by_kind

app = typer.Typer()

STANDING = "standing"
_WORDS = {**RULES, **DRAWING}
_WHOLE = ("floor_from", "floor_to")
CELLS, FINDINGS = "cells", "topology"
ALIASES: Mapping[str, str] = MappingProxyType(
    {
        "code": "微网格编码",
        "grid": "所属网格编码",
        "name_zh": "微网格名称",
        "kind": "类别",
        "households": "户数",
        "minutes": "一轮走访用时（分钟）",
        "floor_from": "起始楼层",
        "floor_to": "终止楼层",
        "people": "人数",
        "compactness": "紧凑度（Polsby-Popper）",
        "rule": "检查项",
        "cell": "微网格编码",
        "atom": "需求对象",
        "measure": "量值",
        "words": "说明",
    }
)


class Form(StrEnum):
    """What is handed over."""

    SHP = "shp"
    GPKG = "gpkg"


@app.command("export")
def export_plan(
    plan: Annotated[str, typer.Argument(metavar="PLAN.gpkg|standing", help="A plan, or the cells that stand.")],
    *,
    out: Annotated[Path, typer.Option(metavar="DIR|FILE", help="The file, or the folder of cells.shp or cells.gpkg.")],
    crs: Annotated[
        str, typer.Option(metavar="4490|4549|4528", help="An EPSG code, or what `jingge export --datum` takes.")
    ] = "4490",
    form: Annotated[Form | None, typer.Option("--format", help="Else by the suffix of the file.")] = None,
    encoding: Annotated[str, typer.Option(help="Text of a shapefile: utf-8 or gbk.")] = "utf-8",
    area: Annotated[
        list[str] | None, typer.Option(help="Only of this division, street, community or grid; several add up.")
    ] = None,
    with_topology: Annotated[
        bool, typer.Option("--topology", help="Add gaps, overlaps, parts, slivers, double vertices as layers.")
    ] = False,
    grids: Annotated[
        Path | None, typer.Option(help="The grids of a plan, for --topology; those that stand have theirs.")
    ] = None,
    id_field: Annotated[str, typer.Option(help="The column of the grids that names them.")] = "code",
    login: Login = None,
    json: Json = False,
) -> None:
    """Write cells with .prj, .cpg and a table of the short names; a GeoPackage keeps the names as they are.

    Exit 1 where the topology report has findings: everything is written all the same.
    """
    file = _file(out, form)
    chosen = format_of(file, encoding.upper())
    system = systems.named(f"EPSG:{crs}" if crs.isdecimal() else crs)
    if with_topology and plan != STANDING and grids is None:
        raise Invalid("--topology of a plan measures its cells on its grids: say --grids FILE")
    with shell.to_read() if plan == STANDING else nullcontext() as conn:
        if conn is None:
            cells, parents = (
                _within(layer(Path(plan), CELLS, needs=("code",)), area),
                None if grids is None else layer(grids),
            )
        else:
            areas = present.areas_of(conn, shell.actor(conn, login), area)
            cells, parents = present.cells(conn, areas), present.grids(conn, areas)
    if cells.empty:
        raise Invalid(f"{plan}: no cells there" + (f" in {', '.join(area)}" if area else "; publish a plan first"))
    layers: dict[str, gpd.GeoDataFrame] = {CELLS: _tidy(cells)}
    found = None
    if with_topology and parents is not None:
        partly = bool(area) or plan == STANDING  # published street by street: a grid that has no cells yet is no fault
        found = topology.report(cells, _parents(parents, cells, id_field) if partly else parents, id_field=id_field)
        drawn = by_kind(found, name=FINDINGS, each=FINDINGS)
        layers |= {name: part for name, part in drawn.items() if name != f"{FINDINGS}_points"}  # those are in FINDINGS
    about = {"what": "micro-grids", "from": plan, "exported_at": shell.now().isoformat()}
    notes: list[str] = []
    if file.parent == out:  # the folder of a handover is made, but only once there is something to put there
        out.mkdir(exist_ok=True)
    with whole.appearing(file, stale=chosen.stale) as folder:
        for name, frame in layers.items():
            into = folder / (file.name if name == CELLS or form_of(file) is Form.GPKG else f"{file.stem}_{name}.shp")
            made = layer_of(frame, name=name, system=system, about=about, aliases=ALIASES, encoding=encoding.upper())
            notes += chosen.write(into, made).notes
        names = sorted(part.name for part in folder.iterdir())
    counts = {} if found is None else {str(rule): int(n) for rule, n in found["rule"].value_counts(sort=False).items()}
    answer = {
        "file": str(file),
        "files": names,
        "rows": {name: len(frame) for name, frame in layers.items()},
        "crs": system.label,
        "encoding": encoding.upper(),
        "notes": notes,
        "findings": counts,
    }
    shell.tell(answer, as_json=json, words="\n".join(_lines(answer, counts, told=found is not None)))
    raise typer.Exit(1 if counts else 0)


def form_of(file: Path) -> Form:
    """What a file is by its suffix."""
    return Form(file.suffix.lower().removeprefix("."))


def _file(out: Path, form: Form | None) -> Path:
    """The file that is meant: of a folder, `cells` in it. Raises Invalid for a suffix that says another format."""
    suffix = out.suffix.lower().removeprefix(".")
    if out.is_dir() or not suffix:
        if not out.is_dir() and not out.parent.is_dir():
            raise Invalid(f"--out {out}: there is no folder {out.parent} to make it in", path=str(out))
        return out / f"{CELLS}.{form or Form.SHP}"
    if suffix not in set(Form) or (form is not None and suffix != form):
        raise Invalid(f"--out {out}: name it .{form or 'shp or .gpkg'}", path=str(out))
    return out


def _within(cells: gpd.GeoDataFrame, area: list[str] | None) -> gpd.GeoDataFrame:
    return cells if not area else cells[cells["code"].astype(str).str.startswith(tuple(area))]


def _parents(grids: gpd.GeoDataFrame, cells: gpd.GeoDataFrame, id_field: str) -> gpd.GeoDataFrame:
    """The grids that cells are of; all of them where a column is missing, as the report says then."""
    if id_field not in grids.columns or "grid" not in cells.columns:
        return grids
    return grids[grids[id_field].astype(str).isin(set(cells["grid"].astype(str)))]


def _tidy(cells: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Without a driver's own row numbers, floors as whole numbers whether all cells have them or some."""
    kept = cells.drop(columns=[name for name in cells.columns if str(name).lower() in {"fid", "ogc_fid"}])
    return kept.assign(**{name: kept[name].astype("Int64") for name in _WHOLE if name in kept})


def _lines(answer: Mapping[str, Any], counts: Mapping[str, int], *, told: bool) -> list[str]:
    lines = [f"{answer['rows'][CELLS]:,} cells in {answer['file']} ({answer['crs']})", *answer["notes"]]
    if told:
        lines += [f"{rule}: {count:,} ({_WORDS[rule]})" for rule, count in counts.items()] or ["nothing to report"]
    return lines
