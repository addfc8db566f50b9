"""The tables of who pays as SQLAlchemy Core sees them; see `inspections.tables`."""

from sqlalchemy import BigInteger, Column, DateTime, Identity, Integer, Numeric, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB

from inspections.tables import metadata

paying_limit = Table(
    "paying_limit",
    metadata,
    Column("limit", Text, primary_key=True),
    Column("amount", Integer, nullable=False),
    Column("unit", Text, nullable=False),
    Column("source", Text, nullable=False),
)

paying_stand_in = Table(
    "paying_stand_in",
    metadata,
    Column("area_code", Text, primary_key=True),
    Column("org_code", Text, nullable=False),
    Column("source", Text, nullable=False),
)

recovery = Table(
    "recovery",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("ticket_id", Uuid, nullable=False),
    Column("round", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("opened_at", DateTime(timezone=True), nullable=False),
    Column("owner_code", Text),
    Column("stand_in_code", Text),
    Column("sheet", Integer, nullable=False),
    Column("cost_fen", BigInteger),
    Column("agreed_fen", BigInteger),
    Column("costed_by", Uuid),
    Column("settled_by", Uuid),
    Column("reminders", Integer, nullable=False),
    Column("due_at", DateTime(timezone=True)),
    Column("rang_at", DateTime(timezone=True)),
    Column("closed_at", DateTime(timezone=True)),
)

recovery_event = Table(
    "recovery_event",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("seq", BigInteger, Identity(always=True), nullable=False),
    Column("recovery_id", Uuid, nullable=False),
    Column("version", Integer, nullable=False),
    Column("act", Text, nullable=False),
    Column("from_state", Text),
    Column("to_state", Text, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("due_at", DateTime(timezone=True)),
    Column("account_id", Uuid),
    Column("org_code", Text),
    Column("spoken_by", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("data", JSONB, nullable=False),
)

cost_line = Table(
    "cost_line",
    metadata,
    Column("recovery_id", Uuid, primary_key=True),
    Column("sheet", Integer, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("unit", Text, nullable=False),
    Column("quantity", Numeric(12, 3), nullable=False),
    Column("unit_price_fen", BigInteger, nullable=False),
    Column("amount_fen", BigInteger, nullable=False),
    Column("material_id", Uuid),
)
