"""The tables of other systems' cases as SQLAlchemy Core sees them; see `inspections.tables`."""

from geoalchemy2 import Geometry
from sqlalchemy import Column, DateTime, Integer, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB

from inspections.tables import metadata

foreign_run = Table(
    "foreign_run",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("source", Text, nullable=False),
    Column("profile", Text, nullable=False),
    Column("file_name", Text, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("account_id", Uuid),
    *(Column(name, Integer, nullable=False) for name in ("rows", "created", "updated", "unchanged", "rejected")),
)

foreign_case = Table(
    "foreign_case",
    metadata,
    Column("id", Uuid, primary_key=True),
    *(
        Column(name, Text, nullable=False)
        for name in ("source", "number", "title", "category", "status", "agency", "channel", "words", "place")
    ),
    Column("geom", Geometry("POINT", srid=4326)),
    Column("opened_at", DateTime(timezone=True), nullable=False),
    Column("updated_at", DateTime(timezone=True)),
    Column("closed_at", DateTime(timezone=True)),
    Column("extra", JSONB, nullable=False),
    Column("content", Text, nullable=False),
    Column("run_id", Uuid, nullable=False),
    Column("version", Integer, nullable=False),
)

foreign_event = Table(
    "foreign_event",
    metadata,
    Column("case_id", Uuid, primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("kind", Text, nullable=False),
    Column("words", Text, nullable=False),
    Column("data", JSONB, nullable=False),
)

foreign_reject = Table(
    "foreign_reject",
    metadata,
    Column("run_id", Uuid, primary_key=True),
    Column("line", Integer, primary_key=True),
    *(Column(name, Text, nullable=False) for name in ("number", "field", "value", "reason")),
    Column("content", JSONB, nullable=False),
)
