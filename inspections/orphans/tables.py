"""The tables of orphan covers as SQLAlchemy Core sees them; see `inspections.tables`."""

from sqlalchemy import ARRAY, BigInteger, Column, DateTime, Double, Identity, Integer, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB

from inspections.tables import metadata

orphan_weight = Table(
    "orphan_weight",
    metadata,
    Column("kind", Text, primary_key=True),
    Column("weight", Double, nullable=False),
    Column("half", Double, nullable=False),
    Column("reach_m", Double),
    Column("words", ARRAY(Text), nullable=False),
    Column("source", Text, nullable=False),
)

owner_decision = Table(
    "owner_decision",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("seq", BigInteger, Identity(always=True), nullable=False),
    Column("asset_code", Text, nullable=False),
    Column("number", Integer, nullable=False),
    Column("kind", Text, nullable=False),
    Column("owner_code", Text),
    Column("previous_code", Text),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("account_id", Uuid, nullable=False),
    Column("org_code", Text),
    Column("reason", Text, nullable=False),
    Column("notice_until", DateTime(timezone=True)),
    Column("shown", JSONB, nullable=False),
)
