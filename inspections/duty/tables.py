"""The tables of duty as SQLAlchemy Core sees them; see `inspections.tables`."""

from sqlalchemy import Boolean, Column, Date, DateTime, Integer, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB

from inspections.tables import metadata

duty_station = Table(
    "duty_station",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("area_code", Text),
    Column("org_code", Text),
    Column("name", Text, nullable=False),
    Column("supervisor_id", Uuid),
    Column("always", Boolean, nullable=False),
    Column("may_double", Boolean, nullable=False),
    Column("made_at", DateTime(timezone=True), nullable=False),
    Column("made_by", Text, nullable=False),
    Column("closed_at", DateTime(timezone=True)),
    Column("version", Integer, nullable=False),
)

duty_roster = Table(
    "duty_roster",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("station_id", Uuid, nullable=False),
    Column("time_zone", Text, nullable=False),
    Column("starts_on", Date, nullable=False),
    Column("cycle_days", Integer, nullable=False),
    Column("slots", JSONB, nullable=False),
    Column("calendar_code", Text),
    Column("on_days_off", Text, nullable=False),
    Column("make_up_as", Integer),
    Column("made_at", DateTime(timezone=True), nullable=False),
    Column("made_by", Text, nullable=False),
)

duty_shift = Table(
    "duty_shift",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("station_id", Uuid, nullable=False),
    Column("roster_id", Uuid),
    Column("account_id", Uuid, nullable=False),
    Column("begins_at", DateTime(timezone=True), nullable=False),
    Column("ends_at", DateTime(timezone=True), nullable=False),
    Column("doubles", Boolean, nullable=False),
    Column("made_at", DateTime(timezone=True), nullable=False),
    Column("made_by", Text, nullable=False),
    Column("cancelled_at", DateTime(timezone=True)),
    Column("cancelled_by", Text),
)

duty_leave = Table(
    "duty_leave",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("account_id", Uuid, nullable=False),
    Column("begins_at", DateTime(timezone=True), nullable=False),
    Column("ends_at", DateTime(timezone=True), nullable=False),
    Column("kind", Text, nullable=False),
    Column("told_at", DateTime(timezone=True), nullable=False),
    Column("told_by", Text, nullable=False),
    Column("cancelled_at", DateTime(timezone=True)),
)

duty_stand_in = Table(
    "duty_stand_in",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("account_id", Uuid, nullable=False),
    Column("stand_in_id", Uuid, nullable=False),
    Column("begins_at", DateTime(timezone=True), nullable=False),
    Column("ends_at", DateTime(timezone=True), nullable=False),
    Column("asked_at", DateTime(timezone=True), nullable=False),
    Column("asked_by", Text, nullable=False),
    Column("approved_at", DateTime(timezone=True)),
    Column("approved_by", Text),
    Column("cancelled_at", DateTime(timezone=True)),
)

duty_fallback = Table(
    "duty_fallback",
    metadata,
    Column("ticket_id", Uuid, primary_key=True),
    Column("round", Integer, primary_key=True),
    Column("org_code", Text, nullable=False),
    Column("told_at", DateTime(timezone=True), nullable=False),
    Column("reason_zh", Text, nullable=False),
    Column("reason_en", Text, nullable=False),
)

duty_handover = Table(
    "duty_handover",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("station_id", Uuid, nullable=False),
    Column("begins_at", DateTime(timezone=True), nullable=False),
    Column("ends_at", DateTime(timezone=True), nullable=False),
    Column("until", DateTime(timezone=True), nullable=False),
    Column("sheet", Text, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("made_at", DateTime(timezone=True), nullable=False),
    Column("made_by", Uuid),
    Column("outgoing_by", Uuid),
    Column("outgoing_at", DateTime(timezone=True)),
    Column("incoming_by", Uuid),
    Column("incoming_at", DateTime(timezone=True)),
    Column("version", Integer, nullable=False),
)
