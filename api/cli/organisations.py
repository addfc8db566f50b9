"""`jingge organisation`: it ends on a day."""

from dataclasses import asdict
from datetime import datetime
from typing import Annotated

import typer

from api.cli import shell
from api.cli.shell import Json, Login
from inspections.routing import ending

app = typer.Typer(help="Organisations of the register.", no_args_is_help=True)


@app.callback()
def organisations() -> None:
    """Keeps the noun in front of its one verb."""


@app.command()
def end(
    code: Annotated[str, typer.Argument(help="The code of the organisation.")],
    *,
    on: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="From this day it answers for nothing.")],
    reason: Annotated[str, typer.Option(help="Why it ends.")],
    login: Login = None,
    json: Json = False,
) -> None:
    """End an organisation with its crews; refused while tickets or requests are open there, naming them."""
    with shell.to_write("organisation end", target=f"organisation {code}") as conn:
        ended = ending.end(conn, shell.actor(conn, login), code, on=on.date(), reason=reason, now=shell.now())
    shell.tell(asdict(ended), as_json=json, words=f"ended on {ended.on}: {', '.join(ended.codes)}")
