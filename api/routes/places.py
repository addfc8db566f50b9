"""A place in words, and by the codes of what it lies in; free names of cells."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Request
from pydantic import BaseModel, ConfigDict, Field

from api import trail
from api.deps import CurrentActor, ReadingThen, Writing, require
from api.routes.assets import InDatum, Lat, Lon
from api.shapes import Shape, Text
from registry.actor import Actor, Role
from registry.codes import Kind
from registry.datum import Datum, to_wgs84
from registry.describe import describe_place
from registry.history import naming
from registry.history.rules import Said

router = APIRouter(tags=["places"])

Namer = Annotated[Actor, Depends(require(Role.PLANNER, Role.STEWARD))]


class PlaceOut(BaseModel):
    """A place as a local would say it; a code is null where the register has nothing there."""

    model_config = ConfigDict(from_attributes=True)

    zh: str = Field(examples=["辽宁路街道大连路社区，辽宁路（热河路—益都路）北侧，距热河路路口 35 米，近辽宁路 12 号"])
    en: str
    lon: float = Field(description="degrees, WGS 84")
    lat: float = Field(description="degrees, WGS 84")
    division_code: str | None
    street_code: str | None
    community_code: str | None
    grid_code: str | None
    unit_grid_code: str | None
    segment_code: str | None = Field(description="the road segment whose kerb is nearest, within 100 m")
    compound_code: str | None
    building_code: str | None = Field(description="in a compound: the nearest building")


@router.get("/places/describe", summary="A place in words")
def get_place_description(
    conn: ReadingThen, actor: CurrentActor, lon: Lon, lat: Lat, datum: InDatum = Datum.WGS84
) -> PlaceOut:
    """Street, community, road between two junctions, side, distance to the nearer one, nearest door or lamp post."""
    del actor  # whoever signed in may ask where a place is
    return PlaceOut.model_validate(describe_place(conn, *to_wgs84(lon, lat, datum=datum)))


class NameBody(Shape):
    """A free name and why; an empty one takes that of a micro-grid away."""

    id: UUID
    name_zh: Annotated[Text, Field(max_length=naming.LONGEST)]
    reason: Annotated[Text, Field(min_length=1, max_length=2000)]


class NameAnswer(BaseModel):
    """A cell with its number sign and its free name; `changed` where it had another before."""

    model_config = ConfigDict(from_attributes=True)

    kind: Kind
    code: str
    sign: str = Field(examples=["敦化路社区–07网格–004"])
    name_zh: str
    changed: bool


@router.post("/places/{code}/name", summary="Name a micro-grid or a grid")
def name_place(
    request: Request,
    conn: Writing,
    actor: Namer,
    code: Annotated[str, Path(pattern="^([0-9]{15}|[0-9]{18})$")],
    body: NameBody,
) -> NameAnswer:
    """Give a cell a free name beside its number sign; the name is a version like every change of the register."""
    trail.about(request, f"place {code}", name=body.name_zh)
    said = Said(id=body.id, account=actor.name, areas=actor.areas, reason=body.reason)
    return NameAnswer.model_validate(naming.name(conn, code, said, name_zh=body.name_zh))
