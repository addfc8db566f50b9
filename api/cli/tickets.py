"""`jingge ticket`: what is open, and a step on it."""

from collections.abc import Sequence
from dataclasses import asdict
from json import JSONDecodeError, loads
from pathlib import Path
from typing import Annotated, Any
from uuid import uuid4

import typer

from api.cli import shell
from api.cli.shell import Json, Login, Ticket
from api.dispatch_orders import order_of
from inspections.foreign import importing
from inspections.foreign.profiles import PROFILES
from inspections.tickets import listing, steps
from inspections.tickets.cells import REDRAW
from inspections.tickets.listing import Listed, Wanted
from inspections.tickets.workflow import Action, State
from registry.errors import Invalid
from registry.exporting.whole import appearing

app = typer.Typer(help="Tickets: defects on their way to a verified end.", no_args_is_help=True)


@app.command("list")
def list_tickets(
    *,
    state: Annotated[list[State] | None, typer.Option(help="Only in this state; may be given several times.")] = None,
    late: Annotated[bool | None, typer.Option("--late/--not-late", help="Only late ones, or none of them.")] = None,
    assignee: Annotated[str | None, typer.Option(help="Only of this organisation.")] = None,
    grid: Annotated[str | None, typer.Option(metavar="CODE", help="Only in this grid.")] = None,
    micro_grid: Annotated[
        str | None, typer.Option(metavar="CODE", help="Only in this micro-grid; closed ones where they were closed.")
    ] = None,
    limit: Annotated[int, typer.Option(help="As many at most.")] = 100,
    after: Annotated[str | None, typer.Option(help="Go on after this number.")] = None,
    login: Login = None,
    json: Json = False,
) -> None:
    """List tickets, newest number first."""
    wanted = Wanted(states=tuple(state or ()), late=late, assignee=assignee, grid=grid, micro_grid=micro_grid)
    with shell.to_read() as conn:
        page = listing.list_tickets(conn, shell.actor(conn, login), wanted, now=shell.now(), limit=limit, after=after)
    rows = [_row(one) for one in page.tickets]
    columns = ("id", "number", "state", "defect_zh", "assignee_code", "due_at", "micro_grid_code", "place_zh")
    shell.tell({"tickets": rows, "next": page.next}, as_json=json, words=shell.table(rows, columns=columns))


@app.command()
def show(ticket_id: Ticket, *, login: Login = None, json: Json = False) -> None:
    """Show a ticket with what happened to it."""
    with shell.to_read() as conn:
        file = listing.open_file(conn, shell.actor(conn, login), ticket_id, now=shell.now())
    row = _row(file.listed)
    events = [asdict(event) for event in file.events]
    head = f"{row['number']} {row['state']} {row['defect_zh']}\n{row['place_zh']}\n{row['place_en']}"
    told = shell.table(
        [event | {"reason": _why(event)} for event in events],
        columns=("at", "action", "from_state", "to_state", "org_code", "reason"),
    )
    shell.tell({**row, "events": events}, as_json=json, words=f"{head}\n{told}")


@app.command()
def step(
    ticket_id: Ticket,
    action: Annotated[Action, typer.Argument(help="What is done.")],
    *,
    login: Annotated[str, typer.Option("--login", help="The account that takes the step.")],
    reason: Annotated[str, typer.Option(help="Why, where the step needs it.")] = "",
    note: Annotated[str, typer.Option(help="What was found or done.")] = "",
    bring: Annotated[
        list[str] | None,
        typer.Option("--with", metavar="NAME=VALUE", help="What else the step needs: condition=J-restored, until=…"),
    ] = None,
    photo: Annotated[list[str] | None, typer.Option(help="SHA-256 of a photo; may be given several times.")] = None,
    json: Json = False,
) -> None:
    """Take a step in an account's name, within its rights."""
    with shell.to_write(f"ticket {action}", target=f"ticket {ticket_id}") as conn:
        actor = shell.actor(conn, login)
        current = listing.open_file(conn, actor, ticket_id, now=shell.now()).listed.ticket
        after = steps.take(
            conn,
            actor,
            ticket_id,
            action=action,
            event_id=uuid4(),
            if_version=current.version,
            now=shell.now(),
            reason=reason,
            data={"note": note} | _brought(bring or ()),
            photos=photo or (),
            profile=shell.settings().time_limit_profile,
        )
    shell.tell(asdict(after), as_json=json, words=f"{after.number} is {after.state}")


@app.command()
def order(
    ticket_id: Ticket,
    out: Annotated[Path, typer.Argument(dir_okay=False, help="The PDF to write.")],
    *,
    addressee: Annotated[str, typer.Option(help="A post or desk there; no person.")] = "",
    draft: Annotated[bool, typer.Option("--draft", help="A draft: without a link, so any address will do.")] = False,
    login: Login = None,
    json: Json = False,
) -> None:
    """Print the dispatch order (派遣单) of a ticket, with the code of a one-time link and a receipt to tear off."""
    id_ = uuid4()
    with shell.to_write("ticket order", target=f"ticket {ticket_id}") as conn:
        made = order_of(
            conn, shell.actor(conn, login), ticket_id, id_=id_, addressee=addressee, settings=shell.settings(),
            draft=draft, now=shell.now(),
        )  # fmt: skip
        with appearing(out) as folder:
            (folder / out.name).write_bytes(made.pdf)
    link_id = None if draft else id_
    words = f"{out}: a draft, without a link" if draft else f"{out} with link {link_id}"
    shell.tell({"link_id": link_id, "out": out}, as_json=json, words=words)


def _brought(pairs: Sequence[str]) -> dict[str, object]:
    """NAME=VALUE as data; children are JSON. Raises Invalid."""
    given = dict(pair.partition("=")[::2] for pair in pairs)
    try:
        return {name: loads(value) if name == "children" else value for name, value in given.items()}
    except JSONDecodeError as error:
        raise Invalid(f"children is JSON, a list of objects: {error}", field="children") from None


@app.command("import")
def import_foreign(
    file: Annotated[Path, typer.Argument(help="The file; .gz is unpacked.")],
    *,
    profile: Annotated[str, typer.Option(help=f"How it is read: {', '.join(PROFILES)}.")],
    source: Annotated[str, typer.Option(metavar="NAME", help="The system it comes from: a-z, 0-9 and dash.")],
    login: Login = None,
    json: Json = False,
) -> None:
    """Import cases of another system with their history: to read and compare, not to work on.

    The same file again changes nothing. Exit 1 where rows could not be read: they are kept with the reason.
    """
    with shell.to_write("ticket import", target=f"source {source}") as conn:
        actor = shell.actor(conn, login)
        run = importing.import_file(conn, actor, file, profile=profile, source=source, now=shell.now())
    told = asdict(run)
    head = f"{run.rows} rows: {run.created} new, {run.updated} changed, {run.unchanged} as before, "
    wrong = shell.table(told["rejects"], columns=("line", "number", "field", "value", "reason")) if run.rejects else ""
    shell.tell(told, as_json=json, words=f"{head}{len(run.rejects)} rejected\n{wrong}".rstrip())
    if run.rejects:
        raise typer.Exit(1)


def _row(one: Listed) -> dict[str, Any]:
    return {**asdict(one.ticket), "defect_zh": one.defect.zh, "defect_en": one.defect.en}


def _why(event: dict[str, Any]) -> str:
    """The reason of an event; of a redraw also from which micro-grid into which, and by which plan."""
    if event["action"] != REDRAW:
        return str(event["reason"])
    data = event["data"]
    plan = "" if data["plan"] is None else f"plan {data['plan']}: "
    return f"{plan}{data['from'] or '-'} > {data['micro_grid_code'] or '-'} {event['reason']}".strip()
