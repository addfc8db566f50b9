"""Reviews: what the desk settles because no rule can, and what was refused."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from pydantic import AwareDatetime, BaseModel, Field, model_validator

from api.deps import CurrentActor, CurrentSettings, Now, Reading, Writing, require
from api.shapes import Shape
from inspections.observations import reviews
from inspections.observations.items import read_id, read_time
from inspections.observations.reviews import Answer
from registry.actor import Actor, Role
from registry.errors import Invalid

router = APIRouter(tags=["observations"])

Desk = Annotated[Actor, Depends(require(Role.DISPATCHER, Role.STEWARD))]
Limit = Annotated[int, Query(ge=1, le=200)]


class Candidate(BaseModel):
    """An asset that may be meant."""

    asset_code: str
    distance_m: float
    certainty: float


class Waiting(BaseModel):
    """An observation that waits for a person; `review` has words of match, place, time. Position WGS 84."""

    id: UUID
    review: str
    result: str
    defect_code: str | None
    severity: int | None
    note: str
    asset_code: str | None
    candidates: list[Candidate] | None
    lon: float | None
    lat: float | None
    accuracy_m: float | None
    community_code: str | None
    device_time: datetime | None
    observed_at: datetime
    skew_s: float
    received_at: datetime
    campaign_id: UUID | None
    account_id: UUID


class WaitingPage(BaseModel):
    """A page, oldest first; `next` is the cursor of the following one."""

    items: list[Waiting]
    next: str | None


class Refused(BaseModel):
    """An item that was refused, as it came."""

    id: int
    item_id: str
    batch_id: UUID
    device_id: str
    account_id: UUID
    reason: str
    detail: str
    content: Any
    received_at: datetime


class RefusedPage(BaseModel):
    """A page, newest first; `next` is the cursor of the following one."""

    items: list[Refused]
    next: int | None


class Settlement(Shape):
    """The answer to each word an observation waits for: match (asset_code or no_asset), time, place."""

    asset_code: Annotated[str, Field(pattern="^[0-9]{16,17}$")] | None = None
    no_asset: bool = False
    observed_at: AwareDatetime | None = None
    place_ok: bool = False

    @model_validator(mode="after")
    def _one_asset(self) -> "Settlement":
        if self.no_asset and self.asset_code:
            raise ValueError("asset_code and no_asset contradict each other")
        return self


@router.get("/observations/review", summary="What waits for a person")
def list_waiting(
    conn: Reading, actor: Desk, limit: Limit = 50, after: Annotated[str, Query(max_length=100)] = ""
) -> WaitingPage:
    """Observations in your areas that no rule can settle, oldest first."""
    rows = reviews.waiting(conn, actor, limit=limit, after=_cursor(after))
    last = rows[-1] if len(rows) == limit else None
    items = [Waiting.model_validate(row, from_attributes=True) for row in rows]
    return WaitingPage(items=items, next=f"{last.received_at.isoformat()}~{last.id}" if last else None)


@router.post("/observations/{observation_id}/settlement", summary="Settle an observation", status_code=204)
def settle_observation(
    observation_id: UUID, said: Settlement, conn: Writing, actor: Desk, settings: CurrentSettings, now: Now
) -> None:
    """Say which asset was meant, when it was, or that code and place agree. The same answer again changes nothing."""
    profile = settings.time_limit_profile
    reviews.resolve(conn, actor, observation_id, Answer(**said.model_dump()), now=now, profile=profile)


@router.get("/observations/refused", summary="What was refused")
def list_refused(
    conn: Reading,
    actor: CurrentActor,
    limit: Limit = 50,
    before: Annotated[int, Query(ge=1, le=reviews.NEWEST)] = reviews.NEWEST,
) -> RefusedPage:
    """Items that were refused, with the reason: your own, or all of them for an admin."""
    account_id = None if actor.has(Role.ADMIN) else actor.account_id
    rows = reviews.refused(conn, account_id=account_id, limit=limit, before=before)
    items = [Refused.model_validate(row, from_attributes=True) for row in rows]
    return RefusedPage(items=items, next=rows[-1].id if len(rows) == limit else None)


def _cursor(after: str) -> tuple[datetime, UUID] | None:
    if not after:
        return None
    at, _, id_ = after.partition("~")
    time, last = read_time(at), read_id(id_)
    if time is None or last is None:
        raise Invalid("after: give the `next` of the page before", field="after")
    return time, UUID(last)
