"""`jingge guard`: open shafts, unguarded ones first, and who is posted there."""

from datetime import timedelta
from typing import Annotated
from uuid import UUID, uuid4

import typer

from api.cli import shell
from api.cli.shell import Json, Login, Ticket
from api.guard_shapes import GuardAnswer, ShaftsAnswer
from inspections.guards import shafts
from inspections.guards.keeping import Kind
from inspections.guards.shafts import Posting

app = typer.Typer(help="Open shafts and who stands by them.", no_args_is_help=True)

Minutes = Annotated[float, typer.Option(min=1, help="From now for so many minutes.")]
Photo = Annotated[str | None, typer.Option(metavar="SHA256", help="Of its photo; a barrier or plate needs one.")]
ClientId = Annotated[UUID | None, typer.Option("--id", help="Of the act: the same again changes nothing.")]


@app.command("list")
def list_shafts(
    *,
    area: Annotated[str | None, typer.Option(help="Only in this division, street or community.")] = None,
    limit: Annotated[int, typer.Option(help="As many at most.")] = 100,
    after: Annotated[str | None, typer.Option(help="Go on after this number.")] = None,
    login: Login = None,
    json: Json = False,
) -> None:
    """List open shafts: unguarded ones first, then those whose guard ends soonest."""
    with shell.to_read() as conn:
        actor = shell.actor(conn, login)
        page = shafts.list_shafts(conn, actor, now=shell.now(), area=area, limit=limit, after=after)
    rows = [
        {
            "number": shaft.number,
            "guarded_until": shaft.guarded.watch.guarded_until,
            "unguarded_since": shaft.guarded.watch.unguarded_since,
            "defect": shaft.defect.zh,
            "place": shaft.place.zh,
            "ticket": shaft.id,
        }
        for shaft in page.shafts
    ]
    columns = ("number", "unguarded_since", "guarded_until", "defect", "place", "ticket")
    words = f"{shell.table(rows, columns=columns)}\n{page.open} open shafts, {page.unguarded} unguarded"
    shell.tell(ShaftsAnswer.of(page).model_dump(mode="json"), as_json=json, words=words)


@app.command()
def post(
    ticket_id: Ticket,
    who: Annotated[str, typer.Argument(help="The post in words: who stands there.")],
    *,
    minutes: Minutes,
    org: Annotated[str | None, typer.Option(help="Of this organisation.")] = None,
    account: Annotated[UUID | None, typer.Option(help="The account that stands there.")] = None,
    kind: Annotated[Kind, typer.Option(help="What stands there.")] = Kind.WATCH,
    photo: Photo = None,
    login: Login = None,
    json: Json = False,
) -> None:
    """Post a guard at an open shaft from now on."""
    now = shell.now()
    posting = Posting(uuid4(), kind, account, org, who, now, now + timedelta(minutes=minutes), photo)
    with shell.to_write("guard post", target=f"ticket {ticket_id}") as conn:
        guard = shafts.post(conn, shell.actor(conn, login), ticket_id, posting, now=now)
    told = f"{guard.id}: {guard.post} until {shell.said(guard.until)}"
    shell.tell(GuardAnswer.of(guard).model_dump(mode="json"), as_json=json, words=told)


@app.command()
def end(
    guard_id: Annotated[UUID, typer.Argument(help="The id of the guard.")],
    *,
    reason: Annotated[str, typer.Option(help="Why it ends before its time.")],
    login: Login = None,
    json: Json = False,
) -> None:
    """End a guard before its time."""
    with shell.to_write("guard end", target=f"guard {guard_id}") as conn:
        guard = shafts.end(conn, shell.actor(conn, login), guard_id, reason=reason, now=shell.now())
    told = f"{guard.post} ended"
    shell.tell(GuardAnswer.of(guard).model_dump(mode="json"), as_json=json, words=told)
