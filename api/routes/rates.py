"""The three rates (三率), the call backs they rest on, and the appeals that leave requests out of them."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from pydantic import AwareDatetime, Field

from api import trail
from api.deps import CurrentActor, IfMatch, Now, Reading, Writing, etag
from api.numbered import RequestWritten
from api.rate_shapes import AppealAnswer, RatesAnswer, SampleAnswer
from api.shapes import Shape, Text
from inspections.requests import appeals, calling, figures
from inspections.requests.figures import By
from inspections.requests.rates import Definition, Name
from inspections.tickets.sight import MOST

router = APIRouter(tags=["rates"])

Reason = Annotated[Text, Field(min_length=1, max_length=2000)]
Aware = Annotated[AwareDatetime, Query(description="ISO 8601 with its offset")]


class SampleBody(Shape):
    """A sample to draw. `id` is made by the client: sent again, it is the same sample."""

    id: UUID
    from_at: AwareDatetime
    until_at: AwareDatetime
    half_width: Annotated[float, Field(gt=0, lt=0.5, description="half the interval of a share: 0.05 for ± 5 %")] = 0.05
    seed: Annotated[int, Field(ge=0, lt=2**62)] = 1


class AppealBody(Shape):
    """Why a request should be left out of a rate. `id` is made by the client."""

    id: UUID
    rate: Name
    reason: Reason


class DecisionOnAppeal(Shape):
    """Whether it is left out, and why."""

    approved: bool
    reason: Reason


@router.get("/reports/rates", summary="The three rates of requests")
def get_rates(
    conn: Reading,
    actor: CurrentActor,
    now: Now,
    from_at: Aware,
    until_at: Aware,
    by: By = By.DEPARTMENT,
    definition: Annotated[Definition, Query(description="what the rates are taken over")] = (Definition.STAGES),
) -> RatesAnswer:
    """Each with numerator, denominator in words and interval, raw and without what approved appeals leave out."""
    found = figures.figures(conn, actor, by=by, from_at=from_at, until_at=until_at, now=now)
    return RatesAnswer.model_validate(figures.as_plain(found, definition))


@router.post("/call-back-samples", summary="Draw call backs", status_code=201)
def draw_sample(request: Request, conn: Writing, actor: CurrentActor, now: Now, body: SampleBody) -> SampleAnswer:
    """Answered requests to call back, by department and channel, so many as the interval needs."""
    trail.about(request, f"sample {body.id}", seed=body.seed)
    drawn = calling.sample(
        conn, actor, body.id, from_at=body.from_at, until_at=body.until_at, half_width=body.half_width,
        seed=body.seed, now=now,
    )  # fmt: skip
    return SampleAnswer.of(*calling.find(conn, actor, drawn.id))


@router.get("/call-back-samples/{sample_id}", summary="A sample of call backs")
def get_sample(conn: Reading, actor: CurrentActor, sample_id: UUID) -> SampleAnswer:
    """Its requests, and which were called back."""
    return SampleAnswer.of(*calling.find(conn, actor, sample_id))


@router.get("/appeals", summary="List appeals")
def list_appeals(
    conn: Reading,
    actor: CurrentActor,
    is_open: Annotated[bool | None, Query(description="only undecided ones, or none of them")] = None,
    limit: Annotated[int, Query(ge=1, le=MOST)] = 100,
    after: Annotated[UUID | None, Query(description="the last id of the page before")] = None,
) -> list[AppealAnswer]:
    """Who asked, who decided and why, on requests one sees."""
    found = appeals.list_appeals(conn, actor, is_open=is_open, limit=limit, after=after)
    return [AppealAnswer.of(appeal) for appeal in found]


@router.post("/requests/{request_id}/appeals", summary="Appeal", status_code=201)
def ask_appeal(
    request: Request, conn: Writing, actor: CurrentActor, now: Now, request_id: RequestWritten, body: AppealBody
) -> AppealAnswer:
    """Ask that a request be left out of one rate; somebody else decides."""
    trail.about(request, f"request {request_id}", rate=body.rate, id=str(body.id))
    return AppealAnswer.of(appeals.ask(conn, actor, request_id, body.rate, body.reason, appeal_id=body.id, now=now))


@router.post("/appeals/{appeal_id}/decision", summary="Decide on an appeal")
def decide_appeal(
    request: Request, conn: Writing, actor: CurrentActor, now: Now, appeal_id: UUID, body: DecisionOnAppeal,
    version: IfMatch, response: Response,
) -> AppealAnswer:  # fmt: skip
    """A leader decides, never whoever asked; raw figures stay beside the adjusted ones."""
    trail.about(request, f"appeal {appeal_id}", approved=body.approved)
    done = appeals.decide(
        conn, actor, appeal_id, approved=body.approved, decision=body.reason, if_version=version, now=now
    )
    response.headers["ETag"] = etag(done.version)
    return AppealAnswer.of(done)
