"""The tables of routing as SQLAlchemy Core sees them; see `inspections.tables`."""

from sqlalchemy import BigInteger, Boolean, Column, DateTime, Identity, Integer, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB

from inspections.tables import metadata

rule_set = Table(
    "rule_set",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("draft_id", Uuid, nullable=False),
    Column("name", Text, nullable=False),
    Column("desk_org", Text),
    Column("made_by", Text, nullable=False),
    Column("made_at", DateTime(timezone=True), nullable=False),
)

rule_set_force = Table(
    "rule_set_force",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("seq", BigInteger, Identity(always=True), nullable=False),
    Column("set_id", BigInteger, nullable=False),
    Column("from_at", DateTime(timezone=True)),
    Column("decided_at", DateTime(timezone=True), nullable=False),
    Column("decided_by", Text, nullable=False),
    Column("reason", Text, nullable=False),
)

routing_rule = Table(
    "routing_rule",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("position", Integer, nullable=False),
    *(Column(name, Text) for name in ("class_code", "defect_code", "owner_code", "setting", "area_code")),
    Column("assignee_code", Text),
    Column("reason_zh", Text, nullable=False),
    Column("reason_en", Text, nullable=False),
    Column("enabled", Boolean, nullable=False),
    Column("set_id", BigInteger, nullable=False),
    Column("kind", Text),
    Column("matter_code", Text),
    Column("hazard", Boolean),
    Column("channel", Text),
    Column("hours", Text),
    Column("keyword", Text),
    Column("answers", Text, nullable=False),
    Column("source", Text, nullable=False),
)

ticket_duty = Table(
    "ticket_duty",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("ticket_id", Uuid, nullable=False),
    Column("cause", Text, nullable=False),
    Column("set_id", BigInteger),
    Column("rule_id", BigInteger),
    Column("matter_org", Text),
    Column("territory_org", Text),
    Column("matter", JSONB, nullable=False),
    Column("reason_zh", Text, nullable=False),
    Column("reason_en", Text, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
)
