"""The tables of schema `registry` that keep account: codes, names, changes, organisations, import runs, plans, posts.

As SQLAlchemy Core sees them; see registry.tables, which has the things themselves.
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
    Double,
    Identity,
    Integer,
    MetaData,
    Table,
    Text,
    Uuid,
)
from sqlalchemy.dialects.postgresql import INT8MULTIRANGE, JSONB

metadata = MetaData(schema="registry")


def when() -> DateTime:
    """The type of a moment."""
    return DateTime(timezone=True)


def key(name: str) -> Column[str]:
    """A text that names a row."""
    return Column(name, Text, primary_key=True)


def words(name: str) -> Column[str]:
    """A text that is always there."""
    return Column(name, Text, nullable=False)


# Codes ------------------------------------------------------------------------------------------------------------

issued_codes = Table(
    "issued_codes", metadata, key("kind"), key("prefix"), Column("serials", INT8MULTIRANGE, nullable=False)
)

serial = Table(
    "serial",
    metadata,
    key("kind"),
    key("prefix"),
    Column("last", BigInteger, nullable=False),
)

alias = Table(
    "alias",
    metadata,
    key("kind"),
    key("scheme"),
    key("alias"),
    words("code"),
    Column("change_id", BigInteger, nullable=False),
)

alias_history = Table(
    "alias_history",
    metadata,
    *(words(name) for name in ("kind", "scheme", "alias", "code")),
    Column("change_id", BigInteger, nullable=False),
    Column("ended_by", BigInteger, nullable=False),
)

# Changes: one for each transaction that wrote to a coded table; what became of things -------------------------------

change = Table(
    "change",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("at", when(), nullable=False),
    words("deed"),
    words("reason"),
    Column("run_id", BigInteger),
    words("by_account"),
    words("database_user"),
    words("application"),
    Column("transaction", BigInteger, nullable=False),
)

event = Table(
    "event",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("change_id", BigInteger, nullable=False),
    words("kind"),
    words("code"),
    words("deed"),
    Column("into_codes", ARRAY(Text), nullable=False),
    Column("valid_at", when(), nullable=False),
    words("reason"),
    Column("deed_id", Uuid, nullable=False),
)

# Organisations and import runs ------------------------------------------------------------------------------------

contract = Table(
    "contract",
    metadata,
    key("number"),
    *(words(name) for name in ("contractor_code", "principal_code")),
    *(Column(name, Date, nullable=False) for name in ("starts_on", "ends_on")),
    *(Column(name, ARRAY(Text), nullable=False) for name in ("section_codes", "class_codes")),
)

road_side = Table(
    "road_side",
    metadata,
    *(key(name) for name in ("segment_code", "side")),
    words("org_code"),
    Column("starts_on", Date, primary_key=True),
    Column("ends_on", Date),
    Column("drawn_deg", Double, nullable=False),
    words("source"),
)

organisation = Table(
    "organisation",
    metadata,
    key("code"),
    words("name_zh"),
    words("name_en"),
    words("kind"),
    Column("parent_code", Text),
    Column("street_code", Text),
    Column("ended_on", Date),
)

import_run = Table(
    "import_run",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    words("kind"),
    words("source"),
    words("file_name"),
    words("file_sha256"),
    Column("layer", Text),
    words("datum"),
    Column("mapping", JSONB, nullable=False),
    words("imported_by"),
    Column("started_at", when(), nullable=False),
    Column("finished_at", when()),
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
    words("source"),
    words("source_id"),
    Column("record", JSONB, nullable=False),
    Column("candidates", JSONB, nullable=False),
    Column("decision", Text),
    Column("code", Text),
    Column("decided_by", Text),
    Column("decided_at", when()),
)

import_reject = Table(
    "import_reject",
    metadata,
    Column("run_id", BigInteger, primary_key=True),
    Column("row_no", BigInteger, primary_key=True),
    key("field"),
    Column("value", Text),
    words("reason"),
    Column("record", JSONB, nullable=False),
)

# Plans of micro-grids ---------------------------------------------------------------------------------------------

plan = Table(
    "plan",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    words("name"),
    words("state"),
    Column("effective_at", when(), nullable=False),
    words("made_by"),
    Column("made_at", when(), nullable=False),
    words("reason"),
    words("file_sha256"),
    Column("settings", JSONB, nullable=False),
    Column("restores", BigInteger),
    Column("change_id", BigInteger),
    Column("withdrawn_by", Text),
    Column("withdrawn_at", when()),
)

plan_grid = Table(
    "plan_grid", metadata, Column("plan_id", BigInteger, primary_key=True), Column("grid_code", Text, primary_key=True)
)

plan_cell = Table(
    "plan_cell",
    metadata,
    Column("plan_id", BigInteger, primary_key=True),
    words("plan_code"),
    key("code"),
    words("grid_code"),
    words("name_zh"),
    words("kind"),
    Column("households", Integer),
    Column("minutes", REAL),
    Column("floor_from", Integer),
    Column("floor_to", Integer),
    Column("geom", Geometry("MULTIPOLYGON", srid=4326, spatial_index=False), nullable=False),
)

# Posts: who answers for a place -------------------------------------------------------------------------------------

post_kind = Table(
    "post_kind",
    metadata,
    key("code"),
    *(words(name) for name in ("name_zh", "name_en", "place_kind")),
    Column("party", Boolean, nullable=False),
    words("employment"),
    *(Column(name, Integer, nullable=False) for name in ("needed", "seats", "position")),
)

post_holder = Table(
    "post_holder",
    metadata,
    Column("id", Uuid, primary_key=True),
    words("holder"),
    words("contact"),
    Column("account_id", Uuid),
    Column("erased_at", when()),
)

post = Table(
    "post",
    metadata,
    Column("id", Uuid, primary_key=True),
    *(words(name) for name in ("kind", "place_kind", "place_code")),
    Column("seat", Integer, nullable=False),
    Column("holder_id", Uuid, nullable=False),
    Column("deputy_id", Uuid),
    Column("since", when(), nullable=False),
    Column("until", when()),
    words("reason"),
    words("made_by"),
    Column("made_at", when(), nullable=False),
    Column("ended_by", Text),
    Column("ended_at", when()),
    words("end_reason"),
)
