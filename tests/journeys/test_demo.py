"""The demonstration on a small district: real files, database, server process, devices and crews; figures counted."""

import json
import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy.engine import make_url

from api.demo import today
from api.demo.stage import free_port
from tests.conftest import Databases

pytestmark = pytest.mark.journey


def prepared(databases: Databases, *options: str, profile: str) -> dict[str, Any]:
    """`./run demo` on an empty database of the test's own, as subprocess takes it."""
    name = databases.create(f"demo_{profile}")
    environment = {key: value for key, value in os.environ.items() if key != "JINGGE_PRIVATE_CLUSTER"}
    environment["JINGGE_DATABASE_URL"] = make_url(databases.url(name)).render_as_string(hide_password=False)
    environment["COLUMNS"] = "200"
    command = [sys.executable, "-m", "api.demo", *options, "--scale", "0.02", "--profile", profile]
    return {"args": command, "env": environment, "text": True}


def run_demo(databases: Databases, *, profile: str) -> dict[str, Any]:
    """The last line of `./run demo --no-serve`."""
    asked = prepared(databases, "--no-serve", profile=profile)
    done = subprocess.run(**asked, capture_output=True, timeout=300, check=False)
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


@contextmanager
def served_demo(databases: Databases, *, profile: str) -> Iterator[tuple[dict[str, Any], str, dict[str, str]]]:
    """`./run demo` until it waits for whoever looks: its figures, its address, and the password of each login."""
    asked = prepared(databases, f"--port={free_port()}", profile=profile)
    with subprocess.Popen(**asked, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        guard = threading.Timer(300, process.kill)
        guard.start()
        try:
            assert process.stdout is not None
            assert process.stderr is not None
            figures = json.loads(process.stdout.readline())
            told = ""
            for line in process.stderr:
                told += line
                if sign_in := re.match(r"login (\S+) \(or (.+)\)  password (\S+)", line):
                    break
            else:
                raise AssertionError(told[-3000:])
            address = re.findall(r"application: (\S+)/app/", told)[-1]
            yield figures, address, dict.fromkeys([sign_in[1], *sign_in[2].split(", ")], sign_in[3])
            process.send_signal(signal.SIGINT)
            process.communicate(timeout=30)
            assert process.returncode == 0
        finally:
            guard.cancel()
            process.kill()


def test_real_eyes_err_and_the_report_says_how_much(databases: Databases) -> None:
    with served_demo(databases, profile="real") as (told, address, passwords):
        assert {"demo", *today.PEOPLE} == passwords.keys()
        for login, password in passwords.items():
            answer = httpx.post(f"{address}/api/v1/session", json={"login": login, "password": password})
            assert answer.status_code == 201, f"{login}: {answer.text}"
    assert told["tickets"] == told["planted"] - told["missed"] + told["false"]
    assert told["closed"] + told["void"] == told["tickets"]
    assert told["minor_found"] < told["minor_planted"], "a tenth is overlooked"
