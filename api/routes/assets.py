"""Assets as GeoJSON: by box, by nearness, by code; inside the areas of who asks."""

import hashlib
from typing import Annotated

from fastapi import APIRouter, Header, Query, Response

from api.asset_shapes import (
    AssetFeature,
    AssetPage,
    NearAssets,
    NearFeature,
    NearProperties,
    PlacedFeature,
    PlacedProperties,
    Point,
)
from api.deps import CurrentActor, ReadingThen
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


@router.get("/assets", summary="Assets in a box or a micro-grid")
def list_assets(
    conn: ReadingThen,
    actor: CurrentActor,
    bbox: Bbox | None = None,
    micro_grid: Annotated[str | None, Query(pattern="^[0-9]{18}$")] = None,
    limit: Limit = 100,
    cursor: Annotated[str, Query(pattern="^[0-9]{0,17}$")] = "",
    classes: Classes = None,
) -> AssetPage:
    """By code, a page at a time: in a box, or in a micro-grid; removed assets are left out."""
    if (bbox is None) == (micro_grid is None):
        raise Invalid("ask for a bbox or for a micro_grid, one of the two", field="bbox")
    if micro_grid is not None:
        page = lookup.in_micro_grid(conn, micro_grid, areas=actor.areas, limit=limit, after=cursor, classes=classes)
    else:
        page = lookup.in_box(conn, read_box(bbox or ""), areas=actor.areas, limit=limit, after=cursor, classes=classes)
    return AssetPage(features=[AssetFeature.of(asset) for asset in page.assets], next=page.next)


@router.get("/assets/nearest", summary="The assets nearest to a point")
def list_nearest_assets(
    conn: ReadingThen,
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
        properties = NearProperties.of(near.asset, distance_m=round(near.distance_m, 3))
        features.append(NearFeature(id=near.asset.code, geometry=Point.of(near.asset), properties=properties))
    return NearAssets(features=features)


@router.get(
    "/assets/{code}",
    summary="One asset",
    response_model=PlacedFeature,
    responses={304: {"description": "unchanged since the ETag given"}},
)
def get_asset(
    conn: ReadingThen,
    actor: CurrentActor,
    code: str,
    if_none_match: Annotated[str | None, Header(description="the ETag of an earlier answer")] = None,
) -> Response:
    """By its code, or by one of another scheme; one that is no longer tells as it was last, and what became of it.

    The ETag begins with the version that a change starts from.
    """
    asset = lookup.asset(conn, code, areas=actor.areas, gone=True)
    place = describe_place(conn, asset.lon, asset.lat)
    properties = PlacedProperties.of(asset, place_zh=place.zh, place_en=place.en)
    body = PlacedFeature(id=asset.code, geometry=Point.of(asset), properties=properties).model_dump_json().encode()
    headers = {"ETag": etag_of(asset, body), "Cache-Control": "private, no-cache"}
    if if_none_match is not None and headers["ETag"] in if_none_match:
        return Response(status_code=304, headers=headers)
    return Response(body, media_type="application/json", headers=headers)


def etag_of(asset: Asset, body: bytes) -> str:
    """The ETag of an asset: its version, by which changes start, and its content, of which roads and names are part."""
    return f'"{asset.version}-{hashlib.sha256(body).hexdigest()[:32]}"'


def read_box(text: str) -> Box:
    """`west,south,east,north` in degrees. Raises Invalid for anything else."""
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError as error:
        raise Invalid("bbox is west,south,east,north in degrees", bbox=text) from error
    return Box(west, south, east, north)
