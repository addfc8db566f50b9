"""What has been looked at, what was missed, and how many defects a sweep overlooks."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy.engine import Connection

from inspections.campaigns import estimate
from inspections.campaigns.estimate import Estimate
from registry.errors import NotFound
from registry.sql import load

_SQL = load(Path(__file__).parent / "sql" / "coverage.sql")

RESULTS = ("fine", "defect", "not_found", "no_access", "unseen")
REASONS = ("unseen", "no_access", "not_found")
ZONE = "Asia/Shanghai"


@dataclass(slots=True)
class Tally:
    """Covers and units, counted by what became of them; metres of walk, and how many of them are done."""

    covers: Counter[str] = field(default_factory=Counter)
    units: Counter[str] = field(default_factory=Counter)
    length_m: float = 0.0
    walked_m: float = 0.0

    @property
    def targets(self) -> int:
        """Covers in all."""
        return sum(self.covers[result] for result in RESULTS)

    @property
    def coverage(self) -> float | None:
        """Share of the covers with a result; "not found" and "no access" are results. None without covers."""
        return (self.targets - self.covers["unseen"]) / self.targets if self.targets else None

    def add(self, unit: Mapping[str, Any]) -> None:
        """Counts one row of `unit_progress`."""
        state = unit_state(unit)
        self.covers.update({result: unit[result] for result in RESULTS})
        self.covers["late"] += unit["late"]
        self.units[state] += 1
        self.length_m += unit["length_m"]
        seen = 1 - unit["unseen"] / unit["targets"] if unit["targets"] else float(state != "untouched")
        self.walked_m += 0.0 if state == "no_access" else unit["length_m"] * seen


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """Covers planned for a day of the campaign, and those whose last look was on a date."""

    day_no: int
    on: date
    planned: int
    seen: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a campaign is. `units_coverage` is the share of units done or found shut."""

    total: Tally
    by_kind: Mapping[str, Tally]
    by_assignment: Mapping[int, Tally]
    days: tuple[Day, ...]
    second_look_targets: int
    second_look_seen: int
    estimates: Mapping[str, Estimate | None]

    @property
    def coverage(self) -> float | None:
        """Share of the covers, as in `total`."""
        return self.total.coverage

    @property
    def units_coverage(self) -> float | None:
        """Share of the units that are done or could not be entered. None without units."""
        units = self.total.units
        return (units["done"] + units["no_access"]) / units.total() if units else None


def unit_state(unit: Mapping[str, Any]) -> str:
    """`untouched`, `partial`, `done` or `no_access`, from its targets; from its visit where it has none."""
    if unit["targets"] == 0:
        return {"walked": "done", "no_access": "no_access"}.get(unit["result"], "untouched")
    if unit["no_access"] == unit["targets"]:
        return "no_access"
    return "done" if unit["unseen"] == 0 else "untouched" if unit["unseen"] == unit["targets"] else "partial"


def progress(conn: Connection, campaign_id: UUID, *, areas: Sequence[str] | None = None, zone: str = ZONE) -> Progress:
    """How far the campaign is inside `areas` (None: everywhere), days by `zone`. The estimates are of the whole.

    Raises NotFound.
    """
    given = {"campaign_id": campaign_id, "areas": None if areas is None else list(areas)}
    starts_on = conn.execute(_SQL["starts_on"], {"campaign_id": campaign_id}).scalar_one_or_none()
    if starts_on is None:
        raise NotFound(f"no campaign {campaign_id}", id=str(campaign_id))
    units = [dict(row) for row in conn.execute(_SQL["unit_progress"], given).mappings()]
    seen_on = {row.seen_on: row.targets for row in conn.execute(_SQL["seen_by_day"], given | {"zone": zone})}
    twice = [unit for unit in units if unit["twice"]]
    return Progress(
        total=_tally(units),
        by_kind=_tallies(units, "kind"),
        by_assignment=_tallies(units, "number"),
        days=days(units, seen_on, starts_on=starts_on),
        second_look_targets=sum(unit["targets"] for unit in twice),
        second_look_seen=sum(unit["second_seen"] for unit in twice),
        estimates=estimates(conn, campaign_id),
    )


def _tally(units: Iterable[Mapping[str, Any]]) -> Tally:
    tally = Tally()
    for unit in units:
        tally.add(unit)
    return tally


def _tallies(units: Iterable[Mapping[str, Any]], column: str) -> dict[Any, Tally]:
    tallies: dict[Any, Tally] = {}
    for unit in units:
        tallies.setdefault(unit[column], Tally()).add(unit)
    return tallies


def days(units: Iterable[Mapping[str, Any]], seen_on: Mapping[date, int], *, starts_on: date) -> tuple[Day, ...]:
    """One row for each day with something planned or seen, days counted from the first day of the campaign."""
    planned: Counter[int] = Counter()
    for unit in units:
        planned[unit["day_no"]] += unit["targets"]
    seen = {(on - starts_on).days + 1: count for on, count in seen_on.items()}
    return tuple(
        Day(
            day_no=day_no,
            on=date.fromordinal(starts_on.toordinal() + day_no - 1),
            planned=planned[day_no],
            seen=seen.get(day_no, 0),
        )
        for day_no in sorted(planned.keys() | seen.keys())
    )


def estimates(conn: Connection, campaign_id: UUID) -> dict[str, Estimate | None]:
    """Defects there are and were missed, by `all`, `hazard` and `minor`; None while the second look says nothing."""
    rows = conn.execute(_SQL["second_looks"], {"campaign_id": campaign_id}).mappings()
    found = {
        row["kind"]: estimate.missed(found=row["found"], first=row["first"], second=row["second"], both=row["both"])
        for row in rows
    }
    return {kind: found.get(kind) for kind in ("all", "hazard", "minor")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Missed:
    """A cover without a sound look, or (without `asset_code`) a unit without covers that nobody walked.

    `reason`: unseen, no_access or not_found. The position is the cover's, or a point of the unit.
    """

    unit_id: int
    asset_code: str | None
    class_code: str | None
    spoken_prefix: str | None
    spoken_number: int | None
    kind: str
    place_code: str
    community_code: str | None
    assignment: int
    day_no: int
    reason: str
    late: bool
    lon: float
    lat: float

    @property
    def cursor(self) -> tuple[int, str]:
        """Where the list goes on after this one."""
        return self.unit_id, self.asset_code or ""


def missed(
    conn: Connection,
    campaign_id: UUID,
    *,
    areas: Sequence[str] | None = None,
    reasons: Sequence[str] = REASONS,
    after: tuple[int, str] = (0, ""),
    limit: int = 500,
) -> list[Missed]:
    """What was missed, by unit and code, after the cursor of the last one known."""
    given = {
        "campaign_id": campaign_id,
        "areas": None if areas is None else list(areas),
        "reasons": list(reasons),
        "after_unit": after[0],
        "after_asset": after[1],
        "limit": limit,
    }
    return [Missed(**row) for row in conn.execute(_SQL["missed"], given).mappings()]
