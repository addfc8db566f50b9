"""`jingge token`: tokens for devices and programs."""

from dataclasses import asdict
from typing import Annotated
from uuid import UUID

import typer

from api.access import accounts, tokens
from api.cli import shell
from api.cli.shell import Json

app = typer.Typer(help="Personal tokens.", no_args_is_help=True)

Login = Annotated[str, typer.Argument(help="The login of the account.")]


@app.command()
def add(
    login: Login,
    *,
    name: Annotated[str, typer.Option(help="What the token is for.")] = "command line",
    days: Annotated[int, typer.Option(help="How long it lives.")] = 90,
    json: Json = False,
) -> None:
    """Make a token; its key is printed this once."""
    most = shell.settings().token_days
    with shell.to_write("token add", target=f"account {login}") as conn:
        account = accounts.by_login(conn, login)
        made, key = tokens.add(conn, account.id, name=name, days=days, most_days=most, now=shell.now())
    shell.tell({**asdict(made), "key": key}, as_json=json, words=key)


@app.command()
def revoke(token_id: Annotated[UUID, typer.Argument(help="The id, as in the list.")], *, json: Json = False) -> None:
    """Revoke a token; running services refuse it within two seconds."""
    with shell.to_write("token revoke", target=f"token {token_id}") as conn:
        revoked = tokens.revoke(conn, token_id, now=shell.now())
    shell.tell(asdict(revoked), as_json=json, words=f"the token {revoked.name!r} is revoked")


@app.command("list")
def list_tokens(login: Login, *, json: Json = False) -> None:
    """List the tokens of an account, newest first."""
    with shell.to_read() as conn:
        found = tokens.of_account(conn, accounts.by_login(conn, login).id)
    rows = [asdict(one) for one in found]
    columns = ("id", "name", "created_at", "expires_at", "revoked_at")
    shell.tell({"tokens": rows}, as_json=json, words=shell.table(rows, columns=columns))
