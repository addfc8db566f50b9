"""The maintenance list: minor defects that wait for planned work."""

from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel

from api import trail
from api.deps import CurrentActor, CurrentSettings, Now, Reading, Writing
from api.shapes import Shape, Text
from api.ticket_shapes import Named, Point
from inspections.tickets.maintenance import Item, Page, list_items
from inspections.tickets.promoting import promote
from inspections.tickets.sight import MOST
from inspections.tickets.terms import Level

router = APIRouter(tags=["maintenance"])

Area = Annotated[str, Query(pattern="^([0-9]{6}|[0-9]{9}|[0-9]{12})$", description="division, street or community")]
Limit = Annotated[int, Query(ge=1, le=MOST)]


class ItemProperties(BaseModel):
    """A minor defect of an asset."""

    asset_code: str
    asset_class: Named | None
    defect: Named | None
    severity: int
    state: str
    campaign_id: UUID | None
    community_code: str | None
    first_seen_at: datetime
    last_seen_at: datetime
    sightings: int


class ItemFeature(BaseModel):
    """A minor defect as GeoJSON, at its asset."""

    type: Literal["Feature"] = "Feature"
    id: UUID
    geometry: Point
    properties: ItemProperties

    @classmethod
    def of(cls, item: Item) -> Self:
        """One item."""
        names = {
            "asset_class": Named.of(item.class_code, item.asset_class),
            "defect": Named.of(item.defect_code, item.defect),
        }
        properties = ItemProperties.model_validate({**asdict(item), **names})
        return cls(id=item.id, geometry=Point(coordinates=(item.lon, item.lat)), properties=properties)


class ItemCollection(BaseModel):
    """A page of minor defects; `next` continues the list."""

    type: Literal["FeatureCollection"] = "FeatureCollection"
    features: list[ItemFeature]
    next: UUID | None

    @classmethod
    def of(cls, page: Page) -> Self:
        """One page."""
        return cls(features=[ItemFeature.of(item) for item in page.items], next=page.next)


@router.get("/maintenance", summary="List minor defects")
def list_maintenance(
    conn: Reading,
    actor: CurrentActor,
    state: Literal["listed", "done", "void", "ticket"] = "listed",
    defect: Text | None = None,
    asset: Text | None = None,
    campaign: UUID | None = None,
    area: Area | None = None,
    limit: Limit = 100,
    after: UUID | None = None,
) -> ItemCollection:
    """GeoJSON by asset and defect: what waits for planned work in one's areas."""
    page = list_items(
        conn,
        actor,
        limit=limit,
        after=after,
        state=state,
        defect=defect,
        asset=asset,
        campaign=campaign,
        area=area,
    )
    return ItemCollection.of(page)


class PromoteBody(Shape):
    """At which level it is seen to: what is not settled there goes up."""

    level: Level = Level.DISTRICT


class PromotedAnswer(BaseModel):
    """The ticket of an item; `new` is false where there was one already."""

    ticket_id: UUID
    number: str
    new: bool


@router.post("/maintenance/{item_id}/ticket", summary="Make a ticket of a minor defect")
def promote_item(
    request: Request,
    conn: Writing,
    actor: CurrentActor,
    settings: CurrentSettings,
    now: Now,
    item_id: UUID,
    body: PromoteBody,
) -> PromotedAnswer:
    """Not left for planned work: a ticket, at the level of whoever sees to it. Asked again, the same one answers."""
    trail.about(request, f"item {item_id}", level=body.level)
    made = promote(conn, actor, item_id, level=body.level, now=now, profile=settings.time_limit_profile)
    return PromotedAnswer(ticket_id=made.ticket_id, number=made.number, new=made.new)
