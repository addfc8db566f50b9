"""Whether the process lives, whether it can work, and its figures."""

import ipaddress

from fastapi import APIRouter, Request
from fastapi.responses import PlainTextResponse, Response
from prometheus_client import CONTENT_TYPE_LATEST
from pydantic import BaseModel

from api.deps import PossibleActor
from registry.actor import Role
from registry.database import revisions, told
from registry.errors import Forbidden, Unauthenticated, Unavailable

router = APIRouter(tags=["health"])


class Health(BaseModel):
    """`ok`, and nothing that a stranger could use."""

    status: str = "ok"


@router.get("/healthz", summary="The process answers")
async def get_health() -> Health:
    """Asks neither database nor disk: for whoever restarts a hung process."""
    return Health()


@router.get("/readyz", summary="The database answers and is migrated")
def get_readiness(request: Request) -> Health:
    """503 while the database does not answer or waits for `jingge db migrate`."""
    with told():
        current, newest = revisions(request.app.state.engine)
    if current != newest:
        raise Unavailable("the database is not migrated; run: jingge db migrate", current=current, newest=newest)
    return Health()


@router.get("/metrics", summary="Figures for Prometheus", response_class=PlainTextResponse)
async def get_metrics(request: Request, actor: PossibleActor) -> Response:
    """For this machine itself (not through a proxy), or with the token of a leader or admin."""
    if not _from_this_machine(request):
        if actor is None:
            raise Unauthenticated("the figures are for this machine, or for a leader's or admin's token")
        if not actor.has(Role.LEADER, Role.ADMIN):
            raise Forbidden("the figures are for leaders and admins")
    return Response(request.app.state.metrics.text(), media_type=CONTENT_TYPE_LATEST)


def _from_this_machine(request: Request) -> bool:
    forwarded = {"forwarded", "x-forwarded-for", "x-real-ip"} & set(request.headers.keys())
    if request.client is None or forwarded:
        return False
    try:
        return ipaddress.ip_address(request.client.host).is_loopback
    except ValueError:
        return False
