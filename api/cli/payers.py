"""`jingge recovery`: who pays when nobody answers (兜底)."""

from pathlib import Path
from typing import Annotated
from uuid import UUID, uuid4

import typer

from api.cli import shell
from api.cli.shell import Json, Login, Ticket
from api.letters import letter_of
from api.payer_shapes import RecoveriesAnswer, RecoveryAnswer, RecoveryFile
from inspections.payers import listing, recovering
from inspections.payers.costs import yuan
from inspections.payers.files import read_lines
from inspections.payers.listing import File, Wanted
from inspections.payers.recovery import Deed
from inspections.payers.terms import Act, State
from registry.errors import Invalid

app = typer.Typer(help="Who pays when nobody answers: recoveries, acts and letters.", no_args_is_help=True)

Recovery = Annotated[UUID, typer.Argument(help="The id of the recovery.")]
Reason = Annotated[str, typer.Option(help="Why: kept with the act.")]
Owner = Annotated[str | None, typer.Option(help="The code of the organisation that owns it.")]
ClientId = Annotated[UUID | None, typer.Option("--id", help="Of the act: the same again changes nothing.")]
States = Annotated[list[State] | None, typer.Option("--state", help="Only in this state; may be given several times.")]


@app.command("list")
def list_recoveries(
    *,
    state: States = None,
    open_only: Annotated[bool | None, typer.Option("--open/--ended", help="Only those not ended, or ended.")] = None,
    late: Annotated[bool | None, typer.Option("--late/--in-time", help="Only where the clock has run out.")] = None,
    owner: Owner = None,
    area: Annotated[str | None, typer.Option(help="Only in this division, street or community.")] = None,
    limit: Annotated[int, typer.Option(help="As many at most.")] = 100,
    after: Annotated[UUID | None, typer.Option(help="Go on after this id.")] = None,
    login: Login = None,
    json: Json = False,
) -> None:
    """List recoveries, newest first."""
    wanted = Wanted(states=tuple(state or ()), is_open=open_only, late=late, owner=owner, area=area)
    with shell.to_read() as conn:
        actor = shell.actor(conn, login)
        page = listing.list_recoveries(conn, actor, wanted, now=shell.now(), limit=limit, after=after)
    found = RecoveriesAnswer.of(page)
    rows = [one.model_dump() | {"owed": _owed(one)} for one in found.recoveries]
    columns = ("ticket_number", "state", "owner_code", "stand_in_code", "owed", "due_at", "id")
    shell.tell(found.model_dump(mode="json"), as_json=json, words=shell.table(rows, columns=columns))


@app.command()
def show(recovery_id: Recovery, *, login: Login = None, json: Json = False) -> None:
    """Show a recovery with its acts, its cost sheet and what may follow."""
    with shell.to_read() as conn:
        file = listing.open_file(conn, shell.actor(conn, login), recovery_id, now=shell.now())
    _tell(file, as_json=json)


@app.command("open")
def open_recovery(
    ticket_id: Ticket,
    act_: Annotated[Act, typer.Argument(metavar="ACT", help="ask or give_notice.")],
    *,
    owner: Owner = None,
    reason: Reason = "",
    id_: ClientId = None,
    login: Login = None,
    json: Json = False,
) -> None:
    """Ask the owner of a ticket's cover, or give public notice of one nobody owns."""
    now, deed = shell.now(), Deed(act_, reason=reason.strip(), owner_code=owner)
    with shell.to_write("recovery open", target=f"ticket {ticket_id}") as conn:
        actor = shell.actor(conn, login)
        one = recovering.open_recovery(conn, actor, ticket_id, deed, id_=id_ or uuid4(), now=now)
        file = listing.open_file(conn, actor, one.id, now=now)
    _tell(file, as_json=json)


@app.command()
def act(
    recovery_id: Recovery,
    act_: Annotated[Act, typer.Argument(metavar="ACT", help="The act; `show` says which may follow.")],
    *,
    reason: Reason = "",
    owner: Owner = None,
    stand_in: Annotated[str | None, typer.Option(help="The organisation that makes good instead.")] = None,
    lines: Annotated[Path | None, typer.Option(dir_okay=False, help="The cost sheet as CSV.")] = None,
    amount_fen: Annotated[int | None, typer.Option(min=0, help="An amount in fen.")] = None,
    receipt: Annotated[str, typer.Option(help="The number of the receipt.")] = "",
    photo: Annotated[list[str] | None, typer.Option(metavar="SHA256", help="Of a photo; several times.")] = None,
    version: Annotated[int | None, typer.Option(help="The version that was shown; else as it is now.")] = None,
    id_: ClientId = None,
    login: Login = None,
    json: Json = False,
) -> None:
    """Do one act on a recovery."""
    now = shell.now()
    deed = Deed(
        act_,
        reason=reason.strip(),
        photos=tuple(photo or ()),
        owner_code=owner,
        stand_in_code=stand_in,
        lines=read_lines(lines) if lines else (),
        amount_fen=amount_fen,
        receipt=receipt,
    )
    with shell.to_write("recovery act", target=f"recovery {recovery_id}") as conn:
        actor = shell.actor(conn, login)
        seen = listing.see(conn, actor, recovery_id, now=now).recovery.version if version is None else version
        recovering.act(conn, actor, recovery_id, deed, id_=id_ or uuid4(), if_version=seen, now=now)
        file = listing.open_file(conn, actor, recovery_id, now=now)
    _tell(file, as_json=json)


@app.command()
def letter(
    recovery_id: Recovery,
    file: Annotated[Path, typer.Argument(dir_okay=False, help="The PDF to write.")],
    *,
    event: Annotated[UUID | None, typer.Option(help="Of this act; else of the last that has one.")] = None,
    draft: Annotated[bool, typer.Option("--draft", help="Print it though the address is no public one.")] = False,
    login: Login = None,
    json: Json = False,
) -> None:
    """Print a letter of a recovery."""
    settings = shell.settings()
    with shell.to_read() as conn:
        actor = shell.actor(conn, login)
        made = letter_of(conn, actor, recovery_id, event, settings=settings, draft=draft, now=shell.now())
    try:
        file.write_bytes(made.pdf)
    except OSError as error:
        raise Invalid(f"{file} cannot be written: {error.strerror}", file=str(file)) from error
    shell.tell({"file": str(file), "pages": made.pages}, as_json=json, words=f"{file}: {made.pages} pages")


def _tell(file: File, *, as_json: bool) -> None:
    found = RecoveryFile.of_file(file)
    shell.tell(found.model_dump(mode="json"), as_json=as_json, words="\n".join(_lines(found)))


def _owed(found: RecoveryAnswer) -> str:
    return "-" if found.owed_fen is None else f"¥{yuan(found.owed_fen)}"


def _lines(found: RecoveryFile) -> list[str]:
    due = f", until {shell.said(found.due_at)}" if found.due_at else ""
    lines = [f"{found.id} {found.ticket_number} {found.state_zh} {found.state_en}{due}"]
    lines += [found.place_zh, f"{found.defect_zh} {found.defect_en}"]
    held = (("owner", found.owner_code, found.owner_zh), ("stand_in", found.stand_in_code, found.stand_in_zh))
    lines += [f"{name}: {code} {zh}" for name, code, zh in held if code]
    told = found.model_dump()
    if found.lines:
        lines.append(shell.table(told["lines"], columns=("kind", "name", "quantity", "unit", "amount_fen")))
        lines.append(f"owed: {_owed(found)}")
    lines.append(shell.table(told["events"], columns=("at", "act", "to_state", "due_at", "org_code", "reason")))
    lines.append("may follow: " + (", ".join(one.act for one in found.steps) or "nothing more"))
    return lines
