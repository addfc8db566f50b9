"""The tables of drafts of plans, as SQLAlchemy Core sees them; registry.tables has the rest of the schema."""

from geoalchemy2 import Geometry
from sqlalchemy import BigInteger, Boolean, Column, Double, Identity, Integer, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB

from registry.records import key, metadata, when, words


def _draft(*, primary_key: bool = True) -> Column[int]:
    return Column("draft_id", BigInteger, primary_key=primary_key, nullable=False)


def _shape(geometry_type: str = "GEOMETRY") -> Column[Geometry]:
    return Column("geom", Geometry(geometry_type, srid=4326, spatial_index=False), nullable=False)


draft = Table(
    "draft",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    words("name"),
    words("crs"),
    Column("settings", JSONB, nullable=False),
    words("file_sha256"),
    words("made_by"),
    Column("made_at", when(), nullable=False),
    Column("closed_at", when()),
)

draft_part = Table(
    "draft_part",
    metadata,
    _draft(),
    key("division_code"),
    words("state"),
    Column("version", Integer, nullable=False),
    Column("plan_id", BigInteger),
)

draft_step = Table(
    "draft_step",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    _draft(primary_key=False),
    words("division_code"),
    Column("version", Integer, nullable=False),
    *(words(name) for name in ("act", "from_state", "to_state")),
    Column("account_id", Uuid),
    words("made_by"),
    Column("made_at", when(), nullable=False),
    words("reason"),
)

draft_grid = Table(
    "draft_grid",
    metadata,
    _draft(),
    key("grid_code"),
    words("division_code"),
    Column("version", Integer, nullable=False),
)

draft_cell = Table(
    "draft_cell",
    metadata,
    _draft(),
    key("code"),
    *(words(name) for name in ("grid_code", "name_zh", "kind")),
    Column("minutes", Double, nullable=False),
    Column("people", Double),
    Column("households", Double),
    Column("floor_from", Integer),
    Column("floor_to", Integer),
    Column("locked", Boolean, nullable=False),
    _shape(),
)

draft_atom = Table(
    "draft_atom",
    metadata,
    _draft(),
    Column("row_no", BigInteger, primary_key=True),
    Column("piece", Integer, primary_key=True),
    *(Column(name, Text) for name in ("grid_code", "cell")),
    Column("part", Double, nullable=False),
    Column("minutes", Double, nullable=False),
    Column("facts", JSONB, nullable=False),
    _shape(),
)

draft_barrier = Table(
    "draft_barrier", metadata, _draft(), Column("number", Integer, primary_key=True), words("kind"), _shape()
)

draft_building = Table("draft_building", metadata, _draft(), Column("number", Integer, primary_key=True), _shape())

draft_remark = Table(
    "draft_remark",
    metadata,
    Column("id", Uuid, primary_key=True),
    _draft(primary_key=False),
    words("grid_code"),
    words("words"),
    Column("account_id", Uuid),
    words("made_by"),
    Column("made_at", when(), nullable=False),
    Column("answer", Text),
    Column("answered_by", Text),
    Column("answered_at", when()),
    Column("resolved_by", Text),
    Column("resolved_at", when()),
    _shape("POINT"),
)
