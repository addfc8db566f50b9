"""The tables of requests as SQLAlchemy Core sees them; see `inspections.tables`."""

from geoalchemy2 import Geometry
from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Double,
    Identity,
    Integer,
    LargeBinary,
    Table,
    Text,
    Uuid,
)
from sqlalchemy.dialects.postgresql import JSONB

from inspections.tables import metadata

_WHEN = DateTime(timezone=True)

matter = Table(
    "matter",
    metadata,
    Column("code", Text, primary_key=True),
    *(Column(name, Text, nullable=False) for name in ("kind", "name_zh", "name_en", "source")),
    Column("words", ARRAY(Text), nullable=False),
    Column("department_code", Text),
    *(Column(name, Boolean, nullable=False) for name in ("by_street", "enabled")),
    *(Column(name, Integer, nullable=False) for name in ("answer_days", "extension_days", "return_days")),
)

request = Table(
    "request",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("key", Uuid, nullable=False),
    *(
        Column(name, Text, nullable=False)
        for name in (
            "number", "channel", "source", "state", "said", "place_zh", "area_code",
            "route_reason_zh", "route_reason_en", "answer",
        )
    ),
    *(Column(name, Text) for name in ("source_number", "matter_code", "asset_code", "assignee_code", "result_code")),
    Column("content_sha256", LargeBinary, nullable=False),
    *(Column(name, Integer, nullable=False) for name in ("version", "extensions", "returns", "reopens")),
    Column("geom", Geometry("POINT", srid=4326, spatial_index=False)),
    *(Column(name, _WHEN, nullable=False) for name in ("received_at", "respond_by", "due_at")),
    *(
        Column(name, _WHEN)
        for name in (
            "return_due_at", "accepted_at", "assigned_at", "contacted_at", "answered_at", "closed_at", "erased_at",
        )
    ),
)  # fmt: skip

request_person = Table(
    "request_person",
    metadata,
    Column("request_id", Uuid, primary_key=True),
    *(Column(name, Text, nullable=False) for name in ("name", "phone", "address", "purpose")),
    Column("erase_after", _WHEN),
)

request_event = Table(
    "request_event",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("seq", BigInteger, Identity(always=True), nullable=False),
    Column("request_id", Uuid, nullable=False),
    Column("version", Integer, nullable=False),
    *(Column(name, Text, nullable=False) for name in ("action", "to_state", "reason")),
    *(Column(name, Text) for name in ("from_state", "org_code")),
    Column("at", _WHEN, nullable=False),
    Column("account_id", Uuid),
    Column("data", JSONB, nullable=False),
)

request_ticket = Table(
    "request_ticket",
    metadata,
    Column("request_id", Uuid, primary_key=True),
    Column("ticket_id", Uuid, primary_key=True),
    Column("linked_at", _WHEN, nullable=False),
    Column("account_id", Uuid),
    Column("ended_at", _WHEN),
)

call_back_sample = Table(
    "call_back_sample",
    metadata,
    Column("id", Uuid, primary_key=True),
    *(Column(name, _WHEN, nullable=False) for name in ("made_at", "from_at", "until_at")),
    Column("made_by", Uuid),
    Column("half_width", Double, nullable=False),
    Column("seed", BigInteger, nullable=False),
    *(Column(name, Integer, nullable=False) for name in ("population", "size")),
)

call_back_pick = Table(
    "call_back_pick",
    metadata,
    Column("sample_id", Uuid, primary_key=True),
    Column("request_id", Uuid, primary_key=True),
    *(Column(name, Text, nullable=False) for name in ("department", "channel")),
)

call_back = Table(
    "call_back",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("request_id", Uuid, nullable=False),
    Column("at", _WHEN, nullable=False),
    Column("opinion", Text, nullable=False),
    *(Column(name, Boolean) for name in ("contacted", "solved")),
)

rate_appeal = Table(
    "rate_appeal",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("request_id", Uuid, nullable=False),
    *(Column(name, Text, nullable=False) for name in ("rate", "reason", "decision")),
    Column("version", Integer, nullable=False),
    Column("asked_by", Uuid, nullable=False),
    Column("asked_org", Text),
    Column("asked_at", _WHEN, nullable=False),
    Column("decided_by", Uuid),
    Column("decided_at", _WHEN),
    Column("approved", Boolean),
)

request_import = Table(
    "request_import",
    metadata,
    Column("id", Uuid, primary_key=True),
    *(Column(name, Text, nullable=False) for name in ("source", "file_name", "sha256")),
    Column("at", _WHEN, nullable=False),
    Column("account_id", Uuid),
    *(Column(name, Integer, nullable=False) for name in ("added", "changed", "same", "refused")),
)

request_reject = Table(
    "request_reject",
    metadata,
    Column("import_id", Uuid, primary_key=True),
    Column("row", Integer, primary_key=True),
    Column("field", Text, primary_key=True),
    *(Column(name, Text, nullable=False) for name in ("source_number", "reason")),
)
