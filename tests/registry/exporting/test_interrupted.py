"""A disk that fills up, and a hand on the switch: the old file stands, nothing half is left."""

import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Connection

from registry import exporting
from registry.errors import Unavailable
from registry.exporting import Selection
from registry.exporting.formats import FORMATS
from tests.registry.exporting.conftest import NOW


@contextmanager
def _files_end_at(size: int) -> Iterator[None]:
    """No file grows beyond `size` bytes: to whoever writes it is a full disk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.parametrize("share", [0.0, 0.3, 0.95])
@pytest.mark.parametrize("suffix", FORMATS)
def test_a_full_disk_leaves_nothing(small_conn: Connection, tmp_path: Path, suffix: str, share: float) -> None:
    path = tmp_path / f"x{suffix}"
    asked = {"selection": Selection("assets"), "areas": None, "now": NOW}
    whole = exporting.run(small_conn, path, **asked)  # type: ignore[arg-type] # options of many types
    largest = max((tmp_path / name).stat().st_size for name in whole.files)
    before = {name: (tmp_path / name).read_bytes() for name in whole.files}
    savepoint = small_conn.begin_nested()
    with _files_end_at(int(largest * share)), pytest.raises(Unavailable, match="nothing is left of it"):
        exporting.run(small_conn, path, **asked)  # type: ignore[arg-type]
    savepoint.rollback()
    assert {file.name: file.read_bytes() for file in tmp_path.iterdir()} == before


SCRIPT = """
import signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell starts what runs in the background without one
from pathlib import Path
from datetime import UTC, datetime
from registry import exporting
from registry.database import open_engine, reading
def tell(*part):
    print("begun", flush=True)
    import time; time.sleep(60)
with reading(open_engine(sys.argv[1])) as conn:
    exporting.run(conn, Path(sys.argv[2]), selection=exporting.Selection("assets"), areas=None,
        now=datetime.now(UTC), progress=tell)
"""


@pytest.mark.parametrize("suffix", [".csv", ".gpkg"])
def test_a_hand_on_the_switch_leaves_nothing(small_url: str, tmp_path: Path, suffix: str) -> None:
    (tmp_path / f"x{suffix}").write_text("old")
    command = [sys.executable, "-c", SCRIPT, small_url, str(tmp_path / f"x{suffix}")]
    root = Path(__file__).resolve().parents[3]
    with subprocess.Popen(
        command, cwd=root, env={**os.environ, "PYTHONPATH": str(root)}, stdout=subprocess.PIPE
    ) as run:
        assert run.stdout is not None
        assert run.stdout.readline() == b"begun\n"
        run.send_signal(signal.SIGINT)
        began = time.monotonic()
        run.wait(timeout=30)
    assert run.returncode != 0
    assert time.monotonic() - began < 30
    assert [(file.name, file.read_text()) for file in tmp_path.iterdir()] == [(f"x{suffix}", "old")]
