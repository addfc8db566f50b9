"""What may be done to an asset, and what is said with it. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from pyproj import Geod

from registry.assets import Asset, check_position
from registry.datum import Datum
from registry.errors import Conflict, Invalid, Stale

UNKNOWN_CLASS = "01023"
"""不明井盖: a cover nobody has told the kind of may turn out to be any other (GB/T 47678.5)."""
SAME_THING_M = 100.0
"""Two records farther apart than this are not of one thing: mend the position first."""
MOST = 50
_GEOD = Geod(ellps="WGS84")

AMENDABLE = frozenset(
    {
        *(
            "name_zh",
            "status",
            "setting",
            "owner_code",
            "maintainer_code",
            "authority_code",
            "material",
            "shape",
            "size_mm",
        ),
        *("load_class", "built_year", "depth_m", "locking", "fall_net", "fall_net_installed_on", "fall_net_tested_on"),
        *("note", "attributes"),
    }
)
"""What a person may say of an asset. Its place is moved, its end and its class are deeds of their own."""


class Deed(StrEnum):
    """What becomes of things; the word of the event."""

    MERGE = "merge"
    SPLIT = "split"
    REPLACE = "replace"
    MOVE = "move"
    RETIRE = "retire"
    REVIVE = "revive"


class How(StrEnum):
    """Why a position changes."""

    RELOCATED = "relocated"  # it stands elsewhere now
    SURVEY = "survey"  # it always stood there: measured better
    CORRECTION = "correction"  # it always stood there: the position was wrong

    @property
    def always(self) -> bool:
        """Whether the new position held all the time."""
        return self is not How.RELOCATED


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What is said with a deed: in whose name, within which areas (None: everywhere), why, since when, from which
    version of the thing (None: whichever stands). `id` is made by who asks: the same deed again changes nothing.
    """

    id: UUID
    account: str
    areas: Sequence[str] | None
    reason: str = ""
    since: datetime | None = None
    if_version: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """Where something stands: degrees WGS 84, the standard error, how it was got, and the datum it was got in."""

    lon: float
    lat: float
    accuracy_m: float | None = None
    source: str = "map"
    datum: Datum = Datum.WGS84


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A thing that another is split into; of the same class unless another is named."""

    position: Position
    class_code: str | None = None


class Versioned(Protocol):
    """A thing with a code at some version."""

    @property
    def code(self) -> str:
        """Its code."""

    @property
    def version(self) -> int:
        """The number of the change that made it as it stands."""


def check_start(thing: Versioned, said: Said, *, now: datetime) -> None:
    """Raises Stale where the thing is at another version, Invalid for what is not yet so."""
    if said.if_version is not None and said.if_version != thing.version:
        message = f"{thing.code} is at version {thing.version}, not {said.if_version}; read it again, then decide"
        raise Stale(message, code=thing.code, version=thing.version)
    if said.since is not None and said.since > now:
        raise Invalid(f"{said.since.isoformat()} is not yet: tell the register when it is so", field="since")


def check_lives(asset: Asset) -> None:
    """Raises Conflict for a thing that was taken away."""
    if asset.status == "removed":
        raise Conflict(f"{asset.code} is no longer in use; revive it first", code=asset.code)


def check_merge(survivor: Asset, others: Sequence[Asset]) -> None:
    """Raises Invalid where nothing is to be merged, or the records cannot be of one thing (class, distance)."""
    codes = [survivor.code, *(other.code for other in others)]
    if len(others) < 1 or len(set(codes)) != len(codes) or len(others) > MOST:
        raise Invalid(
            f"name 1 to {MOST} other codes, each once, that are the same thing as {survivor.code}", field="codes"
        )
    for asset in (survivor, *others):
        check_lives(asset)
    for other in others:
        if other.class_code not in {survivor.class_code, UNKNOWN_CLASS}:
            message = f"{other.code} is {other.class_en}, {survivor.code} {survivor.class_en}: they are not one thing"
            raise Invalid(message, field="codes", code=other.code)
        apart_m = distance_m(survivor, other)
        if apart_m > SAME_THING_M:
            message = f"{other.code} lies {apart_m:,.0f} m from {survivor.code}: move it first if it is the same thing"
            raise Invalid(message, field="codes", code=other.code)


def check_split(asset: Asset, parts: Sequence[Part]) -> None:
    """Raises Invalid for fewer than two parts, or two on one spot."""
    check_lives(asset)
    if not 2 <= len(parts) <= MOST:
        raise Invalid(f"{asset.code} is split into 2 to {MOST} things, not {len(parts)}", field="parts")
    for part in parts:
        check_position(part.position.lon, part.position.lat)
    spots = {(part.position.lon, part.position.lat, part.class_code) for part in parts}
    if len(spots) != len(parts):
        raise Invalid("two of the parts are one: same place, same class", field="parts")


def check_move(asset: Asset, to: Position, how: How) -> None:
    """Raises Conflict where a shifted map (GCJ-02, BD-09) would overwrite a survey, Invalid for no position."""
    check_lives(asset)
    check_position(to.lon, to.lat)
    if to.datum in {Datum.GCJ02, Datum.BD09} and asset.position_source == "survey" and how.always:
        message = f"{asset.code} was surveyed: a position from a shifted map ({to.datum}) is less exact and stays out"
        raise Conflict(message, code=asset.code)


def check_amend(asset: Asset, changes: Mapping[str, object]) -> None:
    """Raises Invalid for a field that is not amended this way, Conflict for a thing that was taken away."""
    if unknown := sorted(changes.keys() - AMENDABLE):
        raise Invalid(
            f"{', '.join(unknown)} cannot be amended; there are {', '.join(sorted(AMENDABLE))}", field=unknown[0]
        )
    if changes.get("status") == "removed":
        raise Invalid("what was taken away is retired, with the reason, not amended", field="status")
    check_lives(asset)


def distance_m(one: Asset, other: Asset) -> float:
    """Metres on the ellipsoid between two assets."""
    return float(_GEOD.inv(one.lon, one.lat, other.lon, other.lat)[2])
