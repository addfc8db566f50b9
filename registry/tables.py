"""The tables of schema `registry` as SQLAlchemy Core sees them: names, types, nulls and keys.

The migrations are the schema; checks, references, indexes and triggers live there alone (`registry/migrations/sql`).
A test reflects the migrated database against this page. Times carry an offset; geometry is SRID 4326, lon/lat.
"""

from datetime import datetime

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
    MetaData,
    Table,
    Text,
    Uuid,
)
from sqlalchemy.dialects.postgresql import INT8MULTIRANGE, INT8RANGE, JSONB, TSTZRANGE

metadata = MetaData(schema="registry")


def _when() -> DateTime:
    return DateTime(timezone=True)


def _key(name: str) -> Column[str]:
    return Column(name, Text, primary_key=True)


def _text(name: str) -> Column[str]:
    return Column(name, Text, nullable=False)


def _shape(geometry_type: str, *, nullable: bool = False) -> Column[Geometry]:
    return Column("geom", Geometry(geometry_type, srid=4326, spatial_index=False), nullable=nullable)


def _origin() -> tuple[Column[str], Column[str]]:
    return _text("source"), _text("source_id")


def _version() -> tuple[Column[datetime], Column[int]]:
    return Column("valid_from", _when(), nullable=False), Column("change_id", BigInteger, nullable=False)


# Codes ------------------------------------------------------------------------------------------------------------

issued_codes = Table(
    "issued_codes", metadata, _key("kind"), _key("prefix"), Column("serials", INT8MULTIRANGE, nullable=False)
)

serial = Table(
    "serial",
    metadata,
    _key("kind"),
    _key("prefix"),
    Column("last", BigInteger, nullable=False),
)

alias = Table(
    "alias",
    metadata,
    _key("kind"),
    _key("scheme"),
    _key("alias"),
    _text("code"),
    Column("change_id", BigInteger, nullable=False),
)

# Changes: one for each transaction that wrote to a coded table; what became of things -------------------------------

change = Table(
    "change",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("at", _when(), nullable=False),
    _text("deed"),
    _text("reason"),
    Column("run_id", BigInteger),
    _text("by_account"),
    _text("database_user"),
    _text("application"),
    Column("transaction", BigInteger, nullable=False),
)

event = Table(
    "event",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("change_id", BigInteger, nullable=False),
    _text("kind"),
    _text("code"),
    _text("deed"),
    Column("into_codes", ARRAY(Text), nullable=False),
    Column("valid_at", _when(), nullable=False),
    _text("reason"),
    Column("deed_id", Uuid, nullable=False),
)

# Organisations and import runs ------------------------------------------------------------------------------------

organisation = Table(
    "organisation",
    metadata,
    _key("code"),
    _text("name_zh"),
    _text("name_en"),
    _text("kind"),
    Column("parent_code", Text),
    Column("street_code", Text),
)

import_run = Table(
    "import_run",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    _text("kind"),
    _text("source"),
    _text("file_name"),
    _text("file_sha256"),
    Column("layer", Text),
    _text("datum"),
    Column("mapping", JSONB, nullable=False),
    _text("imported_by"),
    Column("started_at", _when(), nullable=False),
    Column("finished_at", _when()),
    Column("counts", JSONB, nullable=False),
    Column("repeats", JSONB, nullable=False),
    Column("phase_seconds", JSONB, nullable=False),
    Column("undone_by", BigInteger),
)

import_review = Table(
    "import_review",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("run_id", BigInteger, nullable=False),
    Column("row_no", BigInteger, nullable=False),
    _text("source"),
    _text("source_id"),
    Column("record", JSONB, nullable=False),
    Column("candidates", JSONB, nullable=False),
    Column("decision", Text),
    Column("code", Text),
    Column("decided_by", Text),
    Column("decided_at", _when()),
)

import_reject = Table(
    "import_reject",
    metadata,
    Column("run_id", BigInteger, primary_key=True),
    Column("row_no", BigInteger, primary_key=True),
    _key("field"),
    Column("value", Text),
    _text("reason"),
    Column("record", JSONB, nullable=False),
)

# Places -----------------------------------------------------------------------------------------------------------

division = Table(
    "division",
    metadata,
    _key("code"),
    _text("name_zh"),
    _text("name_en"),
    _shape("MULTIPOLYGON", nullable=True),
    *_version(),
)

street = Table(
    "street",
    metadata,
    _key("code"),
    _text("division_code"),
    _text("name_zh"),
    _text("name_en"),
    _shape("MULTIPOLYGON", nullable=True),
    *_version(),
)

community = Table(
    "community",
    metadata,
    _key("code"),
    _text("street_code"),
    _text("name_zh"),
    _text("short_name"),
    _shape("MULTIPOLYGON", nullable=True),
    *_version(),
)

grid = Table(
    "grid",
    metadata,
    _key("code"),
    _text("community_code"),
    _text("name_zh"),
    Column("households", Integer, nullable=False),
    _shape("MULTIPOLYGON"),
    *_version(),
)

unit_grid = Table("unit_grid", metadata, _key("code"), _text("community_code"), _shape("MULTIPOLYGON"), *_version())

road_segment = Table(
    "road_segment",
    metadata,
    _key("code"),
    _text("road_name"),
    _text("from_road"),
    _text("to_road"),
    Column("from_junction", Text),
    Column("to_junction", Text),
    _text("road_class"),
    Column("width_m", REAL),
    *_origin(),
    _shape("LINESTRING"),
    *_version(),
)

compound = Table(
    "compound",
    metadata,
    _key("code"),
    _text("community_code"),
    _text("name_zh"),
    Column("households", Integer, nullable=False),
    Column("built_year", Integer),
    *_origin(),
    _shape("MULTIPOLYGON"),
    *_version(),
)

building = Table(
    "building",
    metadata,
    _key("code"),
    _text("community_code"),
    Column("compound_code", Text),
    _text("road_name"),
    _text("house_no"),
    _text("use"),
    Column("storeys", Integer),
    Column("households", Integer, nullable=False),
    Column("shops", Integer, nullable=False),
    Column("institution_zh", Text),
    *_origin(),
    _shape("MULTIPOLYGON"),
    *_version(),
)

entrance = Table(
    "entrance",
    metadata,
    _key("code"),
    _text("building_code"),
    Column("number", Integer, nullable=False),
    Column("households", Integer, nullable=False),
    *_origin(),
    _shape("POINT"),
    *_version(),
)

landmark = Table(
    "landmark",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    _text("kind"),
    _text("name_zh"),
    *_origin(),
    _shape("GEOMETRY"),
)

place_name = Table(
    "place_name",
    metadata,
    _key("kind"),
    _key("code"),
    _text("name_zh"),
    _text("initials"),
    _text("pinyin"),
    _shape("POINT"),
)

# Assets -----------------------------------------------------------------------------------------------------------

asset_class = Table(
    "asset_class",
    metadata,
    _key("code"),
    Column("old_code", Text),
    _text("name_zh"),
    _text("name_en"),
    Column("is_cover", Boolean, nullable=False),
    Column("words", ARRAY(Text), nullable=False),
)

asset = Table(
    "asset",
    metadata,
    _key("code"),
    _text("code_scheme"),
    _text("class_code"),
    _text("status"),
    Column("community_code", Text),
    Column("grid_code", Text),
    Column("unit_grid_code", Text),
    Column("segment_code", Text),
    Column("compound_code", Text),
    Column("setting", Text),
    Column("accuracy_m", REAL),
    _text("position_source"),
    _text("datum"),
    _shape("POINT"),
    Column("spoken_prefix", Text),
    Column("spoken_number", Integer),
    Column("owner_code", Text),
    Column("maintainer_code", Text),
    Column("authority_code", Text),
    Column("material", Text),
    Column("shape", Text),
    Column("size_mm", Integer),
    Column("load_class", Text),
    Column("built_year", Integer),
    Column("fall_net", Text),
    Column("attributes", JSONB, nullable=False),
    *_origin(),
    Column("first_at", _when(), nullable=False),
    Column("valid_from", _when(), nullable=False),
    Column("name_zh", Text),
    Column("note", Text),
    Column("locking", Text),
    Column("depth_m", REAL),
    Column("fall_net_installed_on", Date),
    Column("fall_net_tested_on", Date),
    Column("change_id", BigInteger, nullable=False),
)

# Versions that were true, or were believed: rectangles of valid time and of changes beside each coded table ---------

CODED = (division, street, community, grid, unit_grid, road_segment, compound, building, entrance, asset)


def _history_of(table: Table) -> Table:
    columns = [Column(column.name, column.type, nullable=column.nullable) for column in table.columns]
    rectangle = Column("valid", TSTZRANGE, nullable=False), Column("recorded", INT8RANGE, nullable=False)
    return Table(f"{table.name}_history", metadata, *rectangle, *columns)


HISTORIES = {table.name: _history_of(table) for table in CODED}
"""The table of versions of each coded table, by the name of that table."""
