"""The tables of owners without an account as SQLAlchemy Core sees them; see `inspections.tables`."""

from sqlalchemy import Boolean, Column, DateTime, LargeBinary, Table, Text, Uuid

from inspections.tables import metadata

owner_link = Table(
    "owner_link",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("ticket_id", Uuid, nullable=False),
    Column("org_code", Text, nullable=False),
    Column("addressee", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("secret_sha256", LargeBinary, nullable=False),
    Column("made_at", DateTime(timezone=True), nullable=False),
    Column("made_by", Uuid),
    Column("expires_at", DateTime(timezone=True), nullable=False),
    Column("ended_at", DateTime(timezone=True)),
    Column("ended_why", Text),
    Column("ended_by", Uuid),
)

owner_link_act = Table(
    "owner_link_act",
    metadata,
    Column("link_id", Uuid, primary_key=True),
    Column("act", Text, primary_key=True),
    Column("event_id", Uuid, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
)

phone_answer = Table(
    "phone_answer",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("ticket_id", Uuid, nullable=False),
    Column("org_code", Text, nullable=False),
    Column("number", Text, nullable=False),
    Column("called_at", DateTime(timezone=True), nullable=False),
    Column("answered", Boolean, nullable=False),
    Column("position", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("said", Text, nullable=False),
    Column("act", Text),
    Column("event_id", Uuid),
    Column("entered_at", DateTime(timezone=True), nullable=False),
    Column("entered_by", Uuid),
    Column("erased_at", DateTime(timezone=True)),
)
