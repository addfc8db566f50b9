"""The tables of guards, entry cards, declared openings and storms as SQLAlchemy Core sees them."""

from sqlalchemy import ARRAY, REAL, Column, Double, Integer, Table, Text, Uuid

from inspections.tables import metadata, needed, optional, point, when

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
    *needed(Text, "area_code", "level", "profile"),
    Column("tour_minutes", Integer, nullable=False),
    Column("begins_at", when(), nullable=False),
    Column("declared_by", Text, nullable=False),
    Column("ended_at", when()),
    Column("ended_by", Text),
    Column("version", Integer, nullable=False),
)

storm_event = Table(
    "storm_event",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("storm_id", Uuid, nullable=False),
    Column("version", Integer, nullable=False),
    *needed(Text, "action", "level"),
    Column("at", when(), nullable=False),
    *needed(Text, "account", "reason"),
)

low_point = Table(
    "low_point",
    metadata,
    Column("id", Uuid, primary_key=True),
    *needed(Text, "name", "community_code"),
    Column("within_m", REAL, nullable=False),
    Column("source", Text, nullable=False),
    Column("geom", point(), nullable=False),
    Column("created_at", when(), nullable=False),
    Column("created_by", Text, nullable=False),
    Column("retired_at", when()),
)

guard = Table(
    "guard",
    metadata,
    Column("id", Uuid, primary_key=True),
    *optional(Uuid, "ticket_id", "storm_id", "low_point_id"),
    Column("kind", Text, nullable=False),
    Column("account_id", Uuid),
    Column("org_code", Text),
    Column("post", Text, nullable=False),
    *needed(when(), "begins_at", "until"),
    Column("photo_sha256", Text),
    Column("posted_at", when(), nullable=False),
    Column("posted_by", Uuid),
    Column("ended_at", when()),
    Column("end_reason", Text, nullable=False),
    Column("told_at", when()),
)

entry_card = Table(
    "entry_card",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("ticket_id", Uuid, nullable=False),
    Column("attendant", Text, nullable=False),
    *needed(ARRAY(Text), "entrants", "inside"),
    Column("opened_at", when(), nullable=False),
    Column("opened_by", Uuid, nullable=False),
    Column("approved_at", when()),
    Column("approved_by", Uuid),
    *optional(when(), "ventilated_at", "closed_at"),
    Column("version", Integer, nullable=False),
)

entry_event = Table(
    "entry_event",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("card_id", Uuid, nullable=False),
    Column("version", Integer, nullable=False),
    *needed(Text, "action", "person"),
    Column("at", when(), nullable=False),
    Column("account_id", Uuid, nullable=False),
    Column("note", Text, nullable=False),
)

gas_reading = Table(
    "gas_reading",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("card_id", Uuid, nullable=False),
    Column("at", when(), nullable=False),
    *needed(Double, "o2_pct", "combustible_lel_pct", "h2s_ppm", "co_ppm"),
    Column("account_id", Uuid, nullable=False),
    Column("received_at", when(), nullable=False),
)

planned_opening = Table(
    "planned_opening",
    metadata,
    Column("id", Uuid, primary_key=True),
    *needed(Text, "org_code", "guard", "barrier", "permit"),
    *needed(when(), "begins_at", "until", "declared_at"),
    Column("declared_by", Uuid, nullable=False),
    Column("closed_at", when()),
    Column("closed_by", Uuid),
    Column("photo_sha256", Text),
    Column("overdue_at", when()),
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
    Column("at", when(), nullable=False),
    Column("account_id", Uuid),
    Column("until", when(), nullable=False),
    Column("reason", Text, nullable=False),
)

planned_opening_report = Table(
    "planned_opening_report",
    metadata,
    Column("observation_id", Uuid, primary_key=True),
    Column("opening_id", Uuid, nullable=False),
    Column("at", when(), nullable=False),
)
