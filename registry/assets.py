"""What the register tells of one asset, and what asks for many: a box, a distance, the areas one may see. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from math import isfinite

from registry import spoken
from registry.errors import Invalid
from registry.history.fates import Fate


@dataclass(frozen=True, slots=True)
class Asset:
    """A cover, lamp post or other component: its place, its name, whose it is (GB/T 47678.5, 18 fields and more).

    `lon`, `lat` are degrees WGS 84; `accuracy_m` is the standard error they came with, in the `datum` they came in.
    `valid_from` is since when it is as told, `changed_at` when that became known, `version` the number of the change.
    `became` tells of a code that is no longer a thing of its own.
    """

    code: str
    code_scheme: str
    name_zh: str | None
    class_code: str
    class_zh: str
    class_en: str
    status: str
    lon: float
    lat: float
    accuracy_m: float | None
    position_source: str
    datum: str
    street_code: str | None
    street_zh: str | None
    community_code: str | None
    community_zh: str | None
    grid_code: str | None
    micro_grid_code: str | None
    unit_grid_code: str | None
    segment_code: str | None
    road_name: str | None
    compound_code: str | None
    compound_zh: str | None
    setting: str | None
    spoken_prefix: str | None
    spoken_number: int | None
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
    depth_m: float | None
    locking: str | None
    fall_net: str | None
    fall_net_installed_on: date | None
    fall_net_tested_on: date | None
    note: str | None
    attributes: Mapping[str, object]
    aliases: Sequence[str]
    source: str
    source_id: str
    first_at: datetime
    valid_from: datetime
    changed_at: datetime
    version: int
    became: Fate | None = None

    @property
    def spoken(self) -> str | None:
        """What it is called aloud: `大连路 1234-5`."""
        if self.spoken_prefix is None or self.spoken_number is None:
            return None
        return spoken.say(self.spoken_prefix, self.spoken_number)


@dataclass(frozen=True, slots=True)
class Near:
    """An asset and how far it lies from where one asked."""

    asset: Asset
    distance_m: float


@dataclass(frozen=True, slots=True)
class Page:
    """Some of the assets asked for, by code; `next` is the code to go on after, None at the end."""

    assets: Sequence[Asset]
    next: str | None


@dataclass(frozen=True, slots=True)
class Box:
    """A box in degrees WGS 84. Raises Invalid where it is inside out, empty or not on the globe."""

    west: float
    south: float
    east: float
    north: float

    def __post_init__(self) -> None:
        """Refuse what is no box, and say how one is written."""
        check_position(self.west, self.south)
        check_position(self.east, self.north)
        if self.west >= self.east or self.south >= self.north:
            raise Invalid("a box is west,south,east,north in degrees, west below east and south below north")


def check_position(lon: float, lat: float) -> None:
    """Raises Invalid for what is no longitude and latitude in degrees."""
    if not (isfinite(lon) and isfinite(lat) and abs(lon) <= 180 and abs(lat) <= 90):
        raise Invalid(f"({lon}, {lat}) is no longitude and latitude in degrees", lon=str(lon), lat=str(lat))


def below(areas: Sequence[str] | None) -> list[str]:
    """Patterns (SQL `like`) of the community codes inside `areas`; None stands for everywhere.

    A thing without a community answers to its division, so that only holders of the whole division see it.
    """
    return ["%"] if areas is None else [f"{area}%" for area in areas if area.isdigit()]
