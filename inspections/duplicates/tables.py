"""The tables of duplicates as SQLAlchemy Core sees them; see `inspections.tables`."""

from sqlalchemy import BigInteger, Column, DateTime, Double, Integer, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB

from inspections.tables import metadata

duplicate_weight = Table(
    "duplicate_weight",
    metadata,
    Column("kind", Text, primary_key=True),
    Column("value", Double, nullable=False),
    Column("source", Text, nullable=False),
)

photo_hash = Table(
    "photo_hash",
    metadata,
    Column("sha256", Text, primary_key=True),
    Column("hash", BigInteger),
)

duplicate_pair = Table(
    "duplicate_pair",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("first_id", Uuid, nullable=False),
    Column("second_id", Uuid, nullable=False),
    Column("score", Double, nullable=False),
    Column("reasons", JSONB, nullable=False),
    Column("state", Text, nullable=False),
    Column("survivor_id", Uuid),
    Column("found_at", DateTime(timezone=True), nullable=False),
    Column("version", Integer, nullable=False),
)

duplicate_decision = Table(
    "duplicate_decision",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("pair_id", Uuid, nullable=False),
    Column("version", Integer, nullable=False),
    Column("action", Text, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("account_id", Uuid),
    Column("org_code", Text),
    Column("reason", Text, nullable=False),
    Column("data", JSONB, nullable=False),
)
