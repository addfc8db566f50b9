"""Observations: devices send batches and get a receipt for each item."""

import json
from dataclasses import asdict
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from pydantic import BaseModel, Field

from api import trail
from api.deps import CurrentSettings, Now, Writing, require
from inspections.observations.batches import MOST_ITEMS, read_batch
from inspections.observations.faults import Reason
from inspections.observations.receive import Receipt, Status, receive
from registry.actor import Actor, Role
from registry.errors import Invalid

router = APIRouter(tags=["observations"])

Inspector = Annotated[Actor, Depends(require(Role.INSPECTOR))]


class CandidateOut(BaseModel):
    """An asset that may be meant: how far from the position, and how certainly (0 to 1)."""

    asset_code: str
    distance_m: float
    certainty: float


class ReceiptOut(BaseModel):
    """The answer to one item. The device may forget the item with this hash: the service has committed it."""

    id: str
    status: Status
    content_sha256: str = Field(description="SHA-256 of the item's canonical JSON (RFC 8785)")
    reason: Reason | None = None
    detail: str = ""
    asset_code: str | None = None
    review: str | None = Field(None, description="what a person will look at: words of match, place, time")
    ticket_number: str | None = None
    candidates: list[CandidateOut] = []


class Receipts(BaseModel):
    """A receipt for each item, in the order of the batch."""

    receipts: list[ReceiptOut]


_PLACE = {
    "type": "object",
    "required": ["lon", "lat"],
    "properties": {
        "lon": {"type": "number", "minimum": -180, "maximum": 180},
        "lat": {"type": "number", "minimum": -90, "maximum": 90},
        "accuracy_m": {"type": "number", "minimum": 0, "description": "radius that holds 68 %"},
        "source": {"enum": ["gnss", "network", "map", "photo"]},
        "datum": {"enum": ["WGS84", "CGCS2000", "GCJ-02", "BD-09"]},
    },
}
_ITEM = {
    "type": "object",
    "description": "an observation, or with unit_id the visit of a whole unit (result walked or no_access)",
    "required": ["id", "result"],
    "properties": {
        "id": {"type": "string", "format": "uuid", "description": "made by the device"},
        "result": {"enum": ["fine", "defect", "not_found", "no_access", "new", "walked"]},
        "device_time": {"type": "string", "format": "date-time", "description": "by the device's own clock"},
        "asset_code": {"type": "string", "pattern": "^[0-9]{16,17}$"},
        "pick": {"type": "string", "pattern": "^[0-9]{16,17}$", "description": "the code chosen from a list"},
        "class_code": {"type": "string", "pattern": "^[0-9]{5}$"},
        "defect_code": {"type": "string"},
        "severity": {"type": "integer", "minimum": 1, "maximum": 3},
        "measure_mm": {"type": "number", "minimum": 0},
        "note": {"type": "string", "maxLength": 2000},
        "position": _PLACE,
        "photos": {"type": "array", "items": {"type": "string", "pattern": "^[0-9a-f]{64}$"}, "maxItems": 20},
        "unit_id": {"type": "integer", "minimum": 1},
    },
}
_BATCH: dict[str, Any] = {
    "type": "object",
    "required": ["batch_id", "device_id", "items"],
    "additionalProperties": False,
    "properties": {
        "batch_id": {"type": "string", "format": "uuid"},
        "device_id": {"type": "string", "minLength": 1, "maxLength": 100},
        "device_time": {"type": "string", "format": "date-time", "description": "the device's clock at sending"},
        "campaign_id": {"type": ["string", "null"], "format": "uuid"},
        "second_look": {"type": "boolean"},
        # items are judged one by one: a wrong one is refused in its receipt and never spoils its neighbours
        "items": {"type": "array", "maxItems": MOST_ITEMS, "items": {"anyOf": [_ITEM, {}]}},
    },
}


_OPTIONAL = ("reason", "detail", "asset_code", "review", "ticket_number")


async def batch_body(request: Request) -> bytes:
    """The bytes of the body; decoded by the route, off the event loop."""
    return await request.body()


@router.post(
    "/observations",
    summary="Send a batch",
    responses={200: {"model": Receipts}},
    openapi_extra={"requestBody": {"required": True, "content": {"application/json": {"schema": _BATCH}}}},
)
def send_observations(
    body: Annotated[bytes, Depends(batch_body)],
    conn: Writing,
    actor: Inspector,
    settings: CurrentSettings,
    now: Now,
    request: Request,
) -> Response:
    """A receipt for each item, given after the commit: accepted, known already, or refused with its reason and kept.

    Send a batch again as often as you like. Times are set right by the difference between `device_time` and the
    service's clock; only what stays unexplained goes to review, and no item is refused for its time.
    """
    try:
        batch = read_batch(_decoded(body))
        receipts = receive(conn, actor, batch, now=now, profile=settings.time_limit_profile)
    except RecursionError:
        raise Invalid("the body is nested too deeply to be a batch") from None
    trail.about(request, f"batch {batch.batch_id}", items=len(receipts))
    return Response(_encoded(receipts), media_type="application/json")


def _decoded(body: bytes) -> object:
    """Quickly, or where that fails by the reader that takes half characters and tells what is wrong."""
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        pass
    try:
        return json.loads(body)
    except ValueError as error:
        raise Invalid(f"the body is no JSON: {error}") from None


def _encoded(receipts: list[Receipt]) -> bytes:
    """By hand: checking 200 receipts that were just made costs as much as making them. What is empty is left out."""
    told = [
        {"id": one.id, "status": one.status, "content_sha256": one.content_sha256}
        | {name: value for name in _OPTIONAL if (value := getattr(one, name))}
        | ({"candidates": [asdict(candidate) for candidate in one.candidates]} if one.candidates else {})
        for one in receipts
    ]
    return orjson.dumps({"receipts": told})
