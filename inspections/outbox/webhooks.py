"""Where events go: webhooks for programs, robots for groups of WeCom. Each sees as the account that made it."""

from dataclasses import dataclass, field, fields
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from urllib.parse import urlsplit
from uuid import UUID

from sqlalchemy import Connection, RowMapping

from inspections.outbox import numbering
from registry.actor import Actor, Role
from registry.errors import Conflict, Forbidden, Invalid, NotFound, Stale
from registry.sql import load

SQL = load(Path(__file__).parent / "sql" / "webhooks.sql")
MOST = 100
"""So many webhooks of one account: each event is looked at for each."""


class Kind(StrEnum):
    """A program that verifies signatures, or a group of WeCom."""

    WEBHOOK = "webhook"
    WECOM = "wecom"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What goes where: `actions` and `areas` that are empty mean all; of hazards alone, or of every ticket."""

    name: str
    url: str = field(repr=False)
    actions: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    hazards_only: bool = False


@dataclass(frozen=True, slots=True)
class Webhook:
    """A webhook as stored. Neither `secret` nor, of a robot, `url` is for anybody's eyes: show `address`."""

    id: UUID
    version: int
    kind: Kind
    name: str
    url: str = field(repr=False)
    secret: str | None = field(repr=False)
    account_id: UUID
    actions: tuple[str, ...]
    areas: tuple[str, ...]
    hazards_only: bool
    position: int
    called_at: tuple[datetime, ...]
    failing_since: datetime | None
    disabled_at: datetime | None
    disabled_reason: str
    created_at: datetime

    @property
    def address(self) -> str:
        """The address as people may see it: of a robot the host alone, for the rest is its key."""
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.netloc}/…" if self.kind is Kind.WECOM else self.url


def all_of(conn: Connection, actor: Actor) -> list[Webhook]:
    """The actor's own, for an admin everybody's, oldest first. Raises Forbidden."""
    account_id = None if _is_over_all(_keeper(actor)) else actor.account_id
    return [webhook_of(row) for row in conn.execute(SQL["all"], {"account_id": account_id}).mappings()]


def one(conn: Connection, actor: Actor, id_: UUID) -> Webhook:
    """One of the actor's own, for an admin of anybody's. Raises Forbidden, NotFound."""
    return _one(conn, actor, id_, "one")


def of_account(conn: Connection, account_id: UUID) -> tuple[str, ...]:
    """Names of the webhooks that see as this account and work: they end with it."""
    return tuple(conn.execute(SQL["of_account"], {"account": account_id}).scalars())


def create(
    conn: Connection, actor: Actor, wanted: Wanted, *, id_: UUID, kind: Kind, secret: str, now: datetime
) -> tuple[Webhook, bool]:
    """A new webhook for what happens from now on; whether it is new, for the same id again changes nothing.

    `secret` signs for a program; a robot has none. Raises Forbidden, Conflict for an id that is taken, Invalid.
    """
    _keeper(actor)
    if actor.account_id is None:
        raise Invalid("a webhook has the sight of an account: name one", field="login")
    if len(conn.execute(SQL["all"], {"account_id": actor.account_id}).all()) >= MOST:
        raise Conflict(f"an account has at most {MOST} webhooks; remove one first")
    values = {
        **_values(wanted),
        "id": id_,
        "kind": kind,
        "secret": secret if kind is Kind.WEBHOOK else None,
        "account_id": actor.account_id,
        "position": numbering.head(conn),
        "now": now,
    }
    created = conn.execute(SQL["store"], values).rowcount == 1
    stored = webhook_of(conn.execute(SQL["one"], {"id": id_}).mappings().one())
    known = (stored.account_id, stored.kind, wanted_of(stored)) == (actor.account_id, kind, wanted)
    if not created and not known:
        raise Conflict(f"the id {id_} names another webhook already; make a new one", id=str(id_))
    return stored, created


def change(
    conn: Connection, actor: Actor, id_: UUID, wanted: Wanted, *, enabled: bool, if_version: int, now: datetime
) -> Webhook:
    """Change what goes where, stop or go on. What happened while it stood still is sent when it goes on.

    Raises Forbidden, NotFound, Stale.
    """
    _check_version(_one(conn, actor, id_, "lock"), if_version)
    conn.execute(SQL["change"], {**_values(wanted), "id": id_, "enabled": enabled, "now": now})
    return webhook_of(conn.execute(SQL["one"], {"id": id_}).mappings().one())


def remove(conn: Connection, actor: Actor, id_: UUID, *, if_version: int) -> None:
    """Take a webhook away, with the record of what was delivered. Raises Forbidden, NotFound, Stale."""
    _check_version(_one(conn, actor, id_, "lock"), if_version)
    conn.execute(SQL["remove"], {"id": id_})


def webhook_of(row: RowMapping) -> Webhook:
    """A webhook from its row."""
    values = {one.name: row[one.name] for one in fields(Webhook)}
    lists = {name: tuple(values[name]) for name in ("actions", "areas", "called_at")}
    return Webhook(**values | lists | {"kind": Kind(values["kind"])})


def _keeper(actor: Actor) -> Actor:
    if not actor.has(Role.ADMIN, Role.STEWARD, Role.SYSTEM):
        raise Forbidden("webhooks are kept by stewards and admins")
    return actor


def _is_over_all(actor: Actor) -> bool:
    """A steward keeps the own ones alone: who could turn another's elsewhere would see what that account sees."""
    return actor.has(Role.ADMIN, Role.SYSTEM)


def _one(conn: Connection, actor: Actor, id_: UUID, statement: str) -> Webhook:
    row = conn.execute(SQL[statement], {"id": id_}).mappings().one_or_none()
    if row is None or not (_is_over_all(_keeper(actor)) or row["account_id"] == actor.account_id):
        raise NotFound(f"there is no webhook {id_} of yours", id=str(id_))
    return webhook_of(row)


def _check_version(webhook: Webhook, if_version: int) -> None:
    if webhook.version != if_version:
        raise Stale(
            f"the webhook is at version {webhook.version}, not {if_version}; read it again", version=webhook.version
        )


def wanted_of(webhook: Webhook) -> Wanted:
    """What goes where, as it was asked for."""
    return Wanted(**{one.name: getattr(webhook, one.name) for one in fields(Wanted)})


def _values(wanted: Wanted) -> dict[str, object]:
    values = {one.name: getattr(wanted, one.name) for one in fields(Wanted)}
    return values | {"actions": list(wanted.actions), "areas": list(wanted.areas)}
