"""Webhooks: kept by stewards (their own) and admins (all) who signed in; what was sent, and sending it again."""

import secrets
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from api import courier, outgoing, trail
from api.deps import CurrentActor, CurrentPerson, CurrentSettings, IfMatch, Now, Reading, Writing, etag
from api.webhook_shapes import (
    ChangedWebhook,
    DeliveryPage,
    NewWebhook,
    ReplayAnswer,
    ReplayBody,
    WebhookAnswer,
    WebhookList,
    WebhookMade,
)
from inspections.outbox import deliveries, planning, signing, webhooks
from inspections.outbox.deliveries import Status
from inspections.outbox.webhooks import Kind
from inspections.tickets.sight import MOST

router = APIRouter(tags=["webhooks"])


@router.get("/webhooks", summary="List webhooks")
def list_webhooks(conn: Reading, actor: CurrentActor) -> WebhookList:
    """The own ones, for an admin all."""
    return WebhookList(items=[WebhookAnswer.of(one) for one in webhooks.all_of(conn, actor)])


@router.post("/webhooks", summary="Make a webhook", status_code=201)
def create_webhook(
    request: Request,
    conn: Writing,
    caller: CurrentPerson,
    settings: CurrentSettings,
    now: Now,
    body: NewWebhook,
    response: Response,
) -> WebhookMade:
    """For what happens from now on, as far as its maker may see it. Its secret is in this answer and nowhere else."""
    trail.about(request, f"webhook {body.id}", kind=body.kind, name=body.name)
    outgoing.check_address(body.url, networks=settings.webhook_networks)
    secret = signing.secret_of(secrets.token_bytes(signing.SECRET_BYTES))
    made, new = webhooks.create(conn, caller.actor, body.wanted(), id_=body.id, kind=body.kind, secret=secret, now=now)
    response.headers["ETag"] = etag(made.version)
    return WebhookMade.made(made, secret=made.secret if new else None)


@router.get("/webhooks/{webhook_id}", summary="One webhook")
def get_webhook(conn: Reading, actor: CurrentActor, webhook_id: UUID, response: Response) -> WebhookAnswer:
    """Without its secret."""
    found = webhooks.one(conn, actor, webhook_id)
    response.headers["ETag"] = etag(found.version)
    return WebhookAnswer.of(found)


@router.put("/webhooks/{webhook_id}", summary="Change a webhook")
def change_webhook(
    request: Request,
    conn: Writing,
    caller: CurrentPerson,
    settings: CurrentSettings,
    now: Now,
    webhook_id: UUID,
    body: ChangedWebhook,
    version: IfMatch,
    response: Response,
) -> WebhookAnswer:
    """What goes where; stop it, or go on: what happened while it stood still is sent then."""
    trail.about(request, f"webhook {webhook_id}", name=body.name, enabled=body.enabled)
    stored = webhooks.one(conn, caller.actor, webhook_id)
    kept = stored.url if stored.kind is Kind.WECOM and not body.url else body.url
    wanted = body.model_copy(update={"url": outgoing.check_address(kept, networks=settings.webhook_networks)}).wanted()
    changed = webhooks.change(conn, caller.actor, webhook_id, wanted, enabled=body.enabled, if_version=version, now=now)
    response.headers["ETag"] = etag(changed.version)
    return WebhookAnswer.of(changed)


@router.delete("/webhooks/{webhook_id}", summary="Remove a webhook", status_code=204)
def remove_webhook(request: Request, conn: Writing, caller: CurrentPerson, webhook_id: UUID, version: IfMatch) -> None:
    """With the record of what was sent to it."""
    trail.about(request, f"webhook {webhook_id}")
    webhooks.remove(conn, caller.actor, webhook_id, if_version=version)


@router.get("/webhooks/{webhook_id}/deliveries", summary="What was sent to a webhook")
def list_deliveries(
    conn: Reading,
    actor: CurrentActor,
    webhook_id: UUID,
    status: Status | None = None,
    limit: Annotated[int, Query(ge=1, le=MOST)] = 100,
    after: Annotated[int | None, Query(ge=1, le=2**63 - 1, description="`next` of the page before")] = None,
) -> DeliveryPage:
    """What arrived, what waits and what was given up, newest event first."""
    return DeliveryPage.of(deliveries.page(conn, actor, webhook_id, status=status, limit=limit, after=after))


@router.post("/webhooks/{webhook_id}/replay", summary="Send again")
def replay_deliveries(
    request: Request, conn: Writing, caller: CurrentPerson, now: Now, webhook_id: UUID, body: ReplayBody
) -> ReplayAnswer:
    """A span of events under the same ids, as far as the webhook asks for them and its owner sees them now."""
    trail.about(request, f"webhook {webhook_id}", first=body.first, last=body.last)
    span = {"first": body.first, "last": body.last}
    owner = courier.owner_of(conn, webhooks.one(conn, caller.actor, webhook_id).account_id)
    return ReplayAnswer(deliveries=planning.replay(conn, caller.actor, owner, webhook_id, **span, now=now))
