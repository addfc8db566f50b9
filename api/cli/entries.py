"""`jingge entry`: cards for entering a well."""

from typing import Annotated
from uuid import UUID, uuid4

import typer

from api.cli import shell
from api.cli.guards import ClientId
from api.cli.shell import Json, Login, OfTicket, Ticket
from api.guard_shapes import CardAnswer, CardFile
from inspections.guards import entries
from inspections.guards.air import Reading
from inspections.guards.card import Act
from inspections.guards.entries import File, Measured

app = typer.Typer(help="Cards for entering a well: who may go down now.", no_args_is_help=True)

Card = Annotated[UUID, typer.Argument(help="The id of the card.")]
Person = Annotated[str, typer.Option("--login", help="The account that acts.")]


@app.command("list")
def list_cards(
    *,
    ticket: OfTicket = None,
    closed: Annotated[bool, typer.Option("--closed", help="Closed ones as well.")] = False,
    limit: Annotated[int, typer.Option(help="As many at most.")] = 100,
    after: Annotated[UUID | None, typer.Option(help="Go on after this card.")] = None,
    login: Login = None,
    json: Json = False,
) -> None:
    """List cards, newest first."""
    with shell.to_read() as conn:
        actor, now = shell.actor(conn, login), shell.now()
        files, following = entries.list_cards(
            conn, actor, now=now, ticket=ticket, open_only=not closed, limit=limit, after=after
        )
    found = [CardAnswer.of(one).model_dump(mode="json") for one in files]
    shell.tell({"cards": found, "next": following}, as_json=json, words="\n".join(map(_line, files)) or "(none)")


@app.command()
def show(card: Card, *, login: Login = None, json: Json = False) -> None:
    """Show a card: may anybody enter, must anybody leave, and why."""
    with shell.to_read() as conn:
        file, events = entries.read_card(conn, shell.actor(conn, login), card, now=shell.now())
    answer = CardFile.of(file, events)
    told = shell.table(answer.model_dump()["events"], columns=("at", "action", "person", "note"))
    shell.tell(answer.model_dump(mode="json"), as_json=json, words=f"{_line(file)}\n{told}")


@app.command("open")
def open_card(
    ticket_id: Ticket,
    *,
    attendant: Annotated[str, typer.Option(help="Who stays above all the time.")],
    enters: Annotated[list[str], typer.Option(help="Who goes down; may be given several times.")],
    login: Person,
    id_: ClientId = None,
    json: Json = False,
) -> None:
    """Open a card for a ticket."""
    with shell.to_write("entry open", target=f"ticket {ticket_id}") as conn:
        actor, id_ = shell.actor(conn, login), id_ or uuid4()
        file = entries.open_card(conn, actor, ticket_id, id_=id_, attendant=attendant, entrants=enters, now=shell.now())
    _tell(file, as_json=json)


@app.command()
def act(
    card: Card,
    action: Annotated[Act, typer.Argument(help="What is done.")],
    *,
    login: Person,
    person: Annotated[str, typer.Option(help="Who enters, leaves or takes over.")] = "",
    note: Annotated[str, typer.Option(help="What else is to be said.")] = "",
    id_: ClientId = None,
    json: Json = False,
) -> None:
    """Approve, ventilate, enter, leave, relieve or close."""
    with shell.to_write(f"entry {action}", target=f"entry card {card}") as conn:
        actor, now = shell.actor(conn, login), shell.now()
        version = entries.read_card(conn, actor, card, now=now)[0].card.version
        file = entries.act(
            conn, actor, card, action, event_id=id_ or uuid4(), if_version=version, person=person, note=note, now=now
        )
    _tell(file, as_json=json)


@app.command()
def measure(
    card: Card,
    *,
    o2: Annotated[float, typer.Option(help="Oxygen, %.")],
    combustible: Annotated[float, typer.Option(help="Combustible gas, % of the lower explosive limit.")],
    h2s: Annotated[float, typer.Option(help="Hydrogen sulphide, ppm.")],
    co: Annotated[float, typer.Option(help="Carbon monoxide, ppm.")],
    login: Person,
    json: Json = False,
) -> None:
    """Keep a reading of this moment."""
    now = shell.now()
    measured = Measured(uuid4(), Reading(now, o2, combustible, h2s, co))
    with shell.to_write("entry measure", target=f"entry card {card}") as conn:
        file = entries.measure(conn, shell.actor(conn, login), card, measured, now=now)
    _tell(file, as_json=json)


def _tell(file: File, *, as_json: bool) -> None:
    shell.tell(CardAnswer.of(file).model_dump(mode="json"), as_json=as_json, words=_line(file))


def _line(file: File) -> str:
    card, standing = file.card, file.standing
    now = "MUST LEAVE" if standing.must_leave else "may enter" if standing.may_enter else "may not enter"
    why = "; ".join(words.zh for words in standing.reasons)
    below = f", below: {', '.join(card.inside)}" if card.inside else ""
    return f"{card.id} v{card.version} {card.number}: {now}{below}{' — ' + why if why else ''}"
