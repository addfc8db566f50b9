"""`jingge redraw posts`: what a plan would do to who answers for which cell, before it is published."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from api.cli import shell
from api.cli.layers import layer
from api.cli.shell import Json, Login
from registry.posts import kinds, plan
from registry.posts.prospects import Prospects
from registry.roadside import Words

app = typer.Typer()

_SHOWN = 40


@app.command()
def posts(
    file: Annotated[Path, typer.Argument(metavar="PLAN.gpkg", help="The plan, with the layers cells and atoms.")],
    *,
    login: Login = None,
    json: Json = False,
) -> None:
    """Tell which posts a plan leaves vacant, and who would hold two cells or none; nobody is appointed."""
    cells, atoms = layer(file, "cells", needs=("code",)), layer(file, "atoms", needs=("cell",))
    with shell.to_read() as conn:
        found = plan.foresee(conn, shell.actor(conn, login), cells=cells, atoms=atoms, now=shell.now())
        names = {kind.code: kind.name for kind in kinds.read_all(conn)}
    answer = found.figures() | {part: [asdict(one) for one in getattr(found, part)] for part in Prospects.__slots__}
    shell.tell(answer, as_json=json, words="\n".join(_lines(found, names)))


def _lines(found: Prospects, names: dict[str, Words]) -> list[str]:
    figures = found.figures()
    lines = [f"{name.replace('_', ' '):13} {count:,}" for name, count in figures.items()]
    told = [
        f"{one.holder} would hold {len(one.cells)} cells ({names[one.kind].zh}): {', '.join(one.cells)}"
        for one in found.twice
    ]
    told += [f"{one.holder} ({names[one.kind].zh} of {one.former}) would have no cell" for one in found.idle]
    for one in found.missing:
        whence = f", most of it was {one.former}" if one.former else ""
        told.append(f"{one.cell}: {names[one.kind].zh} vacant{whence}")
    return lines + told[:_SHOWN] + ([f"… and {len(told) - _SHOWN} more (--json)"] if len(told) > _SHOWN else [])
