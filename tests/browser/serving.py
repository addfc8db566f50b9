"""A server process over a database of one's own, for pages that need other accounts or another register."""

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine

from registry.database import open_engine
from tests.conftest import ROOT, Databases


@dataclass(frozen=True, slots=True)
class Served:
    """Where the service answers, and an engine on the database it answers from."""

    address: str
    engine: Engine


@contextmanager
def served(
    databases: Databases, name: str, *, template: str, fill: Callable[[Engine], None], **settings: str
) -> Iterator[Served]:
    """A copy of `template`, filled, served on a free port until the end. `settings` as in the environment."""
    full = databases.create(name, template=template)
    url = databases.url(full)
    engine = open_engine(url)
    fill(engine)
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder, (Path(folder) / "log").open("w+") as log:
        environment = {
            **os.environ,
            "JINGGE_DATABASE_URL": url,
            "JINGGE_MAP_APPROVAL": "测试",
            "JINGGE_OPERATOR": "测试单位",
            "JINGGE_PHOTO_ROOT": folder,
            **settings,
        }
        process = subprocess.Popen(
            [sys.executable, "-m", "uvicorn", "api.server:application", "--factory", "--no-access-log",
             f"--port={port}"],
            cwd=ROOT, env=environment, stdout=log, stderr=log,
        )  # fmt: skip
        try:
            _wait_for(f"http://127.0.0.1:{port}", process)
            yield Served(f"http://127.0.0.1:{port}", engine)
        finally:
            process.terminate()
            process.wait(20)
            engine.dispose()
            databases.drop(full)


def _wait_for(address: str, process: "subprocess.Popen[bytes]") -> None:
    for _ in range(600):
        assert process.poll() is None, "the server ended"
        try:
            with urllib.request.urlopen(f"{address}/healthz", timeout=5):
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError("the server does not answer")
