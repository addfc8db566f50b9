"""`jingge appeal`: that a ticket be left out of an indicator, and what became of it."""

from typing import Annotated
from uuid import UUID, uuid4

import typer

from api.cli import shell
from api.cli.shell import Json, Ticket
from api.exchange_shapes import TicketAppealAnswer
from inspections.exchange import appeals
from inspections.exchange.appeals import Appeal, State
from inspections.exchange.indicators import Name

app = typer.Typer(help="Appeals against indicators (申诉/剔除).", no_args_is_help=True)

Id = Annotated[UUID, typer.Argument(help="The id of the appeal.")]
Reason = Annotated[str, typer.Option(help="Why.")]
Who = Annotated[str, typer.Option("--login", help="The account that asks or decides; an appeal is nobody's without.")]
_COLUMNS = ("id", "number", "indicator", "state", "asked_house", "reason", "decided_house", "decision")


@app.command()
def ask(
    ticket_id: Ticket,
    indicator: Annotated[list[Name], typer.Argument(help="The indicators it should be left out of.")],
    *,
    reason: Reason,
    login: Who,
    evidence: Annotated[str, typer.Option(help="What proves it.")] = "",
    json: Json = False,
) -> None:
    """Ask that a ticket be left out of indicators: an appeal each."""
    now = shell.now()
    with shell.to_write("appeal ask", target=f"ticket {ticket_id}") as conn:
        actor = shell.actor(conn, login)
        asked = [
            appeals.ask(conn, actor, ticket_id, name, appeal_id=uuid4(), reason=reason, evidence=evidence, now=now)
            for name in indicator
        ]
    _tell(asked, json=json)


@app.command()
def grant(appeal_id: Id, *, reason: Reason, login: Who, json: Json = False) -> None:
    """Leave the ticket out of the indicator."""
    _decide(appeal_id, granted=True, reason=reason, login=login, json=json)


@app.command()
def refuse(appeal_id: Id, *, reason: Reason, login: Who, json: Json = False) -> None:
    """Keep the ticket in the indicator."""
    _decide(appeal_id, granted=False, reason=reason, login=login, json=json)


@app.command("list")
def list_(
    *,
    state: Annotated[State | None, typer.Option(help="Only in this state.")] = None,
    login: shell.Login = None,
    json: Json = False,
) -> None:
    """List the appeals on tickets one sees."""
    with shell.to_read() as conn:
        actor = shell.actor(conn, login)
        found: list[Appeal] = []
        while page := appeals.list_appeals(conn, actor, state=state, after=found[-1].id if found else None):
            found += page
    _tell(found, json=json)


def _decide(appeal_id: UUID, *, granted: bool, reason: str, login: str, json: bool) -> None:
    with shell.to_write("appeal decide", target=f"ticket appeal {appeal_id}") as conn:
        version = appeals.by_id(conn, appeal_id).version
        done = appeals.decide(
            conn,
            shell.actor(conn, login),
            appeal_id,
            granted=granted,
            decision=reason,
            if_version=version,
            now=shell.now(),
        )
    _tell([done], json=json)


def _tell(found: list[Appeal], *, json: bool) -> None:
    rows = [TicketAppealAnswer.of(one).model_dump(mode="json") for one in found]
    shell.tell({"appeals": rows}, as_json=json, words=shell.table(rows, columns=_COLUMNS))
