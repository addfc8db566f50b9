"""`jingge redraw cells`: the micro-grids that stand, with what each of them holds."""

from dataclasses import asdict
from typing import Annotated

import typer

from api.cli import shell
from api.cli.shell import Json, Login
from inspections.tickets.cells import open_by_cell
from registry.actor import Role
from registry.history import travel
from registry.history.moments import moments
from registry.redraw.holdings import holdings

app = typer.Typer()

_COLUMNS = (
    *("code", "name_zh", "kind", "households", "minutes", "floor_from", "floor_to"),
    *("open_tickets", "assets", "buildings", "entrances"),
)


@app.command()
def cells(
    within: Annotated[
        str, typer.Argument(metavar="[CODE]", help="Of this division, street, community, grid, or this micro-grid.")
    ] = "",
    *,
    as_of: Annotated[
        str | None,
        typer.Option(metavar="TIME", help="As they were then: ISO 8601 with its offset; tickets are those of now."),
    ] = None,
    login: Login = None,
    json: Json = False,
) -> None:
    """List micro-grids with their open tickets, assets, buildings and entrances."""
    then = moments(as_of, None)
    with shell.to_read() as conn:
        actor = shell.actor(conn, login)
        opened = open_by_cell(conn, within=within)
        travel.depart(conn, then)
        found = holdings(conn, within=within, areas=None if actor.has(Role.SYSTEM) else actor.areas)
    rows = [asdict(one) | {"open_tickets": opened.get(one.code, 0)} for one in found]
    shell.tell({"cells": rows} | then.told, as_json=json, words=shell.table(rows, columns=_COLUMNS))
