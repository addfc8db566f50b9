"""The tables of tickets as SQLAlchemy Core sees them; see `inspections.tables`."""

from typing import Any

from geoalchemy2 import Geometry
from sqlalchemy import REAL, BigInteger, Boolean, Column, DateTime, Identity, Integer, SmallInteger, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB

from inspections.tables import metadata


def _when() -> DateTime:
    return DateTime(timezone=True)


def _needed(kind: Any, *names: str) -> list[Column[Any]]:
    return [Column(name, kind, nullable=False) for name in names]


def _optional(kind: Any, *names: str) -> list[Column[Any]]:
    return [Column(name, kind) for name in names]


def _by(name: str) -> list[Column[Any]]:
    return [Column(f"{name}_by", Uuid), Column(f"{name}_at", _when())]


ticket = Table(
    "ticket",
    metadata,
    Column("id", Uuid, primary_key=True),
    *_needed(Text, "number", "state"),
    Column("version", Integer, nullable=False),
    *_optional(Text, "asset_code", "class_code"),
    Column("defect_code", Text, nullable=False),
    Column("severity", SmallInteger, nullable=False),
    Column("hazard", Boolean, nullable=False),
    Column("campaign_id", Uuid),
    *_needed(Text, "place_zh", "place_en"),
    *_optional(Text, "community_code", "grid_code", "micro_grid_code"),
    Column("geom", Geometry("POINT", srid=4326, spatial_index=False), nullable=False),
    Column("accuracy_m", REAL),
    *_optional(Text, "assignee_code", "crew_code"),
    Column("route_rule_id", BigInteger),
    *_needed(Text, "route_reason_zh", "route_reason_en", "limit_reason"),
    Column("reported_at", _when(), nullable=False),
    *_optional(_when(), "filed_at", "dispatched_at", "due_at", "repaired_at"),
    Column("repaired_by", Uuid),
    Column("repaired_house", Text),
    Column("verified_at", _when()),
    Column("verified_by", Uuid),
    Column("closed_at", _when()),
    Column("reworks", Integer, nullable=False),
    Column("level", Text, nullable=False),
    *_optional(Text, "finding", "filing_condition", "closing_condition"),
    *_optional(_when(), "signed_at", "arrived_at", "made_safe_at"),
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
    *_optional(Text, "class_code", "defect_code"),
    *_needed(Text, "text_zh", "text_en", "source"),
    Column("enabled", Boolean, nullable=False),
)

ticket_plea = Table(
    "ticket_plea",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("ticket_id", Uuid, nullable=False),
    *_needed(Text, "kind", "reason"),
    Column("until", _when(), nullable=False),
    Column("asked_by", Uuid),
    Column("asked_at", _when(), nullable=False),
    *(column for name in ("first", "second", "denied") for column in _by(name)),
    Column("dropped_at", _when()),
)

ticket_partner = Table(
    "ticket_partner",
    metadata,
    Column("ticket_id", Uuid, primary_key=True),
    Column("org_code", Text, primary_key=True),
    Column("invited_at", _when(), nullable=False),
    Column("done_at", _when()),
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
    Column("at", _when(), nullable=False),
    Column("account_id", Uuid),
    Column("org_code", Text),
    Column("reason", Text, nullable=False),
    Column("data", JSONB, nullable=False),
    Column("quiet", Boolean, nullable=False),
)

maintenance_item = Table(
    "maintenance_item",
    metadata,
    Column("id", Uuid, primary_key=True),
    *_needed(Text, "asset_code", "defect_code"),
    Column("severity", SmallInteger, nullable=False),
    Column("state", Text, nullable=False),
    Column("campaign_id", Uuid),
    Column("community_code", Text),
    *_needed(_when(), "first_seen_at", "last_seen_at"),
    Column("sightings", Integer, nullable=False),
    Column("first_observation_id", Uuid, nullable=False),
    Column("ticket_id", Uuid),
)
