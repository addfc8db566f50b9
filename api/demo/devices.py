"""Simulated phones: each walks its own worklist, day by day, and sends what its inspector saw over a bad network."""

import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime, timedelta

import numpy as np

from api.demo import pictures
from api.demo.net import Line
from api.demo.world import Defect, Eyes, Sight, look

BATCH_ITEMS = 400  # at most; a day's walk goes home in one, and a hazard at once with what lies before it
SENDS_AFTER = timedelta(minutes=1)
GPS_NOISE_M = 4.0
LOOK_S = 45.0
_LOST_ANSWER, _LOST_HALF, _SENT_TWICE = 0.03, 0.02, 0.03  # shares of batches
_WRONG_CLOCKS = 6  # every sixth device's clock is wrong
_M_PER_DEG = 111_320.0


@dataclass(frozen=True, slots=True)
class Target:
    """One asset on a worklist and where it really lies (degrees, WGS 84)."""

    asset_code: str
    lon: float
    lat: float


@dataclass(frozen=True, slots=True)
class Unit:
    """A road segment or compound of a worklist, the day of the campaign it is walked (1, 2, …), and its assets."""

    unit_id: int
    day_no: int
    targets: Sequence[Target]


@dataclass(frozen=True, slots=True)
class Walk:
    """What one device has to do: its account's line and its units in walking order."""

    number: int
    device_id: str
    line: Line
    second_look: bool
    units: Sequence[Unit]


@dataclass(slots=True)
class Tally:
    """What a device counted of its own doing, to be held against the database."""

    items: int = 0
    accepted: int = 0
    known: int = 0
    refused: int = 0
    photos: int = 0
    lost: int = 0
    repeated: int = 0
    refusals: list[str] = field(default_factory=list)

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(*(getattr(self, one.name) + getattr(other, one.name) for one in fields(Tally)))


def walk(
    trip: Walk,
    *,
    campaign_id: str,
    starts_at: datetime,
    truth: Mapping[str, Defect],
    eyes: Eyes,
    seed: int,
    progress: Callable[[int], None],
) -> Tally:
    """Walk the whole list and send it; returns what came of it.

    `starts_at` is the first morning of the campaign; an asset of day 3 is seen two days later, and sent the same day.
    The device's own clock may be wrong by hours, the same for its items and its batches. Every item gets its receipt.
    """
    dice = np.random.default_rng([seed, trip.number, 7])
    skew = timedelta(hours=float(dice.uniform(-30, 30))) if trip.number % _WRONG_CLOCKS == 0 else timedelta()
    sights = look(
        [t.asset_code for unit in trip.units for t in unit.targets],
        truth=truth,
        eyes=eyes,
        seed=seed,
        walker=trip.number,
    )
    tally = Tally()
    for items, files, seen_at in _batches(trip, sights, starts_at=starts_at, skew=skew, dice=dice):
        batch = {
            "batch_id": str(_uuid(dice)),
            "device_id": trip.device_id,
            "campaign_id": campaign_id,
            "second_look": trip.second_look,
            "items": items,
            "device_time": (seen_at + SENDS_AFTER + skew).isoformat(),
        }
        trip.line.at = seen_at + SENDS_AFTER
        _send(trip.line, batch, dice=dice, tally=tally)
        for picture in files:
            trip.line.send("/photos", picture, media_type="image/jpeg")
            tally.photos += 1
        progress(len(items))
    return tally


def _send(line: Line, batch: Mapping[str, object], *, dice: np.random.Generator, tally: Tally) -> None:
    """Send until the receipts are there; now and then an answer or half a request is lost, or all is sent twice."""
    roll = dice.random()
    if roll < _LOST_ANSWER + _LOST_HALF:
        line.post_and_drop("/observations", batch, whole=roll < _LOST_ANSWER)
        tally.lost += 1
    receipts = line.post("/observations", batch)["receipts"]
    if roll > 1 - _SENT_TWICE:
        line.post("/observations", batch)
        tally.repeated += 1
    for receipt in receipts:
        tally.items += 1
        match receipt["status"]:
            case "accepted":
                tally.accepted += 1
            case "known":
                tally.known += 1
            case _:
                tally.refused += 1
                tally.refusals.append(f"{receipt['reason']}: {receipt.get('detail', '')}")


def _batches(
    trip: Walk, sights: Sequence[Sight], *, starts_at: datetime, skew: timedelta, dice: np.random.Generator
) -> Iterator[tuple[list[dict[str, object]], list[bytes], datetime]]:
    """Items, pictures, and when the last of them was seen."""
    items: list[dict[str, object]] = []
    files: list[bytes] = []
    said = iter(sights)
    day, at = 0, starts_at
    for unit in trip.units:
        if unit.day_no != day:
            if items:
                yield items, files, at
                items, files = [], []
            day, at = unit.day_no, starts_at + timedelta(days=unit.day_no - 1)
        for target, sight in zip(unit.targets, said, strict=False):
            at += timedelta(seconds=LOOK_S)
            for _ in range(sight.times):
                item, picture = tell(target, sight, at=at, skew=skew, dice=dice)
                items.append(item)
                files += [picture] if picture is not None else []
            if files or len(items) >= BATCH_ITEMS:
                yield items, files, at
                items, files = [], []
        if not trip.second_look:
            items.append(_visit(unit, at=at, skew=skew, dice=dice))
    if items:
        yield items, files, at


def _visit(unit: Unit, *, at: datetime, skew: timedelta, dice: np.random.Generator) -> dict[str, object]:
    time = (at + skew).isoformat()
    return {"id": str(_uuid(dice)), "unit_id": unit.unit_id, "result": "walked", "device_time": time}


def tell(
    target: Target, sight: Sight, *, at: datetime, skew: timedelta, dice: np.random.Generator
) -> tuple[dict[str, object], bytes | None]:
    """What a device says of one asset, and its picture where a hazard is seen."""
    east, north = dice.normal(0.0, GPS_NOISE_M / np.sqrt(2), 2)  # 4 m is the distance, not the error of one axis
    lon = target.lon + east / (_M_PER_DEG * np.cos(np.radians(target.lat)))
    lat = target.lat + north / _M_PER_DEG
    item: dict[str, object] = {
        "id": str(_uuid(dice)),
        "result": "fine" if sight.defect is None else "defect",
        "asset_code": target.asset_code,
        "device_time": (at + skew).isoformat(),
        "position": {"lon": round(lon, 7), "lat": round(lat, 7), "accuracy_m": 5.0, "source": "gnss", "datum": "WGS84"},
    }
    if sight.defect is None:
        return item, None
    item |= {"defect_code": sight.defect.code, "severity": sight.defect.severity}
    if not sight.defect.hazard:
        return item, None
    seed = int(dice.integers(2**31))
    picture = pictures.take(sight.defect.code, after=False, lon=target.lon, lat=target.lat, at=at, seed=seed)
    item["photos"] = [pictures.digest(picture)]
    return item, picture


def _uuid(dice: np.random.Generator) -> uuid.UUID:
    return uuid.UUID(bytes=dice.bytes(16), version=4)
