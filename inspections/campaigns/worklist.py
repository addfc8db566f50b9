"""Who has which share, and what one person walks today."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy.engine import Connection

from registry.errors import NotFound
from registry.sql import load

_SQL = load(Path(__file__).parent / "sql" / "worklist.sql")


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """One person's share. A `second_look` is blind; `days` is the last day with work; `middle` a GeoJSON point."""

    id: int
    number: int
    grid_code: str | None
    account_id: UUID | None
    second_look: bool
    minutes: float
    units: int
    targets: int
    length_m: float
    days: int
    community_code: str | None
    middle: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkUnit:
    """A unit as it is walked: its place in the order, its shape (GeoJSON) and its covers in walking order.

    `targets` have asset_code, class_code, spoken_prefix, spoken_number, setting, lon, lat, accuracy_m, late and the
    result so far (of the same look: a second look is not told what the first one saw).
    """

    unit_id: int
    kind: str
    place_code: str
    grid_code: str | None
    minutes: float
    length_m: float
    day_no: int
    position: int
    unit_result: str | None
    name_zh: str
    from_road: str
    to_road: str
    geometry: Mapping[str, Any]
    targets: Sequence[Mapping[str, Any]]


def assignments(
    conn: Connection,
    campaign_id: UUID,
    *,
    account_id: UUID | None = None,
    areas: Sequence[str] | None = None,
    after: int = 0,
    limit: int = 1000,
) -> list[Assignment]:
    """The shares of a campaign by number; of one account, or with units inside `areas`, where these are given."""
    given = {
        "campaign_id": campaign_id,
        "id": None,
        "account_id": account_id,
        "areas": None if areas is None else list(areas),
        "after": after,
        "limit": limit,
    }
    return [Assignment(**row) for row in conn.execute(_SQL["assignments"], given).mappings()]


def assignment(
    conn: Connection, campaign_id: UUID, assignment_id: int, *, areas: Sequence[str] | None = None
) -> Assignment:
    """One share. Raises NotFound for no such share of the campaign, or none with units inside `areas`."""
    given = {
        "campaign_id": campaign_id,
        "id": assignment_id,
        "account_id": None,
        "areas": None if areas is None else list(areas),
        "after": 0,
        "limit": 1,
    }
    row = conn.execute(_SQL["assignments"], given).mappings().one_or_none()
    if row is None:
        raise NotFound(f"the campaign has no assignment {assignment_id}", assignment_id=assignment_id)
    return Assignment(**row)


def by_number(conn: Connection, campaign_id: UUID, number: int, *, areas: Sequence[str] | None = None) -> Assignment:
    """One share by its number. Raises NotFound as `assignment`."""
    found = assignments(conn, campaign_id, areas=areas, after=number - 1, limit=1)
    if not found or found[0].number != number:
        raise NotFound(f"the campaign has no assignment with the number {number}", number=number)
    return found[0]


def worklist(
    conn: Connection,
    campaign_id: UUID,
    assignment_id: int,
    *,
    day_no: int | None = None,
    areas: Sequence[str] | None = None,
) -> list[WorkUnit]:
    """The units of a share in walking order, of one day or of all, those inside `areas` (None: everywhere).

    Raises NotFound for no such share, or none with units inside `areas`.
    """
    share = assignment(conn, campaign_id, assignment_id, areas=areas)
    given = {
        "campaign_id": campaign_id,
        "assignment_id": assignment_id,
        "second_look": share.second_look,
        "day_no": day_no,
        "areas": None if areas is None else list(areas),
    }
    return [WorkUnit(**row) for row in conn.execute(_SQL["worklist"], given).mappings()]
