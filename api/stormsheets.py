"""Paper sheets of a storm, put together for route and command alike."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from api.routes.pages import imprint_of
from api.settings import Settings
from inspections.campaigns.coverage import ZONE
from inspections.guards import lowlands, storms
from inspections.guards.storms import LEVELS
from maps import qr
from maps.prints.furniture import Caption
from maps.prints.stormsheet import storm_sheets
from maps.prints.stretch import segments_of, stretches
from maps.prints.wallmap import Printed
from registry.actor import Actor
from registry.errors import Invalid, TooLarge

MOST_SEGMENTS = 200


def sheets_of(
    conn: Connection,
    actor: Actor,
    storm_id: UUID,
    *,
    segments: Sequence[str],
    settings: Settings,
    draft: bool,
    now: datetime,
) -> Printed:
    """The sheets of some segments of a storm's area; without any, of those where covers at low points have no net.

    Raises NotFound, Forbidden, TooLarge, Invalid where there is nothing to print, or an address nobody can open.
    """
    storm = storms.get(conn, storm_id)
    storms.check_sees(actor, storm)
    if not draft:
        qr.check_printable(settings.public_url)
    codes = sorted(set(segments)) or segments_of(
        conn, [cover.code for cover in lowlands.bare_covers(conn, storm.area_code)]
    )
    if not codes:
        raise Invalid("no cover at a low point is without a net: name road segments, or low points first")
    if len(codes) > MOST_SEGMENTS:
        raise TooLarge(f"{len(codes)} segments are asked for; at most {MOST_SEGMENTS} are printed at once")
    found = stretches(conn, storm.area_code, codes)
    since = f"{storm.begins_at.astimezone(ZoneInfo(ZONE)):%m-%d %H:%M}"
    told = f"{LEVELS[storm.level].zh}预警 · {since} 起 · {'草稿' if draft else storm.area_code}"
    captions = [Caption(one.title, "风暴巡查单", None, now, imprint_of(settings), one.synthetic) for one in found]
    return storm_sheets(found, captions, public_url=settings.public_url, told=told)
