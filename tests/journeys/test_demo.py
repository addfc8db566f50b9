"""The demonstration on a small district: real files, database, server process, devices and crews; figures counted."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.engine import make_url

from tests.conftest import Databases

pytestmark = pytest.mark.journey


def run_demo(databases: Databases, *, profile: str) -> dict[str, Any]:
    """The last line of `./run demo --no-serve` on an empty database of the test's own."""
    name = databases.create(f"demo_{profile}")
    environment = {key: value for key, value in os.environ.items() if key != "JINGGE_PRIVATE_CLUSTER"}
    environment["JINGGE_DATABASE_URL"] = make_url(databases.url(name)).render_as_string(hide_password=False)
    command = [sys.executable, "-m", "api.demo", "--no-serve", "--scale", "0.02", "--profile", profile]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    figures: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return figures


def test_exact_eyes_find_all_and_only_what_is_there(databases: Databases) -> None:
    told = run_demo(databases, profile="exact")
    assert told["planted"] >= 8
    assert told["tickets"] == told["closed"] == told["planted"]
    assert (told["missed"], told["false"], told["coverage"]) == (0, 0, 1.0)
    assert told["minor_found"] == told["minor_planted"] > 0
    report = Path(__file__).resolve().parents[2] / ".jingge" / "demo" / "report.html"
    assert report.stat().st_size > 10_000


def test_real_eyes_err_and_the_report_says_how_much(databases: Databases) -> None:
    told = run_demo(databases, profile="real")
    assert told["tickets"] == told["planted"] - told["missed"] + told["false"]
    assert told["closed"] + told["void"] == told["tickets"]
    assert told["minor_found"] < told["minor_planted"], "a tenth is overlooked"
