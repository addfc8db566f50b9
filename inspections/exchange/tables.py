"""The tables of appeals as SQLAlchemy Core sees them; see `inspections.tables`."""

from sqlalchemy import Column, DateTime, Integer, Table, Text, Uuid

from inspections.tables import metadata

ticket_appeal = Table(
    "ticket_appeal",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("ticket_id", Uuid, nullable=False),
    Column("indicator", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("asked_by", Uuid, nullable=False),
    Column("asked_house", Text, nullable=False),
    Column("asked_at", DateTime(timezone=True), nullable=False),
    Column("reason", Text, nullable=False),
    Column("evidence", Text, nullable=False),
    Column("decided_by", Uuid),
    Column("decided_house", Text),
    Column("decided_at", DateTime(timezone=True)),
    Column("decision", Text, nullable=False),
)

ticket_appeal_event = Table(
    "ticket_appeal_event",
    metadata,
    Column("appeal_id", Uuid, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("state", Text, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("account_id", Uuid, nullable=False),
    Column("house", Text, nullable=False),
    Column("words", Text, nullable=False),
)
