"""The tables of schema `inspections` as SQLAlchemy Core sees them: names, types, nulls and keys.

The migrations are the schema; checks, references, indexes and triggers live there alone (`registry/migrations/sql`).
A test reflects the migrated database against this page. Times carry an offset; geometry is SRID 4326, lon/lat.
"""

from geoalchemy2 import Geometry
from sqlalchemy import (
    ARRAY,
    REAL,
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Identity,
    Integer,
    LargeBinary,
    MetaData,
    Numeric,
    SmallInteger,
    Table,
    Text,
    Uuid,
)
from sqlalchemy.dialects.postgresql import JSONB

metadata = MetaData(schema="inspections")


def _when() -> DateTime:
    return DateTime(timezone=True)


def _point() -> Geometry:
    return Geometry("POINT", srid=4326, spatial_index=False)


# Rules of the city ------------------------------------------------------------------------------------------------

defect = Table(
    "defect",
    metadata,
    Column("code", Text, primary_key=True),
    Column("name_zh", Text, nullable=False),
    Column("name_en", Text, nullable=False),
    Column("hazard", Boolean, nullable=False),
    Column("handling", Text, nullable=False),
    Column("priority", Integer, nullable=False),
    Column("words", ARRAY(Text), nullable=False),
)

time_limit = Table(
    "time_limit",
    metadata,
    Column("profile", Text, primary_key=True),
    Column("defect_code", Text, primary_key=True),
    Column("amount", Numeric, nullable=False),
    Column("unit", Text, nullable=False),
    Column("source", Text, nullable=False),
)

routing_rule = Table(
    "routing_rule",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("position", Integer, nullable=False),
    Column("class_code", Text),
    Column("defect_code", Text),
    Column("owner_code", Text),
    Column("setting", Text),
    Column("area_code", Text),
    Column("assignee_code", Text, nullable=False),
    Column("reason_zh", Text, nullable=False),
    Column("reason_en", Text, nullable=False),
    Column("enabled", Boolean, nullable=False),
)

# Campaigns --------------------------------------------------------------------------------------------------------

campaign = Table(
    "campaign",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("name", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("staffing", Text, nullable=False),
    Column("area_code", Text, nullable=False),
    Column("starts_on", Date, nullable=False),
    Column("days", Integer, nullable=False),
    Column("parameters", JSONB, nullable=False),
    Column("plan", JSONB, nullable=False),
    Column("created_by", Text, nullable=False),
    Column("created_at", _when(), nullable=False),
    Column("started_at", _when()),
    Column("ended_at", _when()),
    Column("version", Integer, nullable=False),
)

assignment = Table(
    "assignment",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("campaign_id", Uuid, nullable=False),
    Column("number", Integer, nullable=False),
    Column("grid_code", Text),
    Column("account_id", Uuid),
    Column("second_look", Boolean, nullable=False),
    Column("minutes", REAL, nullable=False),
)

campaign_unit = Table(
    "campaign_unit",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("campaign_id", Uuid, nullable=False),
    Column("kind", Text, nullable=False),
    Column("place_code", Text, nullable=False),
    Column("grid_code", Text),
    Column("community_code", Text),
    Column("assignment_id", BigInteger),
    Column("day_no", Integer),
    Column("position", Integer),
    Column("length_m", REAL, nullable=False),
    Column("targets", Integer, nullable=False),
    Column("minutes", REAL, nullable=False),
    Column("result", Text),
    Column("visited_at", _when()),
    Column("geom", Geometry("GEOMETRY", srid=4326, spatial_index=False), nullable=False),
)

target = Table(
    "target",
    metadata,
    Column("campaign_id", Uuid, primary_key=True),
    Column("asset_code", Text, primary_key=True),
    Column("unit_id", BigInteger, nullable=False),
    Column("late", Boolean, nullable=False),
    Column("result", Text),
    Column("observed_at", _when()),
    Column("observation_id", Uuid),
    Column("second_result", Text),
    Column("second_observation_id", Uuid),
)

# Observations -----------------------------------------------------------------------------------------------------

observation = Table(
    "observation",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("batch_id", Uuid, nullable=False),
    Column("device_id", Text, nullable=False),
    Column("account_id", Uuid, nullable=False),
    Column("campaign_id", Uuid),
    Column("second_look", Boolean, nullable=False),
    Column("asset_code", Text),
    Column("matched_by", Text),
    Column("match_certainty", REAL),
    Column("candidates", JSONB),
    Column("result", Text, nullable=False),
    Column("defect_code", Text),
    Column("severity", SmallInteger),
    Column("measure_mm", REAL),
    Column("note", Text, nullable=False),
    Column("geom", _point()),
    Column("accuracy_m", REAL),
    Column("position_source", Text),
    Column("datum", Text),
    Column("device_time", _when(), nullable=False),
    Column("observed_at", _when(), nullable=False),
    Column("skew_s", REAL, nullable=False),
    Column("received_at", _when(), nullable=False),
    Column("review", Text),
    Column("content_sha256", LargeBinary, nullable=False),
)

observation_refused = Table(
    "observation_refused",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("item_id", Text, nullable=False),
    Column("batch_id", Uuid, nullable=False),
    Column("device_id", Text, nullable=False),
    Column("account_id", Uuid, nullable=False),
    Column("reason", Text, nullable=False),
    Column("detail", Text, nullable=False),
    Column("content", JSONB, nullable=False),
    Column("received_at", _when(), nullable=False),
)

photo = Table(
    "photo",
    metadata,
    Column("sha256", Text, primary_key=True),
    Column("media_type", Text, nullable=False),
    Column("width_px", Integer, nullable=False),
    Column("height_px", Integer, nullable=False),
    Column("size_bytes", BigInteger, nullable=False),
    Column("taken_at", _when()),
    Column("geom", _point()),
    Column("uploaded_by", Uuid, nullable=False),
    Column("uploaded_at", _when(), nullable=False),
)

photo_original = Table(
    "photo_original",
    metadata,
    Column("original_sha256", Text, primary_key=True),
    Column("sha256", Text, nullable=False),
)

photo_promise = Table(
    "photo_promise",
    metadata,
    Column("subject_kind", Text, primary_key=True),
    Column("subject_id", Uuid, primary_key=True),
    Column("original_sha256", Text, primary_key=True),
)

# Tickets ----------------------------------------------------------------------------------------------------------

ticket = Table(
    "ticket",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("number", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("asset_code", Text),
    Column("class_code", Text),
    Column("defect_code", Text, nullable=False),
    Column("severity", SmallInteger, nullable=False),
    Column("hazard", Boolean, nullable=False),
    Column("campaign_id", Uuid),
    Column("place_zh", Text, nullable=False),
    Column("place_en", Text, nullable=False),
    Column("community_code", Text),
    Column("grid_code", Text),
    Column("geom", _point(), nullable=False),
    Column("accuracy_m", REAL),
    Column("assignee_code", Text),
    Column("crew_code", Text),
    Column("route_rule_id", BigInteger),
    Column("route_reason_zh", Text, nullable=False),
    Column("route_reason_en", Text, nullable=False),
    Column("limit_reason", Text, nullable=False),
    Column("reported_at", _when(), nullable=False),
    Column("filed_at", _when()),
    Column("dispatched_at", _when()),
    Column("due_at", _when()),
    Column("repaired_at", _when()),
    Column("repaired_by", Uuid),
    Column("repaired_house", Text),
    Column("verified_at", _when()),
    Column("verified_by", Uuid),
    Column("closed_at", _when()),
    Column("reworks", Integer, nullable=False),
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
)

maintenance_item = Table(
    "maintenance_item",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("asset_code", Text, nullable=False),
    Column("defect_code", Text, nullable=False),
    Column("severity", SmallInteger, nullable=False),
    Column("state", Text, nullable=False),
    Column("campaign_id", Uuid),
    Column("community_code", Text),
    Column("first_seen_at", _when(), nullable=False),
    Column("last_seen_at", _when(), nullable=False),
    Column("sightings", Integer, nullable=False),
    Column("first_observation_id", Uuid, nullable=False),
)
