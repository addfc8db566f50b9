"""Carries what happened to webhooks and robots: the chore `outbox`. It may die at any line: nothing is lost.

Number, plan, claim, send, note: each but the sending is a transaction of its own. What was sent and not noted is sent
again under the same id.
"""

import asyncio
import logging
import secrets
import time
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Engine
from sqlalchemy.engine import Connection

from api import outgoing
from api.access import accounts, audit
from api.settings import Settings
from inspections.outbox import numbering, planning, sending, webhooks
from inspections.outbox.sending import Outcome, Parcel
from inspections.outbox.webhooks import Kind
from registry.actor import Actor
from registry.database import reading, writing
from registry.errors import JinggeError, NotFound

log = logging.getLogger("jingge")

_ROUND_S = 3.0  # other chores wait meanwhile; a round that began is done, which takes some seconds more at most


def act(engine: Engine, settings: Settings, now: datetime) -> int:
    """Send what is due; how many requests arrived."""
    with writing(engine) as conn:
        numbering.number(conn)
    with reading(engine) as conn:
        owners = _owners(conn)
    for webhook_id, owner in owners.items():
        with writing(engine) as conn:
            planning.plan(conn, owner, webhook_id, now=now)
    started_s, arrived = time.monotonic(), 0
    while time.monotonic() - started_s < _ROUND_S:
        outcomes = _round(engine, settings, list(owners), now=now)
        more = sum(not outcome.error for outcome in outcomes)
        arrived += more
        if more == 0:  # nothing is due, or nobody takes anything: the next look is early enough
            break
    return arrived


def owner_of(conn: Connection, account_id: UUID) -> Actor | None:
    """Whose sight a webhook has; None once the account is closed: then nothing goes out."""
    try:
        account = accounts.one(conn, account_id)
    except NotFound:
        return None
    return accounts.as_actor(account) if account.disabled_at is None else None


def _owners(conn: Connection) -> dict[UUID, Actor]:
    """Webhooks that work, oldest first, each with its owner."""
    found = {row.id: owner_of(conn, row.account_id) for row in conn.execute(webhooks.SQL["working"])}
    return {webhook_id: owner for webhook_id, owner in found.items() if owner is not None}


def _round(engine: Engine, settings: Settings, webhook_ids: Sequence[UUID], *, now: datetime) -> list[Outcome]:
    parcels: list[Parcel] = []
    for webhook_id in webhook_ids:
        with writing(engine) as conn:
            parcels += sending.claim(conn, webhook_id, now=now)
    outcomes = asyncio.run(_send(parcels, settings)) if parcels else []
    for parcel, outcome in zip(parcels, outcomes, strict=True):
        _note(engine, settings, parcel, outcome, now=now)
    return outcomes


async def _send(parcels: Sequence[Parcel], settings: Settings) -> list[Outcome]:
    return await asyncio.gather(*(_send_one(parcel, settings) for parcel in parcels))


async def _send_one(parcel: Parcel, settings: Settings) -> Outcome:
    networks = settings.webhook_networks
    answer = await outgoing.post(parcel.url, parcel.body, headers=parcel.headers, networks=networks)
    error = answer.error
    if not error and parcel.kind is Kind.WECOM:
        error = outgoing.errcode(answer)
    return Outcome(answer.code, error)


def _note(engine: Engine, settings: Settings, parcel: Parcel, outcome: Outcome, *, now: datetime) -> None:
    """Note one outcome. What cannot be noted is left to the lease: the others are noted nevertheless."""
    try:
        with writing(engine) as conn:
            chance = secrets.randbelow(1000) / 1000
            days = settings.webhook_failing_days
            stopped = sending.note(conn, parcel, outcome, now=now, chance=chance, failing_days=days)
            if stopped:
                log.warning("webhook %s is stopped: %s", parcel.webhook_id, stopped)
                audit.record(
                    conn,
                    account_id=None,
                    action="webhook stopped",
                    target=f"webhook {parcel.webhook_id}",
                    outcome="done",
                    request_id="chore outbox",
                    now=now,
                    detail={"reason": stopped},
                )
    except JinggeError as error:
        log.warning("what became of a message for webhook %s is not noted: %s", parcel.webhook_id, error.message)
