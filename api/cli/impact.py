"""`jingge redraw impact`: what a plan would change, told before it is published, as one HTML file."""

import hashlib
import time
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from api.cli import shell
from api.cli.layers import Limit, ParametersFile, layer, read_parameters
from api.cli.shell import Json, Login
from api.routes.pages import imprint_of
from inspections.redraw.gathering import Impact
from inspections.redraw.gathering import impact as weigh
from maps import impact as sheet
from maps.words import Language
from registry.actor import Role
from registry.errors import Forbidden, Invalid, NotFound

app = typer.Typer()


@app.command()
def impact(
    plan: Annotated[Path, typer.Argument(help="PLAN.gpkg with the layers cells and atoms.")],
    *,
    out: Annotated[Path, typer.Option(metavar="SHEET.html", help="The sheet: one file, opens offline, prints on A4.")],
    name: Annotated[str | None, typer.Option(help="What the plan is called; else the name of its file.")] = None,
    minutes: Limit = None,
    people: Annotated[int, typer.Option(min=1, help="Share the person-minutes of a column `minutes`.")] = 1,
    mobilisation: Annotated[
        float | None, typer.Option(min=0, help="Minutes before the first door; those of the model, 0 for a column.")
    ] = None,
    parameters: ParametersFile = None,
    lang: Annotated[Language, typer.Option(help="Language of the sheet.")] = Language.ZH,
    login: Login = None,
    json: Json = False,
) -> None:
    """Tell what a plan would change: people and hours, what changes hands, codes, and the last twelve months replayed.

    Exit 1 where the plan leaves out ground that things lie on: the months of the replay differ then.
    """
    began = time.perf_counter()
    chosen = read_parameters(parameters, minutes=minutes)
    cells, atoms = layer(plan, "cells", needs=("code",)), layer(plan, "atoms", needs=("cell",))
    if not out.parent.is_dir():
        raise NotFound(f"--out: there is no folder {out.parent}", path=str(out))
    with shell.to_read() as conn:
        actor = shell.actor(conn, login)
        if not actor.has(Role.SYSTEM, Role.PLANNER, Role.LEADER):
            raise Forbidden(f"{actor.name} is neither planner nor leader: the sheet of a plan is theirs")
        found = weigh(
            conn,
            actor,
            cells,
            atoms,
            parameters=chosen,
            people=people,
            mobilisation=mobilisation,
            now=shell.now(),
        )
        drawn = sheet.ground(conn)
    page = sheet.render(
        found,
        drawn,
        plan=name or plan.stem,
        sha256=hashlib.sha256(plan.read_bytes()).hexdigest(),
        language=lang,
        imprint=imprint_of(shell.settings()),
    )
    try:
        out.write_text(page, "utf-8")
    except OSError as error:
        raise Invalid(f"{out} cannot be written: {error.strerror}", path=str(out)) from error
    answer = _answer(found) | {"file": str(out), "seconds": round(time.perf_counter() - began, 2)}
    shell.tell(answer, as_json=json, words="\n".join(_lines(found, out)))
    if found.staffed.warned:
        share = found.staffed.moved["households"].share or 0.0
        shell.warn(f"{share:.1%} of the households get another micro-grid number, more than 5 %")
    if not found.replay.holds or found.staffed.moved["assets"].lost:
        shell.warn("the plan leaves out ground that things lie on: jingge redraw verify says where")
        raise typer.Exit(1)


def _answer(found: Impact) -> dict[str, object]:
    staffed, replay = found.staffed, found.replay
    one, two = staffed.sides
    return {
        "grids": len(found.scene.grids),
        "kept": staffed.kept,
        "before": asdict(one),
        "after": asdict(two),
        **{name: asdict(moved) | {"share": moved.share} for name, moved in staffed.moved.items()},
        "warned": staffed.warned,
        "replay": {"equal": replay.holds, **{side: frame.sum().to_dict() for side, frame in replay.months.items()}},
    }


def _lines(found: Impact, out: Path) -> list[str]:
    one, two = found.staffed.sides
    moved = found.staffed.moved
    told: Mapping[str, tuple[float, float]] = {
        "cells": (one.cells, two.cells),
        "over the limit": (one.over, two.over),
        "people": (one.people, two.people),
        "person-hours": (one.person_hours, two.person_hours),
    }
    lines = [str(out), *(f"{name}: {was:,.0f} before, {becomes:,.0f} after" for name, (was, becomes) in told.items())]
    lines += [f"longest round: {one.longest_hours:.1f} h before, {two.longest_hours:.1f} h after"]
    lines += [
        f"{name}: {one.changed:,.0f} of {one.total:,.0f} change, {one.begun:,.0f} get a micro-grid for the first time"
        for name, one in moved.items()
    ]
    return [*lines, f"last 12 months: {'the same sums before and after' if found.replay.holds else 'sums differ'}"]
