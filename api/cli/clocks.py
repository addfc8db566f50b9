"""`jingge clocks`: the time limits in force, a new one, and the clocks of a ticket."""

from dataclasses import asdict
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any

import typer

from api.cli import shell
from api.cli.shell import Json, Login, Ticket
from api.clock_shapes import ClocksAnswer
from inspections.clocks import keeping, listing
from inspections.clocks.keeping import Figures, KeptLimit, Key
from inspections.clocks.limits import Kind, Unit
from registry.errors import Invalid, NotFound

app = typer.Typer(help="Clocks: time limits, and what runs on a ticket.", no_args_is_help=True)

Defect = Annotated[str | None, typer.Option(metavar="CODE", help="Of this defect; else of every one without its own.")]
Condition = Annotated[str, typer.Option(help="A level, or what a person grants: road, prevented.")]


@app.command()
def limits(
    *, profile: Annotated[str | None, typer.Option(help="Only of this profile.")] = None, json: Json = False
) -> None:
    """List the time limits, each in its last version."""
    with shell.to_read() as conn:
        rows = [_row(kept) for kept in keeping.list_limits(conn, profile=profile)]
    columns = ("profile", "kind", "defect_code", "condition", "amount", "unit", "version", "valid_from", "source")
    shell.tell({"limits": rows}, as_json=json, words=shell.table(rows, columns=columns))


@app.command("set")
def set_limit(
    profile: Annotated[str, typer.Argument(help="The profile, as default.")],
    kind: Annotated[Kind, typer.Argument(help="What is limited.")],
    amount: Annotated[str, typer.Argument(help="How much.")],
    unit: Annotated[Unit, typer.Argument(help="Counted in what.")],
    *,
    source: Annotated[str, typer.Option(help="Where the figure is from.")],
    defect: Defect = None,
    condition: Condition = "",
    valid_from: Annotated[datetime | None, typer.Option(help="From when, local time; else from now on.")] = None,
    login: Login = None,
    json: Json = False,
) -> None:
    """Write the next version of a time limit; calendar and shares stay as they were. What runs keeps its limit."""
    key, now = Key(profile, kind, defect, condition), shell.now()
    with shell.to_write("clocks set", target=f"time limit {key}") as conn:
        before = _latest(conn, key)
        figures = Figures(
            _amount(amount),
            unit,
            before.figures.calendar_code if before else "china",
            before.figures.warn_share if before else None,
            before.figures.escalate_share if before else None,
            before.figures.supervise_share if before else None,
            source,
        )
        kept = keeping.set_limit(
            conn,
            shell.actor(conn, login),
            key,
            figures,
            valid_from=valid_from.astimezone() if valid_from else now,
            if_version=before.version if before else 0,
            now=now,
        )
    shell.tell(_row(kept), as_json=json, words=f"{key}: version {kept.version} from {shell.said(kept.valid_from)}")


@app.command()
def show(ticket_id: Ticket, *, login: Login = None, json: Json = False) -> None:
    """Show the clocks of a ticket: what runs, stands still, was met or replaced."""
    with shell.to_read() as conn:
        face = listing.of_ticket(conn, shell.actor(conn, login), ticket_id, now=shell.now())
    answer = ClocksAnswer.of(face)
    rows = [clock.model_dump() for clock in answer.clocks]
    columns = ("kind", "condition", "state", "late", "started_at", "due_at", "remaining_s", "met_at", "reason")
    shell.tell(answer.model_dump(mode="json"), as_json=json, words=shell.table(rows, columns=columns))


def _latest(conn: Any, key: Key) -> KeptLimit | None:
    try:
        return keeping.versions_of(conn, key)[0]
    except NotFound:
        return None


def _amount(text: str) -> Decimal:
    try:
        amount = Decimal(text)
    except InvalidOperation:
        raise Invalid(f"{text!r} is no number", field="amount") from None
    if not (amount.is_finite() and amount > 0):
        raise Invalid(f"a limit is above 0, not {text}", field="amount")
    return amount


def _row(kept: KeptLimit) -> dict[str, Any]:
    told = {"version": kept.version, "valid_from": kept.valid_from, "changed_by": kept.changed_by}
    return {**asdict(kept.key), **asdict(kept.figures), **told}
