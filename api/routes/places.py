"""A place in words, and by the codes of what it lies in."""

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from api.deps import CurrentActor, ReadingThen
from api.routes.assets import InDatum, Lat, Lon
from registry.datum import Datum, to_wgs84
from registry.describe import describe_place

router = APIRouter(tags=["places"])


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
