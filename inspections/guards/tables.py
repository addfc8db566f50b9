"""The tables of guards, entry cards, declared openings and storms as SQLAlchemy Core sees them."""

from typing import Any

from geoalchemy2 import Geometry
from sqlalchemy import ARRAY, REAL, Column, DateTime, Double, Integer, Table, Text, Uuid

from inspections.tables import metadata


def _when() -> DateTime:
    return DateTime(timezone=True)


def _needed(kind: Any, *names: str) -> list[Column[Any]]:
    return [Column(name, kind, nullable=False) for name in names]


def _optional(kind: Any, *names: str) -> list[Column[Any]]:
    return [Column(name, kind) for name in names]


gas_limit = Table(
    "gas_limit",
    metadata,
    Column("gas", Text, primary_key=True),
    Column("least", Double),
    Column("most", Double, nullable=False),
    Column("source", Text, nullable=False),
)

storm = Table(
    "storm",
    metadata,
    Column("id", Uuid, primary_key=True),
    *_needed(Text, "area_code", "level", "profile"),
    Column("tour_minutes", Integer, nullable=False),
    Column("begins_at", _when(), nullable=False),
    Column("declared_by", Text, nullable=False),
    Column("ended_at", _when()),
    Column("ended_by", Text),
    Column("version", Integer, nullable=False),
)

storm_event = Table(
    "storm_event",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("storm_id", Uuid, nullable=False),
    Column("version", Integer, nullable=False),
    *_needed(Text, "action", "level"),
    Column("at", _when(), nullable=False),
    *_needed(Text, "account", "reason"),
)

low_point = Table(
    "low_point",
    metadata,
    Column("id", Uuid, primary_key=True),
    *_needed(Text, "name", "community_code"),
    Column("within_m", REAL, nullable=False),
    Column("source", Text, nullable=False),
    Column("geom", Geometry("POINT", srid=4326, spatial_index=False), nullable=False),
    Column("created_at", _when(), nullable=False),
    Column("created_by", Text, nullable=False),
    Column("retired_at", _when()),
)

guard = Table(
    "guard",
    metadata,
    Column("id", Uuid, primary_key=True),
    *_optional(Uuid, "ticket_id", "storm_id", "low_point_id"),
    Column("kind", Text, nullable=False),
    Column("account_id", Uuid),
    Column("org_code", Text),
    Column("post", Text, nullable=False),
    *_needed(_when(), "begins_at", "until"),
    Column("photo_sha256", Text),
    Column("posted_at", _when(), nullable=False),
    Column("posted_by", Uuid),
    Column("ended_at", _when()),
    Column("end_reason", Text, nullable=False),
    Column("told_at", _when()),
)

entry_card = Table(
    "entry_card",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("ticket_id", Uuid, nullable=False),
    Column("attendant", Text, nullable=False),
    *_needed(ARRAY(Text), "entrants", "inside"),
    Column("opened_at", _when(), nullable=False),
    Column("opened_by", Uuid, nullable=False),
    Column("approved_at", _when()),
    Column("approved_by", Uuid),
    *_optional(_when(), "ventilated_at", "closed_at"),
    Column("version", Integer, nullable=False),
)

entry_event = Table(
    "entry_event",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("card_id", Uuid, nullable=False),
    Column("version", Integer, nullable=False),
    *_needed(Text, "action", "person"),
    Column("at", _when(), nullable=False),
    Column("account_id", Uuid, nullable=False),
    Column("note", Text, nullable=False),
)

gas_reading = Table(
    "gas_reading",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("card_id", Uuid, nullable=False),
    Column("at", _when(), nullable=False),
    *_needed(Double, "o2_pct", "combustible_lel_pct", "h2s_ppm", "co_ppm"),
    Column("account_id", Uuid, nullable=False),
    Column("received_at", _when(), nullable=False),
)

planned_opening = Table(
    "planned_opening",
    metadata,
    Column("id", Uuid, primary_key=True),
    *_needed(Text, "org_code", "guard", "barrier", "permit"),
    *_needed(_when(), "begins_at", "until", "declared_at"),
    Column("declared_by", Uuid, nullable=False),
    Column("closed_at", _when()),
    Column("closed_by", Uuid),
    Column("photo_sha256", Text),
    Column("overdue_at", _when()),
    Column("version", Integer, nullable=False),
)

planned_opening_asset = Table(
    "planned_opening_asset",
    metadata,
    Column("opening_id", Uuid, primary_key=True),
    Column("asset_code", Text, primary_key=True),
    Column("ticket_id", Uuid),
)

planned_opening_event = Table(
    "planned_opening_event",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("opening_id", Uuid, nullable=False),
    Column("version", Integer, nullable=False),
    Column("action", Text, nullable=False),
    Column("at", _when(), nullable=False),
    Column("account_id", Uuid),
    Column("until", _when(), nullable=False),
    Column("reason", Text, nullable=False),
)

planned_opening_report = Table(
    "planned_opening_report",
    metadata,
    Column("observation_id", Uuid, primary_key=True),
    Column("opening_id", Uuid, nullable=False),
    Column("at", _when(), nullable=False),
)
