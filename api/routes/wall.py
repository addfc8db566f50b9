"""The wall: what a leader sees on one screen."""

from typing import Annotated

from fastapi import APIRouter, Depends

from api.deps import CurrentSettings, Now, Reading, require
from api.wall_shapes import WallAnswer
from inspections.wall import figures
from registry.actor import Actor

router = APIRouter(tags=["wall"])


@router.get("/wall", summary="The figures of the wall")
def get_wall(
    conn: Reading, actor: Annotated[Actor, Depends(require(*figures.ROLES))], now: Now, settings: CurrentSettings
) -> WallAnswer:
    """Counters of today, late and stuck by department and street, campaigns, rates, twelve months; in one's areas."""
    return WallAnswer.of(figures.show(conn, actor, now=now, stuck_hours=settings.stuck_hours))
