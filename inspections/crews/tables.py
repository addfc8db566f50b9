"""The tables of crews' days as SQLAlchemy Core sees them; see `inspections.tables`."""

from geoalchemy2 import Geometry
from sqlalchemy import ARRAY, REAL, Boolean, Column, Date, DateTime, Integer, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB

from inspections.tables import metadata


def _when(name: str, *, nullable: bool = False) -> Column[object]:
    return Column(name, DateTime(timezone=True), nullable=nullable)


job_need = Table(
    "job_need",
    metadata,
    Column("defect_code", Text, nullable=False),
    Column("class_code", Text),
    Column("setup_minutes", REAL, nullable=False),
    Column("work_minutes", REAL, nullable=False),
    Column("skills", ARRAY(Text), nullable=False),
    Column("load", Integer, nullable=False),
    Column("source", Text, nullable=False),
)

crew_shift = Table(
    "crew_shift",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("crew_code", Text, nullable=False),
    Column("day", Date, nullable=False),
    _when("starts_at"),
    _when("ends_at"),
    Column("vehicle", Text, nullable=False),
    Column("skills", ARRAY(Text), nullable=False),
    Column("capacity", Integer, nullable=False),
    Column("depot", Geometry("POINT", srid=4326, spatial_index=False), nullable=False),
    Column("by_roster", Boolean, nullable=False),
)

tour_plan = Table(
    "tour_plan",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("day", Date, nullable=False),
    Column("house_code", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("follows_id", Uuid),
    Column("parameters", JSONB, nullable=False),
    Column("cost", JSONB, nullable=False),
    Column("moves", JSONB, nullable=False),
    _when("made_at"),
    Column("made_by", Uuid),
    _when("published_at", nullable=True),
)

tour = Table(
    "tour",
    metadata,
    Column("plan_id", Uuid, primary_key=True),
    Column("crew_code", Text, primary_key=True),
    Column("shift_id", Uuid, nullable=False),
    Column("metres", Integer, nullable=False),
    Column("path", Geometry("LINESTRING", srid=4326, spatial_index=False)),
)

tour_stop = Table(
    "tour_stop",
    metadata,
    Column("plan_id", Uuid, primary_key=True),
    Column("crew_code", Text, primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("job", Text, nullable=False),
    Column("ticket_ids", ARRAY(Uuid), nullable=False),
    Column("priority", Integer, nullable=False),
    Column("load", Integer, nullable=False),
    _when("arrives_at"),
    _when("ends_at"),
    _when("due_at", nullable=True),
    Column("fixed", Boolean, nullable=False),
    Column("leg_m", Integer),
    Column("leg_s", Integer),
    Column("geom", Geometry("POINT", srid=4326, spatial_index=False), nullable=False),
)

tour_left = Table(
    "tour_left",
    metadata,
    Column("plan_id", Uuid, primary_key=True),
    Column("job", Text, primary_key=True),
    Column("ticket_ids", ARRAY(Uuid), nullable=False),
    Column("reasons", ARRAY(Text), nullable=False),
    Column("words_zh", Text, nullable=False),
    Column("words_en", Text, nullable=False),
)
