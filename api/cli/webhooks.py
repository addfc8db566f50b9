"""`jingge webhook`: where events go, what was sent, and sending it again."""

import secrets
from dataclasses import asdict
from typing import Annotated
from uuid import UUID, uuid4

import typer

from api import courier, outgoing
from api.cli import shell
from api.cli.shell import Json
from api.webhook_shapes import WebhookAnswer, WebhookMade
from inspections.outbox import deliveries, planning, signing, webhooks
from inspections.outbox.webhooks import Kind, Wanted
from registry.actor import SYSTEM

app = typer.Typer(help="Webhooks and group robots: where events go.", no_args_is_help=True)

Id = Annotated[UUID, typer.Argument(help="The id, as in the list.")]


@app.command()
def add(
    name: Annotated[str, typer.Argument(help="What it is for.")],
    url: Annotated[str, typer.Argument(help="Where to: https://…; of a robot with its key.")],
    *,
    login: Annotated[str, typer.Option(help="The account as which it sees.")],
    kind: Annotated[Kind, typer.Option(help="A program, or a group of WeCom.")] = Kind.WEBHOOK,
    action: Annotated[list[str] | None, typer.Option(help="Only this action; several times for several.")] = None,
    area: Annotated[list[str] | None, typer.Option(help="Only this area; several times for several.")] = None,
    hazards: Annotated[bool, typer.Option("--hazards", help="Only of hazards.")] = False,
    json: Json = False,
) -> None:
    """Make a webhook; its secret is printed this once."""
    networks = shell.settings().webhook_networks
    wanted = Wanted(
        name, outgoing.check_address(url, networks=networks), tuple(action or ()), tuple(area or ()), hazards
    )
    secret = signing.secret_of(secrets.token_bytes(signing.SECRET_BYTES))
    id_ = uuid4()
    with shell.to_write("webhook add", target=f"webhook {id_}") as conn:
        made, _ = webhooks.create(
            conn, shell.actor(conn, login), wanted, id_=id_, kind=kind, secret=secret, now=shell.now()
        )
    answer = WebhookMade.made(made, secret=made.secret).model_dump()
    shell.tell(answer, as_json=json, words=made.secret or f"the robot {name!r} is told from now on")


@app.command("list")
def list_webhooks(*, json: Json = False) -> None:
    """List all webhooks, oldest first."""
    with shell.to_read() as conn:
        rows = [WebhookAnswer.of(one).model_dump() for one in webhooks.all_of(conn, SYSTEM)]
    columns = ("id", "kind", "name", "url", "position", "failing_since", "disabled_reason")
    shell.tell({"webhooks": rows}, as_json=json, words=shell.table(rows, columns=columns))


@app.command()
def stop(webhook_id: Id, *, json: Json = False) -> None:
    """Stop a webhook; what happens meanwhile waits for it."""
    _switch(webhook_id, enabled=False, as_json=json)


@app.command()
def go(webhook_id: Id, *, json: Json = False) -> None:
    """Let a stopped webhook go on."""
    _switch(webhook_id, enabled=True, as_json=json)


@app.command()
def remove(webhook_id: Id, *, json: Json = False) -> None:
    """Remove a webhook, with the record of what was sent to it."""
    with shell.to_write("webhook remove", target=f"webhook {webhook_id}") as conn:
        found = webhooks.one(conn, SYSTEM, webhook_id)
        webhooks.remove(conn, SYSTEM, webhook_id, if_version=found.version)
    shell.tell({"id": str(webhook_id)}, as_json=json, words=f"the webhook {found.name!r} is removed")


@app.command("deliveries")
def list_deliveries(
    webhook_id: Id,
    *,
    status: Annotated[deliveries.Status | None, typer.Option(help="Only these.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="So many.")] = 50,
    json: Json = False,
) -> None:
    """List what was sent to a webhook, newest event first."""
    with shell.to_read() as conn:
        page = deliveries.page(conn, SYSTEM, webhook_id, status=status, limit=limit, after=None)
    rows = [asdict(one) for one in page.deliveries]
    columns = ("number", "message_id", "action", "status", "next_at", "response_code", "error")
    shell.tell({"deliveries": rows, "next": page.next}, as_json=json, words=shell.table(rows, columns=columns))


@app.command()
def replay(
    webhook_id: Id,
    first: Annotated[int, typer.Argument(help="The number of the first event.")],
    last: Annotated[int | None, typer.Argument(help="The number of the last one; else the first alone.")] = None,
    *,
    json: Json = False,
) -> None:
    """Send events again, under the same ids."""
    with shell.to_write("webhook replay", target=f"webhook {webhook_id}") as conn:
        owner = courier.owner_of(conn, webhooks.one(conn, SYSTEM, webhook_id).account_id)
        count = planning.replay(
            conn, SYSTEM, owner, webhook_id, first=first, last=first if last is None else last, now=shell.now()
        )
    shell.tell({"deliveries": count}, as_json=json, words=f"{count} will be sent again")


def _switch(webhook_id: UUID, *, enabled: bool, as_json: bool) -> None:
    verb = "go" if enabled else "stop"
    with shell.to_write(f"webhook {verb}", target=f"webhook {webhook_id}") as conn:
        found = webhooks.one(conn, SYSTEM, webhook_id)
        changed = webhooks.change(
            conn,
            SYSTEM,
            webhook_id,
            webhooks.wanted_of(found),
            enabled=enabled,
            if_version=found.version,
            now=shell.now(),
        )
    words = f"the webhook {found.name!r} {'goes on' if enabled else 'is stopped'}"
    shell.tell(WebhookAnswer.of(changed).model_dump(), as_json=as_json, words=words)
