"""`jingge phone-answer`: what owners said on the telephone, entered by the desk."""

from typing import Annotated
from uuid import uuid4

import typer

from api.cli import shell
from api.cli.shell import Json, Login, Ticket
from api.owner_shapes import PhoneAnswerOut
from inspections.owners import phoning
from inspections.owners.phoning import Called, Says
from registry.history import moments

app = typer.Typer(help="Answers by telephone, entered in an owner's name.", no_args_is_help=True)

COLUMNS = ("called_at", "org_code", "number", "answered", "position", "name", "act", "said")


@app.command()
def add(
    ticket: Ticket,
    *,
    number: Annotated[str, typer.Option(help="The number that was called.")],
    login: Annotated[str, typer.Option("--login", help="The account of the desk that called.")],
    at: Annotated[str | None, typer.Option(help="When, with its offset; else now.")] = None,
    answered: Annotated[bool, typer.Option("--answered/--no-answer", help="Whether somebody answered.")] = True,
    position: Annotated[str, typer.Option(help="Who spoke, by position: 值班员.")] = "",
    name: Annotated[str, typer.Option(help="The name, only where it was told; it is erased later.")] = "",
    said: Annotated[str, typer.Option(help="What was said.")] = "",
    act: Annotated[Says | None, typer.Option(help="What follows from it.")] = None,
    org: Annotated[str | None, typer.Option(help="The owner; else whoever has the ticket.")] = None,
    json: Json = False,
) -> None:
    """Enter a call, and take the step that follows from what was said."""
    now = shell.now()
    called_at = (moments.read("at", at) if at else None) or now
    called = Called(uuid4(), ticket, number, called_at, answered, position, name, said, act, org)
    with shell.to_write("phone-answer add", target=f"ticket {ticket}") as conn:
        profile = shell.settings().time_limit_profile
        answer = phoning.enter(conn, shell.actor(conn, login), called, now=now, profile=profile)
    told = PhoneAnswerOut.of(answer).model_dump(mode="json")
    shell.tell(told, as_json=json, words=f"{answer.org_code} {answer.act or 'no step'} ({answer.id})")


@app.command("list")
def list_answers(ticket: Ticket, *, login: Login = None, json: Json = False) -> None:
    """List the calls about a ticket."""
    with shell.to_read() as conn:
        found = phoning.of_ticket(conn, shell.actor(conn, login), ticket, now=shell.now())
    answers = [PhoneAnswerOut.of(one) for one in found]
    words = shell.table([one.model_dump() for one in answers], columns=COLUMNS)
    shell.tell({"answers": [one.model_dump(mode="json") for one in answers]}, as_json=json, words=words)
