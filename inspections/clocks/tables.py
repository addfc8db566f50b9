"""The tables of clocks as SQLAlchemy Core sees them; see `inspections.tables`."""

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Column,
    Date,
    DateTime,
    Identity,
    Integer,
    Numeric,
    SmallInteger,
    Table,
    Text,
    Uuid,
)

from inspections.tables import metadata

calendar = Table(
    "calendar",
    metadata,
    Column("code", Text, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("name_zh", Text, nullable=False),
    Column("name_en", Text, nullable=False),
    Column("time_zone", Text, nullable=False),
    Column("weekdays", ARRAY(SmallInteger), nullable=False),
    Column("hours", ARRAY(Text), nullable=False),
    Column("days_off", ARRAY(Date), nullable=False),
    Column("make_up_days", ARRAY(Date), nullable=False),
    Column("years", ARRAY(SmallInteger), nullable=False),
    Column("source", Text, nullable=False),
    Column("changed_at", DateTime(timezone=True), nullable=False),
    Column("changed_by", Text, nullable=False),
)

time_limit = Table(
    "time_limit",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("profile", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("defect_code", Text),
    Column("condition", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("amount", Numeric, nullable=False),
    Column("unit", Text, nullable=False),
    Column("calendar_code", Text, nullable=False),
    Column("warn_share", Numeric),
    Column("escalate_share", Numeric),
    Column("supervise_share", Numeric),
    Column("source", Text, nullable=False),
    Column("valid_from", DateTime(timezone=True), nullable=False),
    Column("changed_at", DateTime(timezone=True), nullable=False),
    Column("changed_by", Text, nullable=False),
)

ticket_clock = Table(
    "ticket_clock",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("seq", BigInteger, Identity(always=True), nullable=False),
    Column("ticket_id", Uuid, nullable=False),
    Column("kind", Text, nullable=False),
    Column("limit_id", BigInteger, nullable=False),
    Column("calendar_version", Integer, nullable=False),
    Column("started_at", DateTime(timezone=True), nullable=False),
    Column("extra_s", BigInteger, nullable=False),
    Column("warn_at", DateTime(timezone=True)),
    Column("due_at", DateTime(timezone=True), nullable=False),
    Column("escalate_at", DateTime(timezone=True)),
    Column("supervise_at", DateTime(timezone=True)),
    Column("rung", SmallInteger, nullable=False),
    Column("next_at", DateTime(timezone=True)),
    Column("met_at", DateTime(timezone=True)),
    Column("superseded_at", DateTime(timezone=True)),
    Column("reason", Text, nullable=False),
)

clock_pause = Table(
    "clock_pause",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("ticket_id", Uuid, nullable=False),
    Column("cause", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("since", DateTime(timezone=True), nullable=False),
    Column("until", DateTime(timezone=True)),
    Column("cap_at", DateTime(timezone=True), nullable=False),
)
