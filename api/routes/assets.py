"""Assets as GeoJSON: by box, by nearness, by code; inside the areas of who asks."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Header, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from api.deps import CurrentActor, Reading
from registry import lookup
from registry.assets import Asset, Box
from registry.datum import Datum, to_wgs84
from registry.describe import describe_place
from registry.errors import Invalid

router = APIRouter(tags=["assets"])

Bbox = Annotated[str, Query(description="west,south,east,north in degrees, WGS 84", max_length=200)]
Limit = Annotated[int, Query(ge=1, le=lookup.MOST)]
Classes = Annotated[list[str] | None, Query(alias="class", description="five-digit class codes", max_length=50)]
Lon = Annotated[float, Query(ge=-180, le=180, allow_inf_nan=False, description="degrees, in the datum named")]
Lat = Annotated[float, Query(ge=-90, le=90, allow_inf_nan=False, description="degrees, in the datum named")]
InDatum = Annotated[Datum, Query(description="of lon and lat; answers are always WGS 84")]


class Point(BaseModel):
    """GeoJSON: longitude, latitude, WGS 84."""

    type: Literal["Point"] = "Point"
    coordinates: tuple[float, float]


class AssetProperties(BaseModel):
    """What the register tells of an asset (GB/T 47678.5). Names of organisations come with their codes."""

    model_config = ConfigDict(from_attributes=True)

    code: str
    code_scheme: str
    class_code: str
    class_zh: str
    class_en: str
    status: str
    spoken: str | None = Field(description="what it is called aloud, with its check digit")
    accuracy_m: float | None
    position_source: str
    datum: str = Field(description="the datum the position came in; coordinates are WGS 84")
    setting: str | None
    community_code: str | None
    grid_code: str | None
    unit_grid_code: str | None
    segment_code: str | None
    road_name: str | None
    compound_code: str | None
    compound_zh: str | None
    owner_code: str | None
    owner_zh: str | None
    maintainer_code: str | None
    maintainer_zh: str | None
    authority_code: str | None
    authority_zh: str | None
    material: str | None
    shape: str | None
    size_mm: int | None
    load_class: str | None
    built_year: int | None
    fall_net: str | None
    attributes: Mapping[str, object]
    aliases: tuple[str, ...] = Field(description="codes of other schemes it also answers to")
    source: str
    source_id: str
    first_at: datetime
    changed_at: datetime


class NearProperties(AssetProperties):
    """An asset with its distance."""

    distance_m: float


class PlacedProperties(AssetProperties):
    """An asset with its place in words."""

    place_zh: str
    place_en: str


class AssetFeature(BaseModel):
    """One asset of a page."""

    type: Literal["Feature"] = "Feature"
    id: str
    geometry: Point
    properties: AssetProperties


class NearFeature(AssetFeature):
    """One asset near the point asked for."""

    properties: NearProperties


class PlacedFeature(AssetFeature):
    """One asset by itself."""

    properties: PlacedProperties


class AssetPage(BaseModel):
    """Assets by code; `next` is the cursor of the next page, null at the end."""

    type: Literal["FeatureCollection"] = "FeatureCollection"
    features: list[AssetFeature]
    next: str | None


class NearAssets(BaseModel):
    """Assets, the nearest first."""

    type: Literal["FeatureCollection"] = "FeatureCollection"
    features: list[NearFeature]


@router.get("/assets", summary="Assets in a box")
def list_assets(
    conn: Reading,
    actor: CurrentActor,
    bbox: Bbox,
    limit: Limit = 100,
    cursor: Annotated[str, Query(pattern="^[0-9]{0,17}$")] = "",
    classes: Classes = None,
) -> AssetPage:
    """By code, a page at a time; removed assets are left out."""
    page = lookup.in_box(conn, read_box(bbox), areas=actor.areas, limit=limit, after=cursor, classes=classes)
    features = [
        AssetFeature(id=asset.code, geometry=_point(asset), properties=_properties(asset)) for asset in page.assets
    ]
    return AssetPage(features=features, next=page.next)


@router.get("/assets/nearest", summary="The assets nearest to a point")
def list_nearest_assets(
    conn: Reading,
    actor: CurrentActor,
    lon: Lon,
    lat: Lat,
    datum: InDatum = Datum.WGS84,
    within_m: Annotated[float, Query(gt=0, le=lookup.FARTHEST_M)] = 50.0,
    limit: Annotated[int, Query(ge=1, le=100)] = 10,
    classes: Classes = None,
) -> NearAssets:
    """Truly nearest, in metres on the ellipsoid; removed assets are left out."""
    at = to_wgs84(lon, lat, datum=datum)
    found = lookup.nearest(conn, *at, within_m=within_m, limit=limit, classes=classes, areas=actor.areas)
    features = []
    for near in found:
        properties = NearProperties(**_properties(near.asset).model_dump(), distance_m=round(near.distance_m, 3))
        features.append(NearFeature(id=near.asset.code, geometry=_point(near.asset), properties=properties))
    return NearAssets(features=features)


@router.get(
    "/assets/{code}",
    summary="One asset",
    response_model=PlacedFeature,
    responses={304: {"description": "unchanged since the ETag given"}},
)
def get_asset(
    conn: Reading,
    actor: CurrentActor,
    code: str,
    if_none_match: Annotated[str | None, Header(description="the ETag of an earlier answer")] = None,
) -> Response:
    """By its code, or by one of another scheme; the ETag is made from the content."""
    asset = lookup.asset(conn, code, areas=actor.areas)
    place = describe_place(conn, asset.lon, asset.lat)
    properties = PlacedProperties(**_properties(asset).model_dump(), place_zh=place.zh, place_en=place.en)
    body = PlacedFeature(id=asset.code, geometry=_point(asset), properties=properties).model_dump_json().encode()
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    headers = {"ETag": etag, "Cache-Control": "private, no-cache"}
    if if_none_match is not None and etag in if_none_match:
        return Response(status_code=304, headers=headers)
    return Response(body, media_type="application/json", headers=headers)


def read_box(text: str) -> Box:
    """`west,south,east,north` in degrees. Raises Invalid for anything else."""
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError as error:
        raise Invalid("bbox is west,south,east,north in degrees", bbox=text) from error
    return Box(west, south, east, north)


def _point(asset: Asset) -> Point:
    return Point(coordinates=(round(asset.lon, 8), round(asset.lat, 8)))


def _properties(asset: Asset) -> AssetProperties:
    return AssetProperties.model_validate(asset)
