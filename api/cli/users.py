"""`jingge user`: accounts from the command line, the first admin among them."""

import sys
from dataclasses import asdict
from typing import Annotated

import typer

from api.access import accounts, leaving, second_factor
from api.access.accounts import Account
from api.cli import shell
from api.cli.shell import Json
from registry.actor import SYSTEM, Role
from registry.errors import Invalid

app = typer.Typer(help="Accounts.", no_args_is_help=True)

Login = Annotated[str, typer.Argument(help="The login.")]
Own = Annotated[
    bool, typer.Option("--own-password", help="Its person chose the password: it need not be changed at the sign-in.")
]
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
    own_password: Own = False,
    json: Json = False,
) -> None:
    """Make an account; asks for its password, which its person changes at the first sign-in."""
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
            must_change=not own_password,
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
def password(login: Login, *, password_stdin: FromInput = False, own_password: Own = False, json: Json = False) -> None:
    """Set a new password, which its person changes at the next sign-in; the account's sessions end."""
    new = _password(from_input=password_stdin)
    with shell.to_write("user password", target=f"account {login}") as conn:
        account = accounts.by_login(conn, login)
        accounts.set_password(conn, account.id, password=new, must_change=not own_password)
    shell.tell({"login": login}, as_json=json, words=f"{login} has a new password")


@app.command()
def administrators(
    *,
    system: Annotated[str | None, typer.Option(help="Login of the new system administrator: keeps accounts.")] = None,
    security: Annotated[str | None, typer.Option(help="Login of the security administrator: gives rights.")] = None,
    audit: Annotated[str | None, typer.Option(help="Login of the audit administrator: reads the audit.")] = None,
    password_stdin: FromInput = False,
    json: Json = False,
) -> None:
    """Make the three administrators, or those of them that are named; asks for a first password of each."""
    wanted = [
        (login, role)
        for login, role in zip((system, security, audit), accounts.ADMINISTRATORS, strict=True)
        if login is not None
    ]
    if not wanted:
        raise Invalid("name at least one: --system, --security, --audit")
    secrets = []
    for login, _ in wanted:
        shell.warn(f"first password of {login}:")
        secrets.append(_password(from_input=password_stdin))
    with shell.to_write("user administrators", target=", ".join(f"account {login}" for login, _ in wanted)) as conn:
        made = [
            accounts.create(
                conn,
                login=login,
                name=login,
                password=secret,
                org_code=None,
                roles=[role],
                areas=[],
                now=shell.now(),
                must_change=True,
            )
            for (login, role), secret in zip(wanted, secrets, strict=True)
        ]
    words = "\n".join(f"{one.login} is made ({one.roles[0]})" for one in made)
    shell.tell({"accounts": [asdict(one) for one in made]}, as_json=json, words=words)


@app.command()
def unlock(login: Login, *, json: Json = False) -> None:
    """Forget the failed sign-ins of an account, so that it may try again at once."""
    with shell.to_write("user unlock", target=f"account {login}") as conn:
        account = accounts.by_login(conn, login)
        accounts.unlock(conn, account.id)
        unlocked = accounts.one(conn, account.id)
    shell.tell(asdict(unlocked), as_json=json, words=f"{login} may sign in")


@app.command("second-factor-reset")
def reset_second_factor(login: Login, *, json: Json = False) -> None:
    """Forget the second factor of who lost phone and recovery codes; the account's sessions end."""
    with shell.to_write("user second-factor-reset", target=f"account {login}") as conn:
        account = accounts.by_login(conn, login)
        second_factor.reset(conn, account.id)
        changed = accounts.one(conn, account.id)
    shell.tell(asdict(changed), as_json=json, words=f"{login} sets up a second factor at the next sign-in")


@app.command()
def leave(
    login: Login,
    *,
    to: Annotated[str | None, typer.Option(help="The login that takes over; else what is open stays open.")] = None,
    json: Json = False,
) -> None:
    """Somebody leaves: close the account, end its keys, hand over what is open; says what was moved."""
    with shell.to_write("user leave", target=f"account {login}") as conn:
        account = accounts.by_login(conn, login)
        successor = accounts.by_login(conn, to).id if to is not None else None
        left = leaving.leave(conn, SYSTEM, account.id, to=successor, now=shell.now())
    shell.tell(asdict(left), as_json=json, words=_told(left))


def _told(left: leaving.Left) -> str:
    handed = left.handed
    rows = [
        {"what": what, "name": one.name, "from": one.begins_at, "until": one.ends_at, "now": _now_of(one, left)}
        for what, pieces in (
            ("share", handed.shares),
            ("shift", handed.shifts),
            ("stand-in", handed.stand_ins),
            ("station", handed.stations),
        )
        for one in pieces
    ]
    head = f"{left.account.login} is closed; {left.sessions} sessions and {len(left.tokens)} tokens ended"
    named = [
        f"decide on {what}: {', '.join(names)}"
        for what, names in (
            ("rosters", handed.named.rosters),
            ("guards of open shafts", handed.named.guards),
            ("posts", handed.named.posts),
            ("webhooks that ended", left.webhooks),
        )
        if names
    ]
    moved = [shell.table(rows, columns=("what", "name", "from", "until", "now"))] if rows else []
    return "\n".join([head, *moved, *named])


def _now_of(piece: leaving.Piece, left: leaving.Left) -> str:
    return left.successor.login if piece.taken_over and left.successor else "open"


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
