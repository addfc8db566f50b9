"""The tables of proof as SQLAlchemy Core sees them; see `inspections.tables`."""

from geoalchemy2 import Geometry
from sqlalchemy import (
    ARRAY,
    REAL,
    Column,
    Date,
    DateTime,
    Double,
    Integer,
    LargeBinary,
    Numeric,
    Table,
    Text,
    Uuid,
)

from inspections.tables import metadata

photo_evidence = Table(
    "photo_evidence",
    metadata,
    Column("ticket_id", Uuid, primary_key=True),
    Column("original_sha256", Text, primary_key=True),
    Column("stage", Text, nullable=False),
    Column("step_id", Uuid, nullable=False),
    Column("geom", Geometry("POINT", srid=4326, spatial_index=False)),
    Column("accuracy_m", REAL),
    Column("fix_age_s", REAL),
    Column("datum", Text),
    Column("device_time", DateTime(timezone=True)),
    Column("taken_at", DateTime(timezone=True)),
    Column("skew_s", REAL, nullable=False),
    Column("account_id", Uuid, nullable=False),
    Column("org_code", Text),
    Column("received_at", DateTime(timezone=True), nullable=False),
    Column("content_sha256", LargeBinary, nullable=False),
)

verification_rate = Table(
    "verification_rate",
    metadata,
    Column("regime", Text, primary_key=True),
    Column("share", Double, nullable=False),
    Column("source", Text, nullable=False),
)

verification_seed = Table(
    "verification_seed",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("seed", Uuid, nullable=False),
)

verification_draw = Table(
    "verification_draw",
    metadata,
    Column("event_id", Uuid, primary_key=True),
    Column("ticket_id", Uuid, nullable=False),
    Column("house", Text, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("regime", Text, nullable=False),
    Column("share", Double, nullable=False),
    Column("why", Text, nullable=False),
    Column("lot", Text, nullable=False),
)

material = Table(
    "material",
    metadata,
    Column("code", Text, primary_key=True),
    Column("name_zh", Text, nullable=False),
    Column("name_en", Text, nullable=False),
    Column("unit", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("needed_for", ARRAY(Text), nullable=False),
)

ticket_material = Table(
    "ticket_material",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("ticket_id", Uuid, nullable=False),
    Column("thing", Text, nullable=False),
    Column("house", Text, nullable=False),
    Column("visited_on", Date, nullable=False),
    Column("material_code", Text, nullable=False),
    Column("number", Integer, nullable=False),
    Column("quantity", Numeric(12, 3), nullable=False),
    Column("note", Text, nullable=False),
    Column("entered_by", Uuid, nullable=False),
    Column("entered_at", DateTime(timezone=True), nullable=False),
    Column("confirmation_id", Uuid),
    Column("confirmed_by", Uuid),
    Column("confirmed_house", Text),
    Column("confirmed_at", DateTime(timezone=True)),
)
