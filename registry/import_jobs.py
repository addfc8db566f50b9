"""The tables of files that came to be imported and of jobs with them, as SQLAlchemy Core sees them."""

from sqlalchemy import BigInteger, Column, Integer, Table, Uuid
from sqlalchemy.dialects.postgresql import JSONB

from registry.records import metadata, when, words

import_file = Table(
    "import_file",
    metadata,
    Column("id", Uuid, primary_key=True),
    words("name"),
    Column("size_bytes", BigInteger, nullable=False),
    words("sha256"),
    words("uploaded_by"),
    Column("uploaded_at", when(), nullable=False),
    Column("forgotten_at", when()),
)

import_job = Table(
    "import_job",
    metadata,
    Column("id", Uuid, primary_key=True),
    words("act"),
    Column("file_id", Uuid),
    Column("run_id", BigInteger),
    Column("given", JSONB, nullable=False),
    words("asked_by"),
    Column("asked_at", when(), nullable=False),
    words("state"),
    Column("finished_at", when()),
    Column("report", JSONB),
    Column("problem", JSONB),
)

import_progress = Table(
    "import_progress",
    metadata,
    Column("job_id", Uuid, primary_key=True),
    Column("tries", Integer, nullable=False),
    words("part"),
    Column("done", Integer, nullable=False),
    Column("of_parts", Integer, nullable=False),
    Column("begun_at", when(), nullable=False),
)
