"""The one place that writes the audit of requests: each write with its outcome, and each refusal of a known caller."""

import logging

from fastapi import Request
from sqlalchemy.engine import Connection

from api.access import audit
from api.logs import loggable
from registry.database import writing
from registry.errors import JinggeError

log = logging.getLogger("jingge")

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


def about(request: Request, target: str, **detail: object) -> None:
    """Name what a write is about, where its path does not say it. Never a secret."""
    request.state.target = target
    request.state.detail = detail


def done(request: Request, conn: Connection) -> None:
    """Add the row of a write that is about to be committed, in its own transaction."""
    _record(request, conn, "done")


def refused(request: Request, outcome: str) -> None:
    """Add the row of a refused write, or of any refusal for want of a right, of a known caller.

    Refusals of nobody are in the log and the metrics alone: else anybody could fill the table.
    """
    caller = getattr(request.state, "caller", None)
    matters = request.method not in SAFE or outcome == "forbidden"
    if caller is None or not matters or outcome == "unavailable":
        return
    try:
        with writing(request.app.state.engine) as conn:
            _record(request, conn, outcome)
    except JinggeError as error:
        log.warning("refusal of request %s is not in the audit: %s", request.state.request_id, error.message)


def _record(request: Request, conn: Connection, outcome: str) -> None:
    caller = getattr(request.state, "caller", None)
    route = request.scope.get("route")
    audit.record(
        conn,
        account_id=caller.account_id if caller else None,
        action=getattr(route, "name", request.method.lower()),
        target=getattr(request.state, "target", loggable(request.url.path)),
        outcome=outcome,
        request_id=request.state.request_id,
        now=request.app.state.clock(),
        detail=getattr(request.state, "detail", None),
    )
