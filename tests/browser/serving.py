"""Server processes over databases, for pages that people open: one way to start, to wait for and to end them."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Engine

from registry.database import open_engine
from tests.conftest import ROOT, Databases

PATIENCE_S = 180  # a busy machine takes its time to start one


@dataclass(frozen=True, slots=True)
class Served:
    """Where the service answers, and an engine on the database it answers from."""

    address: str
    engine: Engine


@contextmanager
def serving(url: str, folder: Path, **settings: str) -> Iterator[str]:
    """Address of a server process over the database at `url`; its log and its photos lie in `folder`.

    `settings` as in the environment, before those that every one has.
    """
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    own = {
        "JINGGE_DATABASE_URL": url,
        "JINGGE_MAP_APPROVAL": "测试",
        "JINGGE_OPERATOR": "测试单位",
        "JINGGE_PHOTO_ROOT": str(folder / "photos"),
    }
    command = [sys.executable, "-m", "uvicorn", "api.server:application", "--factory", "--no-access-log"]
    with (folder / "log").open("w+") as log:
        process = subprocess.Popen(
            [*command, f"--port={port}"], cwd=ROOT, env={**os.environ, **own, **settings}, stdout=log, stderr=log,
        )  # fmt: skip
        try:
            _wait_for(f"http://127.0.0.1:{port}", process)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(20)


@contextmanager
def served(
    databases: Databases, name: str, *, template: str, fill: Callable[[Engine], None], **settings: str
) -> Iterator[Served]:
    """A copy of `template`, filled, served until the end. `settings` as in the environment."""
    full = databases.create(name, template=template)
    url = databases.url(full)
    engine = open_engine(url)
    try:
        fill(engine)
        with TemporaryDirectory() as folder, serving(url, Path(folder), **settings) as address:
            yield Served(address, engine)
    finally:
        engine.dispose()
        databases.drop(full)


def _wait_for(address: str, process: "subprocess.Popen[bytes]") -> None:
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        assert process.poll() is None, "the server ended"
        try:
            with urllib.request.urlopen(f"{address}/healthz", timeout=5):
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError("the server does not answer")
