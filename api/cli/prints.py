"""`jingge print`: maps and lists of the micro-grids that stand, as PDF at a true scale."""

import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from api.cli import shell
from api.cli.layers import ParametersFile, read_parameters
from api.cli.shell import Json, Login
from api.routes.pages import imprint_of
from maps.prints.furniture import Caption
from maps.prints.gridsheet import grid_sheet
from maps.prints.ground import Ground, cells_of, survey
from maps.prints.holders import holders
from maps.prints.noticeboard import Contact, notice_board
from maps.prints.paper import Paper
from maps.prints.walklist import walk_list
from maps.prints.wallmap import Printed, wall_map
from registry.codes import Kind, parse
from registry.errors import Invalid, NotFound
from registry.exporting.whole import appearing
from registry.redraw.parameters import Parameters
from registry.signs import sign

app = typer.Typer(help="Maps and lists of the micro-grids that stand, as PDF.", no_args_is_help=True)

Out = Annotated[Path, typer.Option(metavar="FILE.pdf", dir_okay=False, help="The PDF to write.")]


@app.callback()
def prints() -> None:
    """Maps and lists of the micro-grids that stand, as PDF."""


@app.command("wall-map")
def print_wall_map(
    area: Annotated[str, typer.Argument(help="The code of a division, street, community or grid.")],
    *,
    out: Out,
    paper: Annotated[Paper, typer.Option(help="The sheet; it lies across where that shows more.")] = Paper.A0,
    scale: Annotated[int | None, typer.Option(min=100, help="1:SCALE; else the largest round one that fits.")] = None,
    login: Login = None,
    json: Json = False,
) -> None:
    """Write the wall map of an area: every cell with its number, no two neighbours in one colour."""
    began = time.perf_counter()
    with shell.to_read() as conn:
        ground = survey(conn, shell.actor(conn, login), [area])
        first = ground.grids.iloc[0]
        names = {6: "division_zh", 9: "street_zh", 12: "community_zh", 15: "name_zh"}
        households = ground.cells["households"].fillna(0).sum()
        told = f"{len(ground.grids):,} 个网格 · {len(ground.cells):,} 个微网格 · {households:,} 户"
        name = first[names[len(area)]] if len(area) in names else area
        made = wall_map(ground, _caption(ground, f"{name}微网格图", told), paper=paper, scale=scale)
    _finish(made, out, began, as_json=json)


@app.command("grid")
def print_grid(
    grid: Annotated[str, typer.Argument(help="The code of a grid.")],
    *,
    out: Out,
    login: Login = None,
    json: Json = False,
) -> None:
    """Write the sheet of a grid (A3): its cells with buildings, households, minutes, and whom to call."""
    began = time.perf_counter()
    code = parse(grid, Kind.GRID).text
    with shell.to_read() as conn:
        ground = survey(conn, shell.actor(conn, login), [code])
        here = ground.grids.iloc[0]
        where = f"{here['street_zh']} {here['community_zh']} · 网格编码 {code}"
        places = {Kind.COMMUNITY: [code[:12]], Kind.GRID: [code], Kind.MICRO_GRID: list(ground.cells["code"])}
        held = holders(conn, places, now=shell.now(), leading=True)
        made = grid_sheet(ground, _caption(ground, str(here["name_zh"]), where), code, holders=held)
    _finish(made, out, began, as_json=json)


@app.command("notice-board")
def print_notice_board(
    building: Annotated[str, typer.Argument(help="The code of a building.")],
    *,
    out: Out,
    draft: Annotated[bool, typer.Option("--draft", help="Mark it as a draft; then any address will do.")] = False,
    login: Login = None,
    json: Json = False,
) -> None:
    """Write the notice board of a building (A3) for the public: its cell, the holders of its posts, a code to scan."""
    began = time.perf_counter()
    code, settings = parse(building, Kind.BUILDING).text, shell.settings()
    with shell.to_read() as conn:
        cells = cells_of(conn, code)
        ground = survey(conn, shell.actor(conn, login), [cells[0][:15]])
        here = ground.grids.iloc[0]
        caption = _caption(ground, "微网格公示牌", f"{here['street_zh']} {here['community_zh']}")
        contact = Contact(settings.public_url, settings.hotline, draft=draft)
        places = {
            Kind.ENTRANCE: sorted(ground.entrances([code])["code"]),
            Kind.BUILDING: [code],
            Kind.MICRO_GRID: cells,
            Kind.GRID: [cells[0][:15]],
            Kind.COMMUNITY: [code[:12]],
        }
        held = holders(conn, places, now=shell.now())
        made = notice_board(ground, caption, code, cells, contact=contact, holders=held)
    _finish(made, out, began, as_json=json)


@app.command("walk-list")
def print_walk_list(
    cell: Annotated[str, typer.Argument(help="The code of a micro-grid.")],
    *,
    out: Out,
    people: Annotated[int | None, typer.Option(min=1, help="So many walk together; 2 by default.")] = None,
    parameters: ParametersFile = None,
    login: Login = None,
    json: Json = False,
) -> None:
    """Write the walk list of a cell (A4): its doors in walking order, with boxes to tick."""
    began = time.perf_counter()
    code, model = parse(cell, Kind.MICRO_GRID).text, _model(parameters, people)
    with shell.to_read() as conn:
        ground = survey(conn, shell.actor(conn, login), [code[:15]])
        if code not in set(ground.cells["code"]):
            raise NotFound(f"the micro-grid {code} does not stand: it ended, or never began", code=code)
        here = ground.grids.iloc[0]
        number = sign(code, str(here["community_zh"])).zh
        name = str(ground.cells.set_index("code").loc[code, "name_zh"])
        caption = _caption(ground, f"走访单 {number}", " · ".join(filter(None, (name, str(here["name_zh"]), code))))
        places = {Kind.MICRO_GRID: [code], Kind.GRID: [code[:15]]}
        held = holders(conn, places, now=shell.now(), leading=True)
        made, found = walk_list(ground, caption, code, parameters=model, holders=held)
    more = {"stops": len(found.stops), "minutes": round(found.minutes, 1), "walk_m": round(found.walk_m)}
    _finish(made, out, began, as_json=json, more=more)


def _model(file: Path | None, people: int | None) -> Parameters:
    found = read_parameters(file, minutes=None)
    return found if people is None else replace(found, people=people)


def _caption(ground: Ground, title: str, subtitle: str) -> Caption:
    imprint = imprint_of(shell.settings())
    return Caption(title, subtitle, ground.plan, shell.now(), imprint, synthetic=ground.synthetic)


def _finish(made: Printed, out: Path, began: float, *, as_json: bool, more: Mapping[str, object] | None = None) -> None:
    """Write the file and say what it is."""
    if out.suffix.lower() != ".pdf":
        raise Invalid(f"--out {out}: a print is a PDF; name it .pdf", path=str(out))
    with appearing(out) as folder:
        (folder / out.name).write_bytes(made.pdf)
    width, height = made.size_mm
    answer = {
        "file": str(out),
        "pages": made.pages,
        "size_mm": [width, height],
        "scale": made.scale,
        "bytes": len(made.pdf),
        "without_number": list(made.without),
        **(more or {}),
        "seconds": round(time.perf_counter() - began, 2),
    }
    scale = f", 1:{made.scale:,}" if made.scale else ""
    shell.tell(answer, as_json=as_json, words=f"{out}: {made.pages} pages of {width:g} x {height:g} mm{scale}")
    if made.without:
        shell.warn(
            f"no room for the numbers of {len(made.without)} cells: a larger sheet or a part of the area shows them"
        )
