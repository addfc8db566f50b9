"""What this installation is, and the names on its map: what the application asks first."""

from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel

from api.deps import CurrentActor, CurrentSettings, PossibleActor, Reading
from maps import site

router = APIRouter(tags=["map"])


class BaseMapAnswer(BaseModel):
    """A base map of somebody else under ours, by setting: XYZ tiles in WGS 84 or CGCS2000."""

    url: str
    attribution: str


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
        base_map=BaseMapAnswer(url=settings.base_map_url, attribution=settings.base_map_attribution)
        if settings.base_map_url
        else None,
        bounds=found.bounds if found else None,
        synthetic=found.synthetic if found else False,
        empty=found.empty if found else False,
    )


@router.get("/map-names", summary="Names on the map")
def get_map_names(conn: Reading, actor: CurrentActor) -> dict[str, Any]:
    """GeoJSON points with `kind`, `zh`, `en`, `turn`: streets, communities and roads inside one's areas."""
    return site.names(conn, actor)
