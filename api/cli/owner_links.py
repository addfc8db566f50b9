"""`jingge owner-link`: one-time links by which owners without an account answer."""

from datetime import datetime, timedelta
from typing import Annotated
from uuid import UUID, uuid4

import typer

from api.cli import shell
from api.cli.shell import Json, Login, Ticket
from api.dispatch_orders import make_link
from api.owner_shapes import LinkAnswer
from inspections.owners import links
from inspections.owners.link import Channel

app = typer.Typer(help="One-time links: an owner without an account answers.", no_args_is_help=True)

COLUMNS = ("id", "org_code", "addressee", "channel", "made_at", "expires_at", "ended_why", "done")


@app.command()
def make(
    ticket: Ticket,
    *,
    channel: Annotated[Channel, typer.Option(help="How it is handed over.")] = Channel.SMS,
    addressee: Annotated[str, typer.Option(help="A post or desk there; no person.")] = "",
    days: Annotated[int | None, typer.Option(min=1, max=31, help="How long it lives; else a week.")] = None,
    login: Login = None,
    json: Json = False,
) -> None:
    """Make a link for whoever the ticket was given to, and print its address: it is told this once."""
    settings, now = shell.settings(), shell.now()
    expires_at: datetime | None = now + timedelta(days=days) if days else None
    with shell.to_write("owner-link make", target=f"ticket {ticket}") as conn:
        made = make_link(
            conn, shell.actor(conn, login), ticket, id_=uuid4(), channel=channel, addressee=addressee,
            expires_at=expires_at, public_url=settings.public_url, now=now,
        )  # fmt: skip
    answer = LinkAnswer.of(made.link, made.address).model_dump(mode="json")
    shell.tell(
        answer, as_json=json, words=f"{made.address}\n{made.link.org_code}, until {shell.said(made.link.expires_at)}"
    )


@app.command()
def revoke(
    link: Annotated[UUID, typer.Argument(help="The id of the link.")], *, login: Login = None, json: Json = False
) -> None:
    """End a link; one that has ended stays as it is."""
    with shell.to_write("owner-link revoke", target=f"owner link {link}") as conn:
        found = links.revoke(conn, shell.actor(conn, login), link, now=shell.now())
    shell.tell(LinkAnswer.of(found).model_dump(mode="json"), as_json=json, words=f"{found.id} {found.ended_why}")


@app.command("list")
def list_links(ticket: Ticket, *, login: Login = None, json: Json = False) -> None:
    """List the links of a ticket with what was done by each; never their addresses."""
    with shell.to_read() as conn:
        found = links.of_ticket(conn, shell.actor(conn, login), ticket, now=shell.now())
    answers = [LinkAnswer.of(one) for one in found]
    told = [one.model_dump() | {"done": list(one.done)} for one in answers]
    rows = [one.model_dump(mode="json") for one in answers]
    shell.tell({"links": rows}, as_json=json, words=shell.table(told, columns=COLUMNS))
