"""The stage of the demonstration: a database of its own, the district's files, accounts, a real server process."""

import hashlib
import os
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import httpx
from sqlalchemy import Engine, text
from sqlalchemy.engine import Connection, make_url

from api import cluster
from api.access import accounts, tokens
from registry.actor import Role
from registry.database import open_engine
from registry.errors import Conflict, Unavailable

DATABASE = "jingge_demo"
DIVISION = "370203"
VERIFIERS = "YJJ"  # inspectors belong to the Emergency Bureau, which repairs no cover
FOLDER = cluster.ROOT / ".jingge" / "demo"
PROGRAM = (sys.executable, "-c", "from api.cli import main; main()")  # `jingge`, wherever it is installed
SERVE = (*PROGRAM, "serve")
SIMULATE = (sys.executable, "-m", "api.demo.clock")  # the same service, on the clock of the demonstration
_START_S = 120.0


@dataclass(frozen=True, slots=True)
class Account:
    """An account of the demonstration and the key it speaks to the service with."""

    id: str
    login: str
    org_code: str | None
    token: str


def clear_database(url: str, *, private: bool) -> str:
    """Address of an empty database for the demonstration.

    In the private cluster that is its own database, made anew. On a given server it is the given database, which must
    be empty: a register that is in use is never touched. Raises Conflict otherwise.
    """
    if private:
        admin = open_engine(url, pool_size=1).execution_options(isolation_level="AUTOCOMMIT")
        with admin.connect() as conn:
            conn.execute(text(f"drop database if exists {DATABASE} with (force)"))
            conn.execute(text(f"create database {DATABASE}"))
        admin.dispose()
        return make_url(url).set(database=DATABASE).render_as_string(hide_password=False)
    engine = open_engine(url, pool_size=1)
    with engine.connect() as conn:
        taken = conn.execute(text("select to_regnamespace('registry') is not null")).scalar_one()
    engine.dispose()
    if taken:
        raise Conflict("the database of JINGGE_DATABASE_URL holds a register already; name an empty one for the demo")
    return url


def make_district(*, seed: int, scale: float, requests: int = 0) -> Path:
    """Folder of the synthetic district's files; made once for each version of the generator and what is asked for."""
    sources = sorted((cluster.ROOT / "fixtures").rglob("*.py")) + sorted((cluster.ROOT / "fixtures").rglob("*.csv"))
    mark = hashlib.sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()[:12]
    folder = FOLDER / f"district-{seed}-{scale:g}-{requests}-{mark}"
    if not (folder / "manifest.json").exists():
        command = [sys.executable, str(cluster.ROOT / "fixtures" / "make.py")]
        options = ["--seed", str(seed), "--scale", str(scale), "--requests", str(requests), "--out", str(folder)]
        subprocess.run([*command, *options], check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - our own generator
    return folder


def hire(
    conn: Connection, login: str, *, roles: Collection[Role], org_code: str | None, areas: Sequence[str], now: datetime
) -> Account:
    """A new account that works by token."""
    made = accounts.create(
        conn, login=login, name=login, password=None, org_code=org_code, roles=roles, areas=areas, now=now
    )
    _, key = tokens.add(conn, made.id, name="demo", days=30, most_days=30, now=now)
    return Account(id=str(made.id), login=login, org_code=org_code, token=key)


def open_door(engine: Engine, *, now: datetime) -> tuple[str, str]:
    """Login and a fresh random password of an account for whoever wants to look at the map afterwards."""
    password = secrets.token_urlsafe(12)
    with engine.begin() as conn:
        accounts.create(
            conn,
            login="demo",
            name="演示 Demo",
            password=password,
            org_code=None,
            roles=[Role.DISPATCHER, Role.LEADER],
            areas=[DIVISION],
            now=now,
        )
    return "demo", password


def free_port() -> int:
    """A port nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def served(url: str, *, port: int, program: Sequence[str] = SERVE) -> Iterator[str]:
    """A real server process on the database, ended afterwards; yields its address. Raises Unavailable."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    base = f"http://127.0.0.1:{port}"
    environment = os.environ | {
        "JINGGE_DATABASE_URL": url,
        "JINGGE_PHOTO_ROOT": str(FOLDER / "photos"),
        "JINGGE_PUBLIC_URL": base,
        "JINGGE_SECOND_FACTOR": os.environ.get("JINGGE_SECOND_FACTOR", "off"),  # nobody's phone knows the demonstration
    }
    log = FOLDER / f"server-{port}.log"
    with log.open("w") as words:
        command = [*program, "--port", str(port)]
        server = subprocess.Popen(command, env=environment, stdout=words, stderr=words)  # noqa: S603 - our own program
    try:
        _wait(base, server, log)
        yield base
    finally:
        server.terminate()
        server.wait(timeout=30)


def _wait(base: str, server: subprocess.Popen[bytes], log: Path) -> None:
    last = time.monotonic() + _START_S
    while time.monotonic() < last and server.poll() is None:
        try:
            if httpx.get(f"{base}/readyz", timeout=2).is_success:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise Unavailable(f"the server did not start; see {log}")
