"""The table of suggestions as SQLAlchemy Core sees it; see `inspections.tables`."""

from sqlalchemy import Column, Integer, Table, Text, Uuid

from inspections.tables import metadata, needed, when

suggestion = Table(
    "suggestion",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("account_id", Uuid, nullable=False),
    Column("org_code", Text),
    *needed(Text, "text", "page"),
    Column("sent_at", when(), nullable=False),
    Column("answer", Text, nullable=False),
    Column("answered_at", when()),
    Column("answered_by", Uuid),
    Column("version", Integer, nullable=False),
)
