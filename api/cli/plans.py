"""`jingge redraw publish·enact·undo·plans`: a plan comes into effect from a day on, and is taken back."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import Connection

from api.cli import shell
from api.cli.layers import Limit, ParametersFile, layer, read_parameters
from api.cli.shell import Json, Login
from inspections.tickets.cells import settle
from registry.actor import Role
from registry.errors import Forbidden, Invalid
from registry.history.moments import read
from registry.redraw import publishing
from registry.redraw.origins import origins
from registry.redraw.publishing import Published
from registry.redraw.renumbered import WARN_ABOVE, Renumbered, renumbered
from registry.redraw.verifying.door import Given, verify

app = typer.Typer()

Number = Annotated[int, typer.Argument(help="The number of the plan, as `redraw plans` lists it.")]
Reason = Annotated[str, typer.Option(help="Why; kept with the plan.")]
_COLUMNS = ("id", "name", "state", "effective_at", "grids", "cells", "made_by", "reason")
_SHOWN = 5
LONG_AGO = timedelta(days=1)


@app.command()
def publish(
    plan: Annotated[Path, typer.Argument(help="PLAN.gpkg with the layers cells and atoms.")],
    *,
    name: Annotated[str | None, typer.Option(help="What the plan is called; else the name of its file.")] = None,
    effective: Annotated[
        str | None, typer.Option("--from", metavar="TIME", help="From when on it holds: ISO 8601; else at once.")
    ] = None,
    reason: Reason = "",
    minutes: Limit = None,
    people: Annotated[int, typer.Option(min=1, help="Share the person-minutes of a column `minutes`.")] = 1,
    mobilisation: Annotated[float | None, typer.Option(min=0, help="Minutes before the first door.")] = None,
    parameters: ParametersFile = None,
    login: Login = None,
    json: Json = False,
) -> None:
    """Publish a plan whose every rule holds on the grids of the register; from its day on its cells stand."""
    chosen = read_parameters(parameters, minutes=minutes)
    cells, atoms = layer(plan, "cells", needs=("code",)), layer(plan, "atoms", needs=("cell",))
    since: datetime | None = read("from", effective)
    if since is not None and since < shell.now() - LONG_AGO and not reason.strip():
        raise Invalid(
            f"--from {since:%Y-%m-%d} lies {(shell.now() - since).days} days back, and what was reported since would "
            "lie in other cells: check the year, or say why with --reason",
            field="from",
        )
    with shell.to_write("redraw publish", target=f"plan {plan.name}") as conn:
        grids = publishing.grids_of(conn, [str(code) for code in cells["code"]])
        by = _planner(conn, login, list(grids["code"]))
        if login is not None and not reason.strip():
            raise Invalid(
                "a plan published from a file passes over remarks and approval: say why with --reason, or take it "
                "through jingge redraw draft",
                field="reason",
            )
        given = Given(cells=cells, atoms=atoms, grids=grids.to_crs(cells.crs))
        verdict = verify(given, parameters=chosen, people=people, mobilisation=mobilisation)
        if not verdict.holds:
            words = "; ".join(verdict.faults["words"].head(_SHOWN))
            raise Invalid(
                f"{plan}: {len(verdict.faults)} faults, nothing was published: {words}. jingge redraw verify tells all",
                faults=len(verdict.faults),
            )
        now = shell.now()
        homes = origins(atoms, cells, publishing.cells_of(conn, list(grids["code"])))
        done = publishing.publish(
            conn,
            cells,
            name=name or plan.stem,
            by=by,
            effective_at=since or now,
            now=now,
            reason=reason,
            settings={"limit_minutes": chosen.limit_minutes, "people": people},
            file_sha256=hashlib.sha256(plan.read_bytes()).hexdigest(),
        )
        rehomed = settle(conn)
    _tell(done, rehomed, as_json=json, numbers=renumbered(homes, done.renumbered))


@app.command()
def enact(*, login: Login = None, json: Json = False) -> None:
    """Let every published plan whose day has come take effect; for a timer. Nothing to do is no fault."""
    with shell.engine() as engine, engine.connect() as conn:
        waiting = publishing.due(conn, now=shell.now())
    for plan in waiting:
        with shell.to_write("redraw enact", target=f"plan {plan}") as conn:
            publishing.enact(conn, plan, by=_planner(conn, login, publishing.grids_of_plan(conn, plan)))
            settle(conn)
    shell.tell({"plans": waiting}, as_json=json, words="\n".join(f"plan {plan} is in effect" for plan in waiting))


@app.command()
def undo(plan: Number, *, reason: Reason = "", login: Login = None, json: Json = False) -> None:
    """Take a plan back: withdrawn before its day, after it the former cells stand again, with their codes."""
    with shell.to_write("redraw undo", target=f"plan {plan}") as conn:
        by = _planner(conn, login, publishing.grids_of_plan(conn, plan))
        done = publishing.undo(conn, plan, by=by, now=shell.now(), reason=reason)
        rehomed = settle(conn)
    _tell(done, rehomed, as_json=json)


@app.command()
def plans(*, json: Json = False) -> None:
    """List the plans that were published, the newest first."""
    with shell.to_read() as conn:
        rows = publishing.listed(conn)
    told: list[Mapping[str, object]] = [{name: row[name] for name in (*_COLUMNS, "restores")} for row in rows]
    shell.tell({"plans": told}, as_json=json, words=shell.table(told, columns=_COLUMNS))


def _planner(conn: Connection, login: str | None, grids: Sequence[str]) -> str:
    """Who acts on a plan of these grids."""
    actor = shell.actor(conn, login)
    if not (actor.has(Role.SYSTEM) or actor.has(Role.PLANNER)):
        raise Forbidden(f"{actor.name} is no planner: a plan is published by one")
    outside = [grid for grid in grids if not actor.covers(grid)]
    if outside:
        raise Forbidden(f"{len(outside)} grids of the plan lie outside the areas of {actor.name}, as {outside[0]}")
    return shell.who() if actor.has(Role.SYSTEM) else actor.name


def _tell(done: Published, rehomed: int, *, as_json: bool, numbers: Renumbered | None = None) -> None:
    lines = [f"plan {done.plan} is {done.state} from {done.effective_at:%Y-%m-%d %H:%M %Z}"]
    lines += [f"{done.cells} cells: {done.kept} stay, {done.begun} begin, {done.ended} end"]
    lines += [f"{old} is {new}" for old, new in done.renumbered.items()]
    lines += [f"{rehomed} open tickets lie in another micro-grid now"] if rehomed else []
    lines += [numbers.words()] if numbers else []
    if numbers and numbers.is_much:
        shell.warn(f"warning: {numbers.words()}; above {WARN_ABOVE:.0%} a plan should keep more of what stands")
    told = {"numbers": asdict(numbers)} if numbers else {}
    shell.tell(asdict(done) | {"tickets_rehomed": rehomed} | told, as_json=as_json, words="\n".join(lines))
