"""What the database says about the items of a batch, as values. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from inspections.observations.matching import Near


@dataclass(frozen=True, slots=True)
class Asset:
    """What an observation needs to know of an asset; position WGS 84."""

    code: str
    class_code: str
    owner_code: str | None
    setting: str | None
    community_code: str | None
    grid_code: str | None
    lon: float
    lat: float
    accuracy_m: float | None


@dataclass(frozen=True, slots=True)
class Campaign:
    """What a batch needs to know of its campaign: state, area, since when something may have been seen."""

    state: str
    area_code: str
    earliest: datetime
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of a campaign; `own` says that it is assigned to the account."""

    campaign_id: UUID
    community_code: str | None
    own: bool


@dataclass(frozen=True, slots=True)
class Facts:
    """Answers by what was asked: assets by code (and alias), the rest by the item's place in the batch."""

    campaign: Campaign | None = None
    assets: Mapping[str, Asset] = field(default_factory=dict)
    defects: frozenset[str] = frozenset()
    units: Mapping[int, Unit] = field(default_factory=dict)
    near: Mapping[int, Sequence[Near]] = field(default_factory=dict)
    communities: Mapping[int, str] = field(default_factory=dict)
