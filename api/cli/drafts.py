"""`jingge redraw draft`: plans in the making, from a file to the parts that are approved and published."""

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, replace
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID, uuid4

import typer
from sqlalchemy import Connection

from api.cli import shell
from api.cli.division import TOWER_HELP
from api.cli.layers import Limit, ParametersFile, layer, read_parameters
from api.cli.shell import Json, Login
from registry.actor import Actor, Role
from registry.errors import Invalid
from registry.history.moments import read
from registry.redraw.drafting import approval, drafts, editing, parts, remarks
from registry.redraw.drafting.drafts import Draft, Settings
from registry.redraw.drafting.edits import Drawn
from registry.redraw.parameters import Parameters
from registry.redraw.renumbered import WARN_ABOVE
from registry.redraw.solving import files
from registry.redraw.solving.planning import Plan
from registry.redraw.solving.rules import Tower

app = typer.Typer(help="Plans in the making: remarked on, approved and published by part.", no_args_is_help=True)

Number = Annotated[int, typer.Argument(help="The number of the draft, as `redraw draft list` lists it.")]
Division = Annotated[str, typer.Option(help="The part: code of a street or a community.")]
Reason = Annotated[str, typer.Option(help="Why; kept in the log of the part.")]
Said = Annotated[str, typer.Option("--words", help="What is said.")]
_COLUMNS = ("id", "name", "grids", "cells", "parts", "made_by", "made_at")
_PARTS = ("division_code", "name_zh", "state", "version", "plan_id")
_GRIDS = ("grid_code", "version", "cells", "over_limit", "minutes_most", "open_remarks")
_LOG = ("version", "act", "from_state", "to_state", "made_by", "made_at", "reason")
_REMARKS = ("id", "grid_code", "words", "made_by", "answer", "answered_by", "resolved_at")


class By(StrEnum):
    """What a part of a draft is."""

    STREET = "street"
    COMMUNITY = "community"


@app.command()
def add(
    plan: Annotated[Path, typer.Argument(help="PLAN.gpkg with the layers cells and atoms.")],
    *,
    name: Annotated[str | None, typer.Option(help="What the draft is called; else the name of its file.")] = None,
    by: Annotated[By, typer.Option("--parts", help="Approved by street or by community.")] = By.STREET,
    barriers: Annotated[Path | None, typer.Option(help="The barriers the plan was made with.")] = None,
    buildings: Annotated[Path | None, typer.Option(help="Outlines that no border may cut.")] = None,
    minutes: Limit = None,
    people: Annotated[int | None, typer.Option(min=1, help="Share the person-minutes of a column `minutes`.")] = None,
    mobilisation: Annotated[float | None, typer.Option(min=0, help="Minutes before the first door.")] = None,
    tower: Annotated[Tower, typer.Option(help=TOWER_HELP)] = Tower.EITHER,
    weight: Annotated[float, typer.Option(min=0, help="What a cell drawn anew costs a repair, in cells.")] = 0.5,
    parameters: ParametersFile = None,
    login: Login = None,
    json: Json = False,
) -> None:
    """Make a draft of a plan whose every rule holds on the grids of the register."""
    model = read_parameters(parameters, minutes=minutes)
    drawn = Drawn(layer(plan, "cells", needs=("code",)), layer(plan, "atoms", needs=("cell",)))
    settings = _settings(drawn, model, people=people, mobilisation=mobilisation)
    with shell.to_write("redraw draft add", target=f"plan {plan.name}") as conn:
        made = drafts.add(
            conn,
            _actor(conn, login),
            drawn,
            name=name or plan.stem,
            settings=replace(settings, tower=tower, weight=weight),
            by=by,
            now=shell.now(),
            barriers=layer(barriers) if barriers else None,
            buildings=layer(buildings) if buildings else None,
            file_sha256=hashlib.sha256(plan.read_bytes()).hexdigest(),
        )
    _tell(made, as_json=json)


@app.command("list")
def list_drafts(
    *,
    closed: Annotated[bool, typer.Option("--closed", help="Closed ones too.")] = False,
    login: Login = None,
    json: Json = False,
) -> None:
    """List the drafts, the newest first."""
    with shell.to_read() as conn:
        found = drafts.listed(conn, _actor(conn, login), closed=closed)
    rows = [{**asdict(draft), "parts": len(draft.parts)} for draft in found]
    shell.tell({"drafts": [asdict(draft) for draft in found]}, as_json=json, words=shell.table(rows, columns=_COLUMNS))


@app.command()
def show(draft: Number, *, login: Login = None, json: Json = False) -> None:
    """Show how the parts of a draft stand."""
    with shell.to_read() as conn:
        found = drafts.one(conn, _actor(conn, login), draft)
    _tell(found, as_json=json)


@app.command()
def part(draft: Number, *, division: Division, login: Login = None, json: Json = False) -> None:
    """Show a part: its grids, its log, and what can be done next."""
    with shell.to_read() as conn:
        file = parts.one(conn, _actor(conn, login), draft, division)
    plain = asdict(file)
    lines = [f"{division} {file.name_zh}: {approval.STATES[file.state].zh} {file.state}, version {file.version}"]
    grids = [{**line, "minutes_most": round(line["minutes_most"], 1)} for line in plain["grids"]]
    lines += [shell.table(grids, columns=_GRIDS), shell.table(plain["log"], columns=_LOG)]
    lines += [f"next: {', '.join(dict.fromkeys(step.act for step in file.steps)) or 'nothing'}"]
    shell.tell(plain, as_json=json, words="\n".join(lines))


@app.command()
def export(
    draft: Number,
    *,
    out: Annotated[Path, typer.Option(metavar="PLAN.gpkg", help="The plan: layers `cells` and `atoms`.")],
    login: Login = None,
    json: Json = False,
) -> None:
    """Write a draft as a plan file, as `redraw repair`, `verify` and QGIS open it."""
    with shell.to_read() as conn:
        drawn = drafts.frames(conn, _actor(conn, login), draft)
    files.write(Plan(drawn.cells, drawn.atoms, 0, 0, "code"), out)
    told = {"draft": draft, "out": str(out), "cells": len(drawn.cells), "atoms": len(drawn.atoms)}
    shell.tell(told, as_json=json, words=f"{out}: {len(drawn.cells)} cells, {len(drawn.atoms)} atoms")


@app.command()
def bring(
    draft: Number,
    plan: Annotated[Path, typer.Argument(help="PLAN.gpkg, exported from the draft, edited and repaired.")],
    *,
    grid: Annotated[str, typer.Option(help="The grid that is taken from the file.")],
    version: Annotated[int, typer.Option(help="Its version when the draft was exported, as `draft part` shows it.")],
    reason: Reason = "",
    login: Login = None,
    json: Json = False,
) -> None:
    """Put a grid as a file has it into the draft; refused where somebody changed it since."""
    drawn = Drawn(layer(plan, "cells", needs=("code",)), layer(plan, "atoms", needs=("cell",)))
    with shell.to_write("redraw draft bring", target=f"draft {draft} grid {grid}") as conn:
        actor = _actor(conn, login)
        done = editing.bring(conn, actor, draft, grid, drawn, if_version=version, now=shell.now(), reason=reason)
    told = {"grid": grid, "version": done.sheet.version, "changed": done.changed, "gone": done.gone}
    words = f"grid {grid} has version {done.sheet.version}: {len(done.changed)} cells begin, {len(done.gone)} end"
    shell.tell({**told, "part_state": done.part_state}, as_json=json, words=words)


@app.command()
def advance(
    draft: Number,
    *,
    division: Division,
    act: Annotated[str, typer.Option(help="send, approve, return or publish.")],
    reason: Reason = "",
    effective: Annotated[
        str | None, typer.Option("--from", metavar="TIME", help="publish: from when on; ISO 8601; else at once.")
    ] = None,
    login: Login = None,
    json: Json = False,
) -> None:
    """Move a part on: draft, remarks, street, district, published."""
    since = read("from", effective)
    step = approval.act_of(act)
    if since is not None and step is not approval.Act.PUBLISH:
        raise Invalid("--from is said when a part is published", field="from")
    with shell.to_write(f"redraw draft {step}", target=f"draft {draft} part {division}") as conn:
        actor = _actor(conn, login)
        done = parts.advance(conn, actor, draft, division, act=step, now=shell.now(), reason=reason, effective_at=since)
    words = f"{division} is {approval.STATES[done.state].zh} {done.state}"
    if done.published is not None:
        plan = done.published
        words += f"\nplan {plan.plan} is {plan.state} from {plan.effective_at:%Y-%m-%d %H:%M %Z}: "
        words += f"{plan.kept} cells stay, {plan.begun} begin, {plan.ended} end"
    if done.numbers is not None:
        words += f"\n{done.numbers.words()}"
        if done.numbers.is_much:
            shell.warn(f"warning: above {WARN_ABOVE:.0%} a plan should keep more of what stands")
    shell.tell(asdict(done), as_json=json, words=words)


@app.command("remarks")
def list_remarks(
    draft: Number,
    *,
    unresolved: Annotated[bool, typer.Option("--unresolved", help="Only what is not resolved.")] = False,
    login: Login = None,
    json: Json = False,
) -> None:
    """List what people said on the map."""
    with shell.to_read() as conn:
        found = remarks.listed(conn, _actor(conn, login), draft, unresolved=unresolved)
    rows = [asdict(remark) for remark in found]
    shell.tell({"remarks": rows}, as_json=json, words=shell.table(rows, columns=_REMARKS))


@app.command()
def remark(
    draft: Number,
    *,
    at: Annotated[str, typer.Option(metavar="LON,LAT", help="Where, WGS 84.")],
    words: Said,
    login: Login = None,
    json: Json = False,
) -> None:
    """Pin a remark to a place."""
    lon, lat = _place(at)
    with shell.to_write("redraw draft remark", target=f"draft {draft}") as conn:
        actor = _actor(conn, login)
        made = remarks.add(conn, actor, draft, words, remark_id=uuid4(), lon=lon, lat=lat, now=shell.now())
    shell.tell(asdict(made), as_json=json, words=f"remark {made.id} on grid {made.grid_code}")


@app.command()
def answer(
    draft: Number,
    remark_id: Annotated[UUID, typer.Argument(metavar="REMARK", help="As `redraw draft remarks` lists it.")],
    *,
    words: Said,
    resolved: Annotated[bool, typer.Option("--resolve", help="The matter is closed with it.")] = False,
    login: Login = None,
    json: Json = False,
) -> None:
    """Answer a remark."""
    with shell.to_write("redraw draft answer", target=f"draft {draft} remark {remark_id}") as conn:
        actor = _actor(conn, login)
        made = remarks.answer(conn, actor, draft, remark_id, words, now=shell.now(), resolved=resolved)
    shell.tell(asdict(made), as_json=json, words=f"remark {made.id} is {'resolved' if resolved else 'answered'}")


@app.command()
def close(draft: Number, *, login: Login = None, json: Json = False) -> None:
    """Close a draft: it is not worked on any more; what was published of it stays."""
    with shell.to_write("redraw draft close", target=f"draft {draft}") as conn:
        found = drafts.close(conn, _actor(conn, login), draft, now=shell.now())
    _tell(found, as_json=json)


def _actor(conn: Connection, login: str | None) -> Actor:
    """The account; without one the software, in the name of whoever typed the command."""
    found = shell.actor(conn, login)
    return replace(found, name=shell.who()) if found.has(Role.SYSTEM) else found


def _settings(drawn: Drawn, model: Parameters, *, people: int | None, mobilisation: float | None) -> Settings:
    modelled = drafts.is_modelled(drawn.atoms)
    start = mobilisation if mobilisation is not None else model.mobilisation_minutes if modelled else 0.0
    return Settings(model.limit_minutes, start, people or (model.people if modelled else 1))


def _place(at: str) -> tuple[float, float]:
    try:
        lon, lat = (float(one) for one in at.split(","))
    except ValueError as error:
        raise Invalid(f"--at {at}: say LON,LAT in degrees", field="at") from error
    return lon, lat


def _tell(draft: Draft, *, as_json: bool) -> None:
    rows: list[Mapping[str, Any]] = [asdict(part) for part in draft.parts]
    words = f"draft {draft.id} {draft.name}: {draft.grids} grids, {draft.cells} cells"
    shell.tell(asdict(draft), as_json=as_json, words=f"{words}\n{shell.table(rows, columns=_PARTS)}")
