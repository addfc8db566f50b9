"""The tables of schema `access` as SQLAlchemy Core sees them: names, types, nulls and keys.

The migrations are the schema; checks, references, indexes and triggers live there alone (`registry/migrations/sql`).
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Identity,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    Uuid,
)
from sqlalchemy.dialects.postgresql import JSONB

metadata = MetaData(schema="access")


def _when() -> DateTime:
    return DateTime(timezone=True)


account = Table(
    "account",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("login", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("password_hash", Text),
    Column("org_code", Text),
    Column("disabled_at", _when()),
    Column("created_at", _when(), nullable=False),
    Column("must_change_password", Boolean, nullable=False),
)

account_role = Table(
    "account_role",
    metadata,
    Column("account_id", Uuid, primary_key=True),
    Column("role", Text, primary_key=True),
)

account_area = Table(
    "account_area",
    metadata,
    Column("account_id", Uuid, primary_key=True),
    Column("area_code", Text, primary_key=True),
)

sign_in_attempt = Table(
    "sign_in_attempt",
    metadata,
    Column("login", Text, primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("last_at", _when(), nullable=False),
    Column("locked_until", _when()),
)

session = Table(
    "session",
    metadata,
    Column("key_sha256", LargeBinary, primary_key=True),
    Column("account_id", Uuid, nullable=False),
    Column("csrf", Text, nullable=False),
    Column("created_at", _when(), nullable=False),
    Column("expires_at", _when(), nullable=False),
    Column("seen_at", _when(), nullable=False),
    Column("second_factor_at", _when()),
)

token = Table(
    "token",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("key_sha256", LargeBinary, nullable=False),
    Column("account_id", Uuid, nullable=False),
    Column("name", Text, nullable=False),
    Column("created_at", _when(), nullable=False),
    Column("expires_at", _when(), nullable=False),
    Column("revoked_at", _when()),
)

audit = Table(
    "audit",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("at", _when(), nullable=False),
    Column("account_id", Uuid),
    Column("action", Text, nullable=False),
    Column("target", Text, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("request_id", Text, nullable=False),
    Column("detail", JSONB, nullable=False),
)

audit_chain = Table(
    "audit_chain",
    metadata,
    Column("number", BigInteger, primary_key=True),
    Column("audit_id", BigInteger, nullable=False),
    Column("sha256", LargeBinary, nullable=False),
)

audit_anchor = Table(
    "audit_anchor",
    metadata,
    Column("number", BigInteger, primary_key=True),
    Column("sha256", LargeBinary, nullable=False),
    Column("through", _when(), nullable=False),
    Column("pruned_at", _when(), nullable=False),
)

second_factor = Table(
    "second_factor",
    metadata,
    Column("account_id", Uuid, primary_key=True),
    Column("secret", Text, nullable=False),
    Column("begun_at", _when(), nullable=False),
    Column("confirmed_at", _when()),
    Column("last_step", BigInteger, nullable=False),
)

recovery_code = Table(
    "recovery_code",
    metadata,
    Column("account_id", Uuid, primary_key=True),
    Column("code_sha256", LargeBinary, primary_key=True),
    Column("used_at", _when()),
)
