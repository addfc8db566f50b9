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
    Identity,
    Integer,
    Table,
    Text,
)
from sqlalchemy.dialects.postgresql import INT8RANGE, JSONB, TSTZRANGE

from registry.import_jobs import import_job
from registry.records import (
    alias,
    alias_history,
    change,
    contract,
    event,
    import_reject,
    import_review,
    import_run,
    issued_codes,
    key,
    metadata,
    organisation,
    road_side,
    serial,
    when,
    words,
)
from registry.redraw.tables import draft

__all__ = [
    "CODED",
    "HISTORIES",
    "alias",
    "alias_history",
    "asset",
    "asset_class",
    "building",
    "change",
    "community",
    "compound",
    "contract",
    "division",
    "draft",
    "entrance",
    "event",
    "grid",
    "import_job",
    "import_reject",
    "import_review",
    "import_run",
    "issued_codes",
    "landmark",
    "metadata",
    "micro_grid",
    "organisation",
    "place_name",
    "road_segment",
    "road_side",
    "serial",
    "street",
    "unit_grid",
]


def _shape(geometry_type: str, *, nullable: bool = False) -> Column[Geometry]:
    return Column("geom", Geometry(geometry_type, srid=4326, spatial_index=False), nullable=nullable)


def _origin() -> tuple[Column[str], Column[str]]:
    return words("source"), words("source_id")


def _version() -> tuple[Column[datetime], Column[int]]:
    return Column("valid_from", when(), nullable=False), Column("change_id", BigInteger, nullable=False)


# Places -----------------------------------------------------------------------------------------------------------

division = Table(
    "division",
    metadata,
    key("code"),
    words("name_zh"),
    words("name_en"),
    _shape("MULTIPOLYGON", nullable=True),
    *_version(),
)

street = Table(
    "street",
    metadata,
    key("code"),
    words("division_code"),
    words("name_zh"),
    words("name_en"),
    _shape("MULTIPOLYGON", nullable=True),
    *_version(),
)

community = Table(
    "community",
    metadata,
    key("code"),
    words("street_code"),
    words("name_zh"),
    words("short_name"),
    _shape("MULTIPOLYGON", nullable=True),
    *_version(),
)

grid = Table(
    "grid",
    metadata,
    key("code"),
    words("community_code"),
    words("name_zh"),
    Column("households", Integer, nullable=False),
    _shape("MULTIPOLYGON"),
    *_version(),
)

unit_grid = Table("unit_grid", metadata, key("code"), words("community_code"), _shape("MULTIPOLYGON"), *_version())

micro_grid = Table(
    "micro_grid",
    metadata,
    key("code"),
    words("grid_code"),
    words("name_zh"),
    words("kind"),
    Column("households", Integer),
    Column("minutes", REAL),
    Column("floor_from", Integer),
    Column("floor_to", Integer),
    _shape("MULTIPOLYGON"),
    *_version(),
)

road_segment = Table(
    "road_segment",
    metadata,
    key("code"),
    words("road_name"),
    words("from_road"),
    words("to_road"),
    Column("from_junction", Text),
    Column("to_junction", Text),
    words("road_class"),
    Column("width_m", REAL),
    *_origin(),
    _shape("LINESTRING"),
    *_version(),
)

compound = Table(
    "compound",
    metadata,
    key("code"),
    words("community_code"),
    words("name_zh"),
    Column("households", Integer, nullable=False),
    Column("built_year", Integer),
    *_origin(),
    _shape("MULTIPOLYGON"),
    *_version(),
)

building = Table(
    "building",
    metadata,
    key("code"),
    words("community_code"),
    Column("compound_code", Text),
    words("road_name"),
    words("house_no"),
    words("use"),
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
    key("code"),
    words("building_code"),
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
    words("kind"),
    words("name_zh"),
    *_origin(),
    _shape("GEOMETRY"),
)

place_name = Table(
    "place_name",
    metadata,
    key("kind"),
    key("code"),
    words("name_zh"),
    words("initials"),
    words("pinyin"),
    _shape("POINT"),
)

# Assets -----------------------------------------------------------------------------------------------------------

asset_class = Table(
    "asset_class",
    metadata,
    key("code"),
    Column("old_code", Text),
    words("name_zh"),
    words("name_en"),
    Column("is_cover", Boolean, nullable=False),
    Column("words", ARRAY(Text), nullable=False),
)

asset = Table(
    "asset",
    metadata,
    key("code"),
    words("code_scheme"),
    words("class_code"),
    words("status"),
    Column("community_code", Text),
    Column("grid_code", Text),
    Column("unit_grid_code", Text),
    Column("segment_code", Text),
    Column("compound_code", Text),
    Column("setting", Text),
    Column("accuracy_m", REAL),
    words("position_source"),
    words("datum"),
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
    Column("first_at", when(), nullable=False),
    Column("valid_from", when(), nullable=False),
    Column("name_zh", Text),
    Column("note", Text),
    Column("locking", Text),
    Column("depth_m", REAL),
    Column("fall_net_installed_on", Date),
    Column("fall_net_tested_on", Date),
    Column("change_id", BigInteger, nullable=False),
)

# Versions that were true, or were believed: rectangles of valid time and of changes beside each coded table ---------

CODED = (division, street, community, grid, unit_grid, micro_grid, road_segment, compound, building, entrance, asset)


def _history_of(table: Table) -> Table:
    columns = [Column(column.name, column.type, nullable=column.nullable) for column in table.columns]
    rectangle = Column("valid", TSTZRANGE, nullable=False), Column("recorded", INT8RANGE, nullable=False)
    return Table(f"{table.name}_history", metadata, *rectangle, *columns)


HISTORIES = {table.name: _history_of(table) for table in CODED}
"""The table of versions of each coded table, by the name of that table."""
