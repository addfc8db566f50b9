"""Sightings of defects, and which of them belong together before anything is stored.

Pure. A hazard of a known asset is told by asset and defect; without an asset by place: the same defect within 10 m.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from math import asin, cos, radians, sin, sqrt
from uuid import UUID, uuid5

SAME_PLACE_M = 10.0
_EARTH_M = 6_371_008.8
_TICKETS = UUID("0d2a1c5e-54a1-5f0e-9c55-6a7b3f0d4a11")


@dataclass(frozen=True, slots=True)
class Sighting:
    """A defect somebody saw, as an observation tells it; `asset_code` is None while the asset is undecided.

    With an asset the ticket takes the asset's own position; lon/lat (WGS 84) and accuracy are those of the sighting.
    """

    observation_id: UUID
    asset_code: str | None
    class_code: str | None
    owner_code: str | None
    setting: str | None
    community_code: str | None
    grid_code: str | None
    lon: float
    lat: float
    accuracy_m: float | None
    defect_code: str
    severity: int | None
    observed_at: datetime


@dataclass(frozen=True, slots=True)
class Filed:
    """Where a sighting went: a ticket, an item of the maintenance list, or neither (a minor defect of no known asset).

    `new` says that this very sighting opened it.
    """

    ticket_id: UUID | None
    number: str | None
    item_id: UUID | None
    new: bool


@dataclass(frozen=True, slots=True)
class Group:
    """Sightings of one defect of one asset (or of one place); the earliest, then smallest id, leads."""

    sightings: tuple[Sighting, ...]

    @property
    def lead(self) -> Sighting:
        """The sighting that opens the ticket."""
        return self.sightings[0]

    @property
    def id(self) -> UUID:
        """The id of what it opens, made from the leading observation: a repeat makes the same."""
        return uuid5(_TICKETS, str(self.lead.observation_id))

    @property
    def severity(self) -> int | None:
        """The worst that was seen."""
        return max((seen.severity for seen in self.sightings if seen.severity is not None), default=None)


def group_by_asset(sightings: Sequence[Sighting]) -> list[Group]:
    """Groups of the same asset and defect, ordered by both: the order in which everybody locks."""
    groups: dict[tuple[str, str], list[Sighting]] = {}
    for sighting in _in_order(sightings):
        if sighting.asset_code is not None:
            groups.setdefault((sighting.asset_code, sighting.defect_code), []).append(sighting)
    return [Group(tuple(groups[key])) for key in sorted(groups)]


def group_by_place(sightings: Sequence[Sighting]) -> list[Group]:
    """Groups of sightings without an asset: each joins the first earlier one of its defect within 10 m."""
    groups: list[list[Sighting]] = []
    for sighting in _in_order(sightings):
        if sighting.asset_code is not None:
            continue
        home = next((group for group in groups if _same_place(group[0], sighting)), None)
        if home is None:
            groups.append([sighting])
        else:
            home.append(sighting)
    return [Group(tuple(group)) for group in groups]


def _in_order(sightings: Sequence[Sighting]) -> list[Sighting]:
    return sorted(sightings, key=lambda seen: (seen.observed_at, seen.observation_id))


def _same_place(first: Sighting, other: Sighting) -> bool:
    near = distance_m(first.lon, first.lat, other.lon, other.lat) <= SAME_PLACE_M
    return near and first.defect_code == other.defect_code


def distance_m(lon: float, lat: float, other_lon: float, other_lat: float) -> float:
    """Metres between two WGS 84 points on the sphere; within 0.6 % of the ellipsoid, enough for 10 m."""
    south, north = radians(lat), radians(other_lat)
    half = sin((north - south) / 2) ** 2 + cos(south) * cos(north) * sin(radians(other_lon - lon) / 2) ** 2
    return 2 * _EARTH_M * asin(sqrt(half))
