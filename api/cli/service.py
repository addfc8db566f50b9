"""`jingge serve`: the service over HTTP. `jingge chores`: what it does by itself, once."""

import os
import secrets
from typing import Annotated

import typer
import uvicorn

from api import chores
from api.cli import shell
from api.cli.shell import Json


def add_to(app: typer.Typer) -> None:
    """Add the commands to the program."""
    app.command()(serve)
    app.command("chores")(do_chores)


def serve(
    *,
    host: Annotated[str, typer.Option(help="The address to listen at.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="The port; 0 takes a free one.")] = 8000,
    workers: Annotated[int, typer.Option(min=1, max=64, help="Processes that share the port.")] = 1,
) -> None:
    """Serve the interface, the map and the reports until stopped."""
    settings = shell.settings()  # a wrong one is told before anything starts
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
        timeout_worker_healthcheck=60,  # a busy process is no dead one: it must not be killed amid its answers
    )


def do_chores(*, json: Json = False) -> None:
    """Do once what a running service does by itself: clocks, events, retention. For cron, where it is told not to."""
    with shell.engine() as engine:
        done = chores.run_once(engine, shell.settings(), now=shell.now())
    shell.tell(dict(done), as_json=json, words="\n".join(f"{name} {n}" for name, n in done.items()) or "nothing to do")
