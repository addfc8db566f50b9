"""The tables of tickets as SQLAlchemy Core sees them; see `inspections.tables`."""

from typing import Any

from sqlalchemy import REAL, BigInteger, Boolean, Column, Identity, Integer, SmallInteger, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB

from inspections.tables import metadata, needed, optional, point, when


def _by(name: str) -> list[Column[Any]]:
    return [Column(f"{name}_by", Uuid), Column(f"{name}_at", when())]


ticket = Table(
    "ticket",
    metadata,
    Column("id", Uuid, primary_key=True),
    *needed(Text, "number", "state"),
    Column("version", Integer, nullable=False),
    *optional(Text, "asset_code", "class_code"),
    Column("defect_code", Text, nullable=False),
    Column("severity", SmallInteger, nullable=False),
    Column("hazard", Boolean, nullable=False),
    Column("campaign_id", Uuid),
    *needed(Text, "place_zh", "place_en"),
    *optional(Text, "community_code", "grid_code", "micro_grid_code"),
    Column("geom", point(), nullable=False),
    Column("accuracy_m", REAL),
    *optional(Text, "assignee_code", "crew_code"),
    Column("route_rule_id", BigInteger),
    *needed(Text, "route_reason_zh", "route_reason_en", "limit_reason"),
    Column("reported_at", when(), nullable=False),
    *optional(when(), "filed_at", "dispatched_at", "due_at", "repaired_at"),
    Column("repaired_by", Uuid),
    Column("repaired_house", Text),
    Column("verified_at", when()),
    Column("verified_by", Uuid),
    Column("closed_at", when()),
    Column("reworks", Integer, nullable=False),
    Column("level", Text, nullable=False),
    *optional(Text, "finding", "filing_condition", "closing_condition"),
    *optional(when(), "signed_at", "arrived_at", "made_safe_at"),
    Column("bounces", Integer, nullable=False),
    Column("final", Boolean, nullable=False),
    Column("reopens", Integer, nullable=False),
    Column("parent_id", Uuid),
)

condition = Table(
    "condition",
    metadata,
    Column("code", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("position", Integer, nullable=False),
    *optional(Text, "class_code", "defect_code"),
    *needed(Text, "text_zh", "text_en", "source"),
    Column("enabled", Boolean, nullable=False),
)

ticket_plea = Table(
    "ticket_plea",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("ticket_id", Uuid, nullable=False),
    *needed(Text, "kind", "reason"),
    Column("until", when(), nullable=False),
    Column("asked_by", Uuid),
    Column("asked_at", when(), nullable=False),
    *(column for name in ("first", "second", "denied") for column in _by(name)),
    Column("dropped_at", when()),
)

ticket_partner = Table(
    "ticket_partner",
    metadata,
    Column("ticket_id", Uuid, primary_key=True),
    Column("org_code", Text, primary_key=True),
    Column("invited_at", when(), nullable=False),
    Column("done_at", when()),
)

ticket_sighting = Table(
    "ticket_sighting",
    metadata,
    Column("ticket_id", Uuid, nullable=False),
    Column("observation_id", Uuid, primary_key=True),
)

ticket_event = Table(
    "ticket_event",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("seq", BigInteger, Identity(always=True), nullable=False),
    Column("ticket_id", Uuid, nullable=False),
    Column("version", Integer, nullable=False),
    Column("action", Text, nullable=False),
    Column("from_state", Text),
    Column("to_state", Text, nullable=False),
    Column("at", when(), nullable=False),
    Column("account_id", Uuid),
    Column("org_code", Text),
    Column("reason", Text, nullable=False),
    Column("data", JSONB, nullable=False),
    Column("quiet", Boolean, nullable=False),
    *optional(when(), "device_time", "done_at"),
)

maintenance_item = Table(
    "maintenance_item",
    metadata,
    Column("id", Uuid, primary_key=True),
    *needed(Text, "asset_code", "defect_code"),
    Column("severity", SmallInteger, nullable=False),
    Column("state", Text, nullable=False),
    Column("campaign_id", Uuid),
    Column("community_code", Text),
    *needed(when(), "first_seen_at", "last_seen_at"),
    Column("sightings", Integer, nullable=False),
    Column("first_observation_id", Uuid, nullable=False),
    Column("ticket_id", Uuid),
)
