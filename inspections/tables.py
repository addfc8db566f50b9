"""The tables of schema `inspections` as SQLAlchemy Core sees them: names, types, nulls and keys.

The migrations are the schema; checks, references, indexes and triggers live there alone (`registry/migrations/sql`).
A test reflects the migrated database against this page. Times carry an offset; geometry is SRID 4326, lon/lat.
"""

from typing import Any

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
    SmallInteger,
    Table,
    Text,
    Uuid,
)
from sqlalchemy.dialects.postgresql import JSONB

metadata = MetaData(schema="inspections")


def when() -> DateTime:
    """The type of a moment."""
    return DateTime(timezone=True)


def needed(kind: Any, *names: str) -> list[Column[Any]]:
    """Columns that are always there."""
    return [Column(name, kind, nullable=False) for name in names]


def optional(kind: Any, *names: str) -> list[Column[Any]]:
    """Columns that may be empty."""
    return [Column(name, kind) for name in names]


def point() -> Geometry:
    """A place, lon/lat."""
    return Geometry("POINT", srid=4326, spatial_index=False)


# Rules of the city ------------------------------------------------------------------------------------------------

defect = Table(
    "defect",
    metadata,
    Column("code", Text, primary_key=True),
    *needed(Text, "name_zh", "name_en", "handling"),
    *needed(Boolean, "hazard", "hole"),
    Column("priority", Integer, nullable=False),
    Column("words", ARRAY(Text), nullable=False),
)

# Campaigns --------------------------------------------------------------------------------------------------------

campaign = Table(
    "campaign",
    metadata,
    Column("id", Uuid, primary_key=True),
    *needed(Text, "name", "state", "staffing", "area_code"),
    Column("starts_on", Date, nullable=False),
    Column("days", Integer, nullable=False),
    *needed(JSONB, "parameters", "plan"),
    Column("created_by", Text, nullable=False),
    Column("created_at", when(), nullable=False),
    *optional(when(), "started_at", "ended_at"),
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
    *needed(Text, "kind", "place_code"),
    *optional(Text, "grid_code", "community_code"),
    Column("assignment_id", BigInteger),
    *optional(Integer, "day_no", "position"),
    Column("length_m", REAL, nullable=False),
    Column("targets", Integer, nullable=False),
    Column("minutes", REAL, nullable=False),
    Column("result", Text),
    Column("visited_at", when()),
    Column("second_assignment_id", BigInteger),
    *optional(Integer, "second_day_no", "second_position"),
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
    *optional(when(), "observed_at", "second_observed_at"),
    Column("observation_id", Uuid),
    Column("second_result", Text),
    Column("second_observation_id", Uuid),
)

# Observations -----------------------------------------------------------------------------------------------------


def _sent() -> list[Column[Any]]:
    """Who sent it, in which batch, and when it came."""
    return [
        *needed(Uuid, "batch_id", "account_id"),
        Column("device_id", Text, nullable=False),
        Column("received_at", when(), nullable=False),
    ]


def _seen() -> list[Column[Any]]:
    """When it was seen, what a person must look at, and the hash of what came."""
    return [
        Column("device_time", when()),
        Column("observed_at", when(), nullable=False),
        Column("skew_s", REAL, nullable=False),
        Column("review", Text),
        Column("content_sha256", LargeBinary, nullable=False),
    ]


observation = Table(
    "observation",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("campaign_id", Uuid),
    Column("second_look", Boolean, nullable=False),
    *optional(Text, "asset_code", "matched_by"),
    Column("match_certainty", REAL),
    Column("candidates", JSONB),
    Column("result", Text, nullable=False),
    Column("defect_code", Text),
    Column("severity", SmallInteger),
    Column("measure_mm", REAL),
    Column("note", Text, nullable=False),
    Column("geom", point()),
    Column("accuracy_m", REAL),
    *optional(Text, "position_source", "datum"),
    *_sent(),
    *_seen(),
)

unit_visit = Table(
    "unit_visit",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("campaign_id", Uuid, nullable=False),
    Column("unit_id", BigInteger, nullable=False),
    Column("result", Text, nullable=False),
    *_sent(),
    *_seen(),
)

observation_refused = Table(
    "observation_refused",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    *needed(Text, "item_id", "reason", "detail"),
    Column("content", JSONB, nullable=False),
    *_sent(),
)

photo = Table(
    "photo",
    metadata,
    Column("sha256", Text, primary_key=True),
    Column("media_type", Text, nullable=False),
    *needed(Integer, "width_px", "height_px"),
    Column("size_bytes", BigInteger, nullable=False),
    Column("taken_at", when()),
    Column("geom", point()),
    Column("uploaded_by", Uuid, nullable=False),
    Column("uploaded_at", when(), nullable=False),
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
