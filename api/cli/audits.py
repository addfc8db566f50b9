"""`jingge audit`: the audit read, verified and shortened."""

from dataclasses import asdict
from typing import Annotated

import typer

from api.access import audit, chain
from api.access.audit import Filter
from api.access.chain import Link, Verification
from api.cli import shell
from api.cli.shell import Json

app = typer.Typer(help="Who did what: read, verified, kept.", no_args_is_help=True)


@app.command("list")
def list_audit(
    *,
    login: Annotated[str, typer.Option(help="Rows of this login alone.")] = "",
    text: Annotated[str, typer.Option(help="A piece of action or target.")] = "",
    limit: Annotated[int, typer.Option(help="So many rows.", min=1, max=10_000)] = 100,
    json: Json = False,
) -> None:
    """List the newest rows."""
    with shell.to_read() as conn:
        rows = [asdict(one) for one in audit.recent(conn, limit=limit, which=Filter(login, text))]
    columns = ("id", "at", "login", "action", "target", "outcome")
    shell.tell({"items": rows}, as_json=json, words=shell.table(rows, columns=columns))


@app.command()
def verify(
    *,
    expect: Annotated[str, typer.Option(help="A head noted before, NUMBER:HASH: it must still be there.")] = "",
    json: Json = False,
) -> None:
    """Reckon the chain anew: says where a row was changed, put in or taken out. Exit 1 where the chain is broken."""
    with shell.to_read() as conn:
        found = chain.verify(conn, expected=Link.parse(expect) if expect else None)
    shell.tell(asdict(found) | {"unbroken": found.unbroken}, as_json=json, words=_told(found))
    if not found.unbroken:
        raise typer.Exit(1)


@app.command()
def prune(*, json: Json = False) -> None:
    """Take away rows older than the retention (JINGGE_AUDIT_RETENTION_DAYS); the chain stays verifiable."""
    days = shell.settings().audit_retention_days
    with shell.to_write("audit prune", target="audit") as conn:
        taken = chain.prune(conn, kept_days=days, now=shell.now())
    shell.tell({"rows": taken, "kept_days": days}, as_json=json, words=f"{taken} rows older than {days} days are gone")


def _told(found: Verification) -> str:
    lines = [f"{found.rows} rows; head {found.head or '-'}"]
    if found.anchor is not None and found.pruned_at is not None:
        lines.append(f"begins after link {found.anchor} (pruned {shell.said(found.pruned_at)})")
    if found.unbroken:
        return "\n".join([*lines, "unbroken; note the head elsewhere and verify it next time: --expect"])
    rows = [asdict(one) for one in found.faults]
    return "\n".join([*lines, "BROKEN", shell.table(rows, columns=("reason", "number", "audit_id", "at"))])
