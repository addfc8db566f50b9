"""`jingge user`: accounts from the command line, the first admin among them."""

import sys
from dataclasses import asdict
from typing import Annotated

import typer

from api.access import accounts
from api.access.accounts import Account
from api.cli import shell
from api.cli.shell import Json
from registry.actor import Role

app = typer.Typer(help="Accounts.", no_args_is_help=True)

Login = Annotated[str, typer.Argument(help="The login.")]
FromInput = Annotated[bool, typer.Option("--password-stdin", help="Read the password from standard input.")]


@app.command()
def add(
    login: Login,
    *,
    name: Annotated[str, typer.Option(help="What people call it; the login if left out.")] = "",
    role: Annotated[list[Role] | None, typer.Option(help="A role; may be given several times.")] = None,
    area: Annotated[
        list[str] | None, typer.Option(help="Code of a division, street or community; several times.")
    ] = None,
    org: Annotated[str | None, typer.Option(help="Code of the organisation it works for.")] = None,
    no_password: Annotated[bool, typer.Option("--no-password", help="It works by token alone.")] = False,
    password_stdin: FromInput = False,
    json: Json = False,
) -> None:
    """Make an account; asks for its password."""
    password = None if no_password else _password(from_input=password_stdin)
    with shell.to_write("user add", target=f"account {login}") as conn:
        made = accounts.create(
            conn,
            login=login,
            name=name or login,
            password=password,
            org_code=org,
            roles=role or [],
            areas=area or [],
            now=shell.now(),
        )
    shell.tell(asdict(made), as_json=json, words=f"{made.login} is made ({', '.join(made.roles) or 'no role'})")


@app.command()
def disable(login: Login, *, json: Json = False) -> None:
    """Close an account: its sessions end, its tokens are revoked."""
    with shell.to_write("user disable", target=f"account {login}") as conn:
        account = accounts.by_login(conn, login)
        accounts.disable(conn, account.id, now=shell.now())
        closed = accounts.one(conn, account.id)
    shell.tell(asdict(closed), as_json=json, words=f"{login} is closed")


@app.command()
def enable(login: Login, *, json: Json = False) -> None:
    """Open a closed account again."""
    with shell.to_write("user enable", target=f"account {login}") as conn:
        account = accounts.by_login(conn, login)
        accounts.enable(conn, account.id)
        opened = accounts.one(conn, account.id)
    shell.tell(asdict(opened), as_json=json, words=f"{login} is open")


@app.command()
def password(login: Login, *, password_stdin: FromInput = False, json: Json = False) -> None:
    """Set a new password; the account's sessions end."""
    new = _password(from_input=password_stdin)
    with shell.to_write("user password", target=f"account {login}") as conn:
        accounts.set_password(conn, accounts.by_login(conn, login).id, password=new)
    shell.tell({"login": login}, as_json=json, words=f"{login} has a new password")


@app.command("list")
def list_users(*, json: Json = False) -> None:
    """List all accounts."""
    found: list[Account] = []
    with shell.to_read() as conn:
        while page := accounts.page(conn, after=found[-1].login if found else "", limit=1000):
            found += page
    rows = [asdict(one) for one in found]
    columns = ("login", "name", "org_code", "roles", "areas", "disabled_at")
    shell.tell({"accounts": rows}, as_json=json, words=shell.table(rows, columns=columns))


def _password(*, from_input: bool) -> str:
    if from_input:
        return sys.stdin.readline().rstrip("\r\n")
    return str(typer.prompt("password", hide_input=True, confirmation_prompt=True, err=True))
