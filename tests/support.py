"""What several test folders share."""

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Engine

from inspections import reference as rules
from registry import reference
from registry.database import writing
from registry.importing import district

ROOT = Path(__file__).resolve().parent.parent
REFERENCE = ROOT / "fixtures" / "reference"
SHARED = ROOT.parent / "shared" / "data"


def make_small(folder: Path) -> Path:
    """The synthetic district at scale 0.02, as files in `folder`."""
    command = [
        sys.executable,
        str(ROOT / "fixtures" / "make.py"),
        "--seed",
        "1",
        "--scale",
        "0.02",
        "--out",
        str(folder),
    ]
    subprocess.run(command, check=True, capture_output=True)
    return folder


def load_small(engine: Engine, folder: Path) -> None:
    """Load the small district and the reference data through the register's own door."""
    make_small(folder)
    now = datetime(2026, 11, 1, tzinfo=UTC)
    with writing(engine) as conn:
        reference.load(conn, REFERENCE)
        district.load(conn, folder, actor_name="tests", now=now)
        rules.load(conn, REFERENCE)
