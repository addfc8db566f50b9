"""`jingge routing`: sets of routing rules as files: written, checked, tried on the past year, put in force."""

from pathlib import Path
from typing import Annotated
from uuid import uuid4

import typer

from api.cli import shell
from api.cli.shell import Json, Login
from api.routing_shapes import ForceAnswer, SetHead, TrialAnswer
from inspections import reference
from inspections.routing import files, sets, trying
from inspections.routing.comparing import Rules
from registry.errors import NotFound

app = typer.Typer(help="Routing: rules in versions, and what a change would move.", no_args_is_help=True)

File = Annotated[Path, typer.Argument(help="A table of rules, as routing_rules.csv.")]
Desk = Annotated[str | None, typer.Option(metavar="ORG", help="The default desk; else none.")]


@app.command()
def rules(
    *,
    set_id: Annotated[int | None, typer.Option("--set", help="Of this set; else of that in force.")] = None,
    out: Annotated[Path | None, typer.Option(help="Write the rules to this file.")] = None,
    json: Json = False,
) -> None:
    """List the sets, or write the rules of one as a file."""
    with shell.to_read() as conn:
        held = sets.in_force(conn, at=shell.now())
        chosen = held if set_id is None else sets.set_by_id(conn, set_id)
        listed = [SetHead.of(one).model_dump() for one in sets.list_sets(conn)]
    if out is not None:
        if chosen is None:
            raise NotFound("no rules are in force; load the reference data")
        out.write_text(files.written(chosen.lines), "utf-8")
    columns = ("id", "name", "desk_org", "rules_count", "made_by", "made_at")
    words = f"in force: {held.id if held else '-'}\n{shell.table(listed, columns=columns)}"
    shell.tell({"in_force": held.id if held else None, "sets": listed}, as_json=json, words=words)


@app.command()
def check(file: File, *, json: Json = False) -> None:
    """Say what is wrong with the rules of a file: dead, conflicting, ended, idle, contested. Exit 1 for anything."""
    findings = _try(file, None).findings
    words = "\n".join(f"{one.kind}: {one.zh} {one.en}" for one in findings) or "nothing is wrong"
    shell.tell({"findings": [one.model_dump() for one in findings]}, as_json=json, words=words)
    if findings:
        raise typer.Exit(1)


@app.command("try")
def try_rules(file: File, *, desk: Desk = None, json: Json = False) -> None:
    """Show which tickets and requests of the past year would go elsewhere by the rules of a file. Nothing is stored."""
    trial = _try(file, desk)
    flows = shell.table([one.model_dump() for one in trial.flows], columns=("from_org", "to_org", "count"))
    columns = ("number", "from_org", "to_org", "before_zh", "after_zh")
    moved = shell.table([one.model_dump() for one in trial.moved], columns=columns)
    words = f"{trial.moved_count} of {trial.routed} would go elsewhere\n{flows}\n{moved}"
    shell.tell(trial.model_dump(), as_json=json, words=words)


@app.command()
def enforce(
    file: File,
    *,
    reason: Annotated[str, typer.Option(help="Why.")],
    desk: Desk = None,
    login: Login = None,
    json: Json = False,
) -> None:
    """Put the rules of a file in force from now on."""
    now = shell.now()
    with shell.to_write("routing enforce", target=f"rules of {file.name}") as conn:
        actor, version = shell.actor(conn, login), sets.last_said(conn)
        lines = reference.read_rules(conn, file)
        made = sets.draft(conn, actor, uuid4(), name=file.name, desk_org=desk, lines=lines, now=now)
        force = sets.enforce(
            conn, actor, made.id, force_id=uuid4(), from_at=None, reason=reason, if_version=version, now=now
        )
    words = f"rule set {made.id} with {len(made.lines)} rules is in force from {shell.said(now)}"
    shell.tell(ForceAnswer.of(force).model_dump(), as_json=json, words=words)


def _try(file: Path, desk: str | None) -> TrialAnswer:
    with shell.to_read() as conn:
        lines = files.numbered(reference.read_rules(conn, file))
        enabled = tuple(line.rule for line in lines if line.enabled)
        return TrialAnswer.of(trying.try_rules(conn, Rules(enabled, desk), now=shell.now()))
