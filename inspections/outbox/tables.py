"""The tables of the outbox as SQLAlchemy Core sees them; see `inspections.tables`."""

from sqlalchemy import ARRAY, BigInteger, Boolean, Column, DateTime, Identity, Integer, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB

from inspections.tables import metadata

outbox = Table(
    "outbox",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("seq", BigInteger, Identity(always=True), nullable=False),
    Column("number", BigInteger),
    Column("ticket_id", Uuid),
    Column("request_id", Uuid),
    Column("action", Text, nullable=False),
    Column("hazard", Boolean, nullable=False),
    Column("community_code", Text),
    Column("community_before", Text),
    Column("given", ARRAY(Text), nullable=False),
    Column("given_before", ARRAY(Text), nullable=False),
    Column("body", JSONB, nullable=False),
)

webhook = Table(
    "webhook",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("kind", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("url", Text, nullable=False),
    Column("secret", Text),
    Column("account_id", Uuid, nullable=False),
    Column("actions", ARRAY(Text), nullable=False),
    Column("areas", ARRAY(Text), nullable=False),
    Column("hazards_only", Boolean, nullable=False),
    Column("position", BigInteger, nullable=False),
    Column("called_at", ARRAY(DateTime(timezone=True)), nullable=False),
    Column("failing_since", DateTime(timezone=True)),
    Column("disabled_at", DateTime(timezone=True)),
    Column("disabled_reason", Text, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
)

delivery = Table(
    "delivery",
    metadata,
    Column("webhook_id", Uuid, primary_key=True),
    Column("number", BigInteger, primary_key=True),
    Column("gone", Boolean, nullable=False),
    Column("status", Text, nullable=False),
    Column("next_at", DateTime(timezone=True)),
    Column("attempts", Integer, nullable=False),
    Column("attempted_at", ARRAY(DateTime(timezone=True)), nullable=False),
    Column("response_code", Integer),
    Column("error", Text, nullable=False),
    Column("delivered_at", DateTime(timezone=True)),
)
