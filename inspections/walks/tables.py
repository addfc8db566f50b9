"""The tables of tracks as SQLAlchemy Core sees them; see `inspections.tables`."""

from geoalchemy2 import Geometry
from sqlalchemy import REAL, BigInteger, Column, Date, DateTime, LargeBinary, Table, Uuid

from inspections.tables import metadata


def _when(name: str, *, nullable: bool = False, key: bool = False) -> Column[object]:
    return Column(name, DateTime(timezone=True), nullable=nullable, primary_key=key)


track_consent = Table(
    "track_consent",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("account_id", Uuid, nullable=False),
    Column("assignment_id", BigInteger, nullable=False),
    Column("on_day", Date, nullable=False),
    _when("given_at"),
    _when("withdrawn_at", nullable=True),
)

track_batch = Table(
    "track_batch",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("consent_id", Uuid, nullable=False),
    _when("received_at"),
    Column("content_sha256", LargeBinary, nullable=False),
)

track_point = Table(
    "track_point",
    metadata,
    Column("consent_id", Uuid, primary_key=True),
    _when("at", key=True),
    Column("batch_id", Uuid, nullable=False),
    Column("accuracy_m", REAL, nullable=False),
    Column("geom", Geometry("POINT", srid=4326, spatial_index=False), nullable=False),
)
