"""`jingge request`: requests of residents and enterprises (诉求): files of a hotline, steps, call backs."""

import json as jsons
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any
from uuid import uuid4

import typer

from api.cli import shell
from api.cli.shell import Json, Login, Request
from inspections.clocks.calendar import ZONE
from inspections.requests import calling, files, hotline, listing, matters, steps
from inspections.requests.life import Action, Opinion, Result, State
from inspections.requests.listing import Wanted
from inspections.requests.mapping import PROFILE
from inspections.requests.request import Deed
from registry.cells import guard
from registry.errors import Invalid

app = typer.Typer(help="Requests (诉求): what residents, enterprises and the hotline ask for.", no_args_is_help=True)

REJECT_COLUMNS = ("row", "number", "field", "reason")


@app.command("import")
def import_requests(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="CSV or XLSX, a work order a line.")],
    *,
    source: Annotated[str, typer.Option(help="Whose file it is; work orders are found by source and number.")],
    profile: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="JSON: the names of the columns by field.")
    ] = None,
    rejects: Annotated[Path | None, typer.Option(dir_okay=False, help="Write refused rows here as CSV.")] = None,
    login: Login = None,
    json: Json = False,
) -> None:
    """Import a hotline's file: again, and work orders go on from where they are; exit 1 where rows were refused."""
    settings = shell.settings()
    about = f"source {source}"
    with shell.uncollected(), shell.to_write("request import", target=about) as conn, shell.bar("requests") as progress:
        done = hotline.import_file(
            conn,
            shell.actor(conn, login),
            file,
            source=source,
            now=shell.now(),
            profile=_profile(profile),
            retention_days=settings.request_retention_days,
            progress=progress,
        )
    if rejects is not None:
        told = [[str(fault.row), guard(fault.source_number), fault.field, guard(fault.reason)] for fault in done.faults]
        _write(rejects, files.as_csv(REJECT_COLUMNS, told))
    counts = f"{done.added} new, {done.changed} changed, {done.same} as they were, {done.refused} refused"
    faults = "".join(f"\nrow {one.row}: {one.field} {one.reason}" for one in done.faults[:20])
    shell.tell(asdict(done), as_json=json, words=counts + faults)
    if done.refused:
        raise typer.Exit(1)


@app.command()
def replies(
    *,
    source: Annotated[str, typer.Option(help="Whose work orders.")],
    out: Annotated[Path, typer.Option(dir_okay=False, help="The file to write.")],
    since: Annotated[datetime | None, typer.Option(help="Only what happened to from then on (Qingdao time).")] = None,
    json: Json = False,
) -> None:
    """Write a source's work orders with answer and result as CSV; nothing of who asked."""
    with shell.to_read() as conn:
        body = hotline.replies(conn, source=source, since=since and since.replace(tzinfo=ZONE))
    _write(out, body)
    shell.tell({"file": str(out)}, as_json=json, words=str(out))


@app.command("matters")
def load_matters(
    folder: Annotated[Path, typer.Argument(exists=True, file_okay=False, help="The folder with matters.csv.")],
    *,
    json: Json = False,
) -> None:
    """Load the matters and who answers for each; the file's word holds."""
    with shell.to_write("request matters", target="matters") as conn:
        count = matters.load(conn, folder)
    shell.tell({"matters": count}, as_json=json, words=f"{count} matters")


@app.command("list")
def list_requests(
    *,
    state: Annotated[list[State] | None, typer.Option(help="Only in this state; may be given several times.")] = None,
    late: Annotated[bool | None, typer.Option("--late/--not-late", help="Only late ones, or none of them.")] = None,
    proposed: Annotated[bool | None, typer.Option(help="Only those whose ticket has ended.")] = None,
    assignee: Annotated[str | None, typer.Option(help="Only of this organisation.")] = None,
    limit: Annotated[int, typer.Option(help="As many at most.")] = 100,
    after: Annotated[str | None, typer.Option(help="Go on after this number.")] = None,
    login: Login = None,
    json: Json = False,
) -> None:
    """List requests, newest number first; who asked is in no list."""
    wanted = Wanted(states=state or (), late=late, proposed=proposed, assignee=assignee)
    with shell.to_read() as conn:
        actor = shell.actor(conn, login)
        page = listing.list_requests(conn, actor, wanted, now=shell.now(), limit=limit, after=after)
    rows = [asdict(one.request) for one in page.requests]
    columns = ("id", "number", "state", "matter_code", "assignee_code", "due_at", "place_zh")
    shell.tell({"requests": rows, "next": page.next}, as_json=json, words=shell.table(rows, columns=columns))


@app.command()
def show(request_id: Request, *, login: Login = None, json: Json = False) -> None:
    """Show a request with what happened to it; who asked is masked."""
    with shell.to_read() as conn:
        file = listing.open_file(conn, shell.actor(conn, login), request_id, now=shell.now())
    row: dict[str, Any] = asdict(file.listed.request)
    events = [asdict(event) for event in file.events]
    person = asdict(file.person) if file.person else None
    told = shell.table(events, columns=("at", "action", "from_state", "to_state", "org_code", "reason"))
    head = f"{row['number']} {row['state']}\n{row['said']}\n{row['place_zh']}"
    shell.tell({**row, "person": person, "events": events}, as_json=json, words=f"{head}\n{told}")


@app.command()
def step(
    request_id: Request,
    action: Annotated[Action, typer.Argument(help="What is done.")],
    *,
    login: Annotated[str, typer.Option("--login", help="The account that takes the step.")],
    reason: Annotated[str, typer.Option(help="Why, where the step needs it.")] = "",
    matter: Annotated[str | None, typer.Option(help="accept: the matter.")] = None,
    assignee: Annotated[str | None, typer.Option(help="assign: who answers, else as proposed.")] = None,
    answer: Annotated[str, typer.Option(help="answer: the words.")] = "",
    result: Annotated[Result | None, typer.Option(help="answer: what it came to.")] = None,
    opinion: Annotated[Opinion | None, typer.Option(help="call_back: what was said.")] = None,
    contacted: Annotated[bool | None, typer.Option(help="call_back: whether they were contacted.")] = None,
    solved: Annotated[bool | None, typer.Option(help="call_back: whether it is solved.")] = None,
    json: Json = False,
) -> None:
    """Take a step in an account's name, within its rights."""
    deed = Deed(action, reason, matter, assignee, answer, result, opinion, contacted, solved)
    with shell.to_write(f"request {action}", target=f"request {request_id}") as conn:
        actor, now = shell.actor(conn, login), shell.now()
        version = listing.seen(conn, actor, request_id, now=now).request.version
        days = shell.settings().request_retention_days
        after = steps.take(
            conn, actor, request_id, deed, event_id=uuid4(), if_version=version, now=now, retention_days=days
        )
    shell.tell(asdict(after), as_json=json, words=f"{after.number} is {after.state}")


@app.command()
def sample(
    *,
    since: Annotated[datetime, typer.Option("--from", help="Answered from then on (Qingdao time).")],
    until: Annotated[datetime, typer.Option(help="Answered before then.")],
    half_width: Annotated[float, typer.Option(help="Half the interval of a share, 0.05 for ± 5 %.")] = 0.05,
    seed: Annotated[int, typer.Option(help="The same seed draws the same sample.")] = 1,
    login: Login = None,
    json: Json = False,
) -> None:
    """Draw the answered requests that are called back, by department and channel."""
    with shell.to_write("request sample", target="call backs") as conn:
        actor = shell.actor(conn, login)
        drawn = calling.sample(
            conn,
            actor,
            uuid4(),
            from_at=since.replace(tzinfo=ZONE),
            until_at=until.replace(tzinfo=ZONE),
            half_width=half_width,
            seed=seed,
            now=shell.now(),
        )
        _, picks = calling.find(conn, actor, drawn.id)
    rows = [asdict(pick) for pick in picks]
    head = f"{drawn.size} of {drawn.population} answered"
    table = shell.table(rows, columns=("number", "department", "channel", "called"))
    shell.tell({**asdict(drawn), "picks": rows}, as_json=json, words=f"{head}\n{table}")


def _profile(path: Path | None) -> Mapping[str, Sequence[str]]:
    """The default names with those of a file in their place. Raises Invalid."""
    if path is None:
        return PROFILE
    try:
        given = jsons.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise Invalid(f"{path} is no JSON: {error}", file=str(path)) from error
    if not isinstance(given, dict) or not all(isinstance(name, str) for name in given.values()):
        raise Invalid(f'{path} must be an object like {{"number": "工单编号"}}', file=str(path))
    return {**PROFILE, **{field: (str(name),) for field, name in given.items()}}


def _write(file: Path, body: bytes) -> None:
    try:
        file.write_bytes(body)
    except OSError as error:
        raise Invalid(f"{file} cannot be written: {error.strerror}", file=str(file)) from error
