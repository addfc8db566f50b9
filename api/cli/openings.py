"""`jingge opening`: covers that are open on purpose."""

from datetime import datetime, timedelta
from typing import Annotated
from uuid import UUID, uuid4

import typer

from api.cli import shell
from api.cli.guards import ClientId
from api.cli.shell import Json, Login
from api.guard_shapes import OpeningAnswer, OpeningFile
from inspections.guards import openings
from inspections.guards.openings import Declaration, Opening

app = typer.Typer(help="Declared openings: covers that are open on purpose.", no_args_is_help=True)

Id = Annotated[UUID, typer.Argument(help="The id of the opening.")]
Hours = Annotated[float, typer.Option(min=0.1, help="For so many hours from now.")]
Person = Annotated[str, typer.Option("--login", help="The account that acts.")]


@app.command("list")
def list_openings(
    *,
    closed: Annotated[bool, typer.Option("--closed", help="Closed ones as well.")] = False,
    asset: Annotated[str | None, typer.Option(help="Only of this cover.")] = None,
    limit: Annotated[int, typer.Option(help="As many at most.")] = 100,
    after: Annotated[UUID | None, typer.Option(help="Go on after this opening.")] = None,
    login: Login = None,
    json: Json = False,
) -> None:
    """List openings, those that end soonest first."""
    with shell.to_read() as conn:
        actor, now = shell.actor(conn, login), shell.now()
        found, following = openings.list_openings(
            conn, actor, open_only=not closed, asset=asset, limit=limit, after=after
        )
    answers = [OpeningAnswer.of(one, now=now) for one in found]
    columns = ("id", "state", "until", "org_code", "guard", "assets")
    words = shell.table([one.model_dump() for one in answers], columns=columns)
    rows = [one.model_dump(mode="json") for one in answers]
    shell.tell({"openings": rows, "next": following}, as_json=json, words=words)


@app.command()
def show(opening: Id, *, login: Login = None, json: Json = False) -> None:
    """Show an opening with what was done with it."""
    with shell.to_read() as conn:
        now = shell.now()
        found, events = openings.read_opening(conn, shell.actor(conn, login), opening)
    answer = OpeningFile.of(found, events, now=now)
    told = shell.table(answer.model_dump()["events"], columns=("at", "action", "until", "reason"))
    shell.tell(answer.model_dump(mode="json"), as_json=json, words=f"{_line(found, now)}\n{told}")


@app.command()
def declare(
    assets: Annotated[list[str], typer.Argument(help="The codes of the covers.")],
    *,
    org: Annotated[str, typer.Option(help="Whose work it is.")],
    hours: Hours,
    guard: Annotated[str, typer.Option(help="Who stands by it.")],
    barrier: Annotated[str, typer.Option(help="What bars the way.")],
    permit: Annotated[str, typer.Option(help="By which permit.")],
    login: Person,
    json: Json = False,
) -> None:
    """Declare that covers are open from now on."""
    now = shell.now()
    until = now + timedelta(hours=hours)
    told = Declaration(uuid4(), tuple(assets), org, now, until, guard, barrier, permit)
    with shell.to_write("opening declare", target=f"opening {told.id}") as conn:
        opening = openings.declare(conn, shell.actor(conn, login), told, now=now)
    _tell(opening, now, as_json=json)


@app.command()
def extend(
    opening: Id,
    *,
    hours: Hours,
    reason: Annotated[str, typer.Option(help="Why it lasts longer.")],
    login: Person,
    json: Json = False,
) -> None:
    """Let an opening last longer."""
    now = shell.now()
    with shell.to_write("opening extend", target=f"opening {opening}") as conn:
        actor = shell.actor(conn, login)
        version = openings.read_opening(conn, actor, opening)[0].version
        found = openings.extend(
            conn,
            actor,
            opening,
            until=now + timedelta(hours=hours),
            reason=reason,
            event_id=uuid4(),
            if_version=version,
            now=now,
        )
    _tell(found, now, as_json=json)


@app.command()
def close(
    opening: Id,
    *,
    photo: Annotated[str, typer.Option(metavar="SHA256", help="Of the photo that shows it closed.")],
    login: Person,
    id_: ClientId = None,
    json: Json = False,
) -> None:
    """Close an opening with a photo."""
    now = shell.now()
    with shell.to_write("opening close", target=f"opening {opening}") as conn:
        actor = shell.actor(conn, login)
        version = openings.read_opening(conn, actor, opening)[0].version
        found = openings.close(
            conn, actor, opening, photo_sha256=photo, event_id=id_ or uuid4(), if_version=version, now=now
        )
    _tell(found, now, as_json=json)


def _tell(opening: Opening, now: datetime, *, as_json: bool) -> None:
    answer = OpeningAnswer.of(opening, now=now).model_dump(mode="json")
    shell.tell(answer, as_json=as_json, words=_line(opening, now))


def _line(opening: Opening, now: datetime) -> str:
    state = OpeningAnswer.of(opening, now=now).state
    return f"{opening.id} {state} until {shell.said(opening.until)}: {', '.join(opening.assets)}"
