"""What this installation is, and the names on its map: what the application asks first."""

from typing import Any, Self

from fastapi import APIRouter
from fastapi.responses import FileResponse
from pydantic import BaseModel

from api.deps import CurrentActor, CurrentSettings, PossibleActor, Reading
from api.settings import Settings
from maps import site
from registry.errors import NotFound

router = APIRouter(tags=["map"])

OCTETS = "application/octet-stream"
ARCHIVE = "/api/v1/base-map.pmtiles"


class ArchiveAnswer(BaseModel):
    """A PMTiles archive of this service: pictures, or shapes in the layers of the Protomaps basemap v4."""

    url: str
    vector: bool
    min_zoom: int


class BaseMapAnswer(BaseModel):
    """A base map of somebody else under ours, by setting, in WGS 84 or CGCS2000: layers of tiles, or an archive.

    `layers` from the bottom, each with its XYZ addresses; none where there is an archive.
    """

    layers: list[list[str]]
    max_zoom: int
    archive: ArchiveAnswer | None
    attribution: str

    @classmethod
    def of(cls, settings: Settings) -> Self | None:
        """As the operator named it; none where the district's own is drawn."""
        found = settings.base_map_layers
        archive = settings.base_map_archive
        if not found and archive is None:
            return None
        return cls(
            layers=[list(addresses) for addresses in found],
            max_zoom=archive.max_zoom if archive else settings.base_map_max_zoom,
            archive=ArchiveAnswer(url=ARCHIVE, vector=archive.vector, min_zoom=archive.min_zoom) if archive else None,
            attribution=settings.base_map_attribution,
        )


class SiteAnswer(BaseModel):
    """Imprint and phones for all; `bounds` (west, south, east, north), `synthetic`, `empty` for who is signed in."""

    operator: str
    map_approval: str
    privacy_url: str
    public_url: str
    hotline: str
    duty_phone: str
    base_map: BaseMapAnswer | None
    bounds: tuple[float, float, float, float] | None
    synthetic: bool
    empty: bool


@router.get("/site", summary="What this installation is")
def get_site(conn: Reading, actor: PossibleActor, settings: CurrentSettings) -> SiteAnswer:
    """Asked before anything else; a stranger is told no place."""
    found = site.extent(conn, actor) if actor else None
    return SiteAnswer(
        operator=settings.operator,
        map_approval=settings.map_approval,
        privacy_url=settings.privacy_url,
        public_url=settings.public_url,
        hotline=settings.hotline,
        duty_phone=settings.duty_phone,
        base_map=BaseMapAnswer.of(settings),
        bounds=found.bounds if found else None,
        synthetic=found.synthetic if found else False,
        empty=found.empty if found else False,
    )


@router.get(
    "/base-map.pmtiles",
    summary="The archive of the base map",
    response_class=FileResponse,
    responses={200: {"content": {OCTETS: {"schema": {"type": "string", "format": "binary"}}}}},
)
def get_base_map_archive(_: CurrentActor, settings: CurrentSettings) -> FileResponse:
    """Read in parts by Range. 404 where no archive is set."""
    if settings.base_map_file is None or not settings.base_map_file.is_file():
        raise NotFound("no archive of a base map is set here")
    return FileResponse(settings.base_map_file, media_type=OCTETS, headers={"Cache-Control": "private, max-age=3600"})


@router.get("/map-names", summary="Names on the map")
def get_map_names(conn: Reading, actor: CurrentActor) -> dict[str, Any]:
    """GeoJSON points with `kind`, `zh`, `en`, `turn`: streets, communities and roads inside one's areas."""
    return site.names(conn, actor)
