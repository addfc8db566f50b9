"""`jingge contract`: who works for whom, from when until when, where and on what."""

from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from api.cli import shell
from api.cli.shell import Json, Login
from registry.contracts import book
from registry.contracts.contract import day_of

app = typer.Typer(help="Contracts of upkeep: who works for whom, where and on what.", no_args_is_help=True)

Day = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="On this day; else today.")]


@app.command("import")
def import_contracts(
    file: Annotated[Path, typer.Argument(help=f"A CSV file with the columns {', '.join(book.COLUMNS)}.")],
    *,
    login: Login = None,
    json: Json = False,
) -> None:
    """Enter the contracts of a file; the same file again changes nothing."""
    with shell.to_write("contract import", target=file.name) as conn:
        loaded = book.load(conn, shell.actor(conn, login), file)
    words = f"{loaded.new} new, {loaded.changed} changed, {loaded.same} as they were"
    shell.tell(asdict(loaded), as_json=json, words=words)


@app.command("list")
def list_contracts(
    *,
    org: Annotated[str | None, typer.Option(help="Only of this contractor or principal.")] = None,
    day: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Only in force on this day.")] = None,
    limit: Annotated[int, typer.Option(help="As many at most.")] = 100,
    after: Annotated[str | None, typer.Option(help="Go on after this number.")] = None,
    login: Login = None,
    json: Json = False,
) -> None:
    """List contracts by number."""
    with shell.to_read() as conn:
        actor = shell.actor(conn, login)
        page = book.list_contracts(conn, actor, org=org, day=_day(day), limit=limit, after=after)
    rows = [asdict(one) for one in page.contracts]
    shell.tell({"contracts": rows, "next": page.next}, as_json=json, words=shell.table(rows, columns=book.COLUMNS))


@app.command()
def who(
    asset: Annotated[str, typer.Argument(help="The code of the asset.")],
    *,
    day: Day = None,
    login: Login = None,
    json: Json = False,
) -> None:
    """Say under which contract a thing is kept."""
    on = _day(day) or day_of(shell.now())
    with shell.to_read() as conn:
        found = book.contract_of_asset(conn, shell.actor(conn, login), asset, day=on)
    words = f"{found.contractor_code} for {found.principal_code} (contract {found.number})" if found else "(none)"
    shell.tell(
        {"asset_code": asset, "day": on, "contract": asdict(found) if found else None}, as_json=json, words=words
    )


def _day(given: datetime | None) -> date | None:
    return given.date() if given else None
