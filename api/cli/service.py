"""`jingge serve`: the service over HTTP. `jingge chores`: what it does by itself, once."""

import os
import secrets
import ssl
from pathlib import Path
from typing import Annotated

import typer
import uvicorn

from api import chores
from api.cli import shell
from api.cli.shell import Json
from registry.errors import Invalid


def add_to(app: typer.Typer) -> None:
    """Add the commands to the program."""
    app.command()(serve)
    app.command("chores")(do_chores)


def serve(
    *,
    host: Annotated[str, typer.Option(help="The address to listen at.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="The port; 0 takes a free one.")] = 8000,
    workers: Annotated[int, typer.Option(min=1, max=64, help="Processes that share the port.")] = 1,
    tls: Annotated[
        tuple[Path, Path] | None,
        typer.Option(metavar="CERT KEY", help="Serve HTTPS: certificate (with its chain) and key, PEM."),
    ] = None,
) -> None:
    """Serve the interface, the map and the reports until stopped.

    Phones get a position, a camera picture and offline start only over HTTPS: from a proxy before this, or by --tls.
    """
    settings = shell.settings()  # a wrong one is told before anything starts
    certificate, key = checked_pair(*tls) if tls else (None, None)
    if workers > 1 and not settings.form_secret.get_secret_value():
        os.environ["JINGGE_FORM_SECRET"] = secrets.token_urlsafe(32)  # a form that one process made is read by another
    # PostgreSQL may restart below: nothing is opened until a request needs it, and a lost connection is a 503.
    uvicorn.run(
        "api.server:application",
        factory=True,
        host=host,
        port=port,
        workers=workers if workers > 1 else None,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=10,
        ssl_certfile=certificate,
        ssl_keyfile=key,
        timeout_worker_healthcheck=60,  # a busy process is no dead one: it must not be killed amid its answers
    )


def checked_pair(certificate: Path, key: Path) -> tuple[Path, Path]:
    """The two files, when a server can start with them. Raises Invalid: missing, locked, no pair."""
    for file, what in ((certificate, "certificate"), (key, "key")):
        if not file.is_file():
            raise Invalid(f"there is no {what} at {file}", field="tls")
        if not os.access(file, os.R_OK):
            raise Invalid(f"the {what} {file} cannot be read by who starts the service", field="tls")
    try:
        # an answer to the question for a password: a service that starts by itself has nobody to ask
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(certificate, key, password=_nobody_to_ask)
    except ssl.SSLError as error:
        if error.reason == "KEY_VALUES_MISMATCH":
            raise Invalid(f"the key {key} does not fit the certificate {certificate}", field="tls") from None
        raise Invalid(
            f"{certificate} and {key} are no certificate and key in PEM ({error.reason or error})", field="tls"
        ) from None
    return certificate, key


def _nobody_to_ask() -> str:
    raise Invalid("the key has a password; give one without, readable by the service alone", field="tls")


def do_chores(*, json: Json = False) -> None:
    """Do once what a running service does by itself: clocks, events, retention. For cron, where it is told not to."""
    with shell.engine() as engine:
        done = chores.run_once(engine, shell.settings(), now=shell.now())
    shell.tell(dict(done), as_json=json, words="\n".join(f"{name} {n}" for name, n in done.items()) or "nothing to do")
