"""What becomes of each item of a batch: kept, with its asset and its moment, or refused. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from inspections.observations.batches import Batch
from inspections.observations.faults import Reason
from inspections.observations.items import Fault, Item, Result, Visit
from inspections.observations.matching import Candidate, Near, decided, rank, reach_m
from inspections.observations.positions import Position
from inspections.observations.skew import Moment, moment, skew_s
from inspections.tickets.sightings import distance_m
from registry.actor import Actor

# An inspector may stand across a wide junction from the cover; further off, the code or the position is wrong.
LEAST_BESIDE_M = 50.0
# Who may report anywhere in a division still reports in it: shore, a border, a phone that is unsure - not another city.
REMOTE_M = 2000.0
_NEAR_DEG = 0.0003  # at most 47 m on the diagonal: nearly all, and cheap to see


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
    """Answers by what was asked: assets by code (and alias), the rest by the item's place in the batch.

    `remote` are items whose position lies further than REMOTE_M from every community.
    """

    campaign: Campaign | None = None
    assets: Mapping[str, Asset] = field(default_factory=dict)
    defects: frozenset[str] = frozenset()
    units: Mapping[int, Unit] = field(default_factory=dict)
    near: Mapping[int, Sequence[Near]] = field(default_factory=dict)
    communities: Mapping[int, str] = field(default_factory=dict)
    remote: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Kept:
    """An observation to be stored; `asset` is None where the position did not decide, or the thing is new."""

    item: Item
    asset: Asset | None
    matched_by: str | None
    certainty: float | None
    candidates: tuple[Candidate, ...]
    community_code: str | None
    moment: Moment
    review: str | None


@dataclass(frozen=True, slots=True)
class KeptVisit:
    """A visit to be stored."""

    item: Visit
    moment: Moment
    review: str | None


Verdict = Kept | KeptVisit | Fault


def judge(
    actor: Actor, batch: Batch, items: Sequence[Item | Visit | Fault], facts: Facts, *, now: datetime
) -> list[Verdict]:
    """A verdict for each item, in order."""
    wrong_campaign = campaign_fault(actor, facts.campaign) if batch.campaign_id else None
    earliest = facts.campaign.earliest if facts.campaign else None
    off_s = skew_s(batch.device_time, now=now)
    verdicts: list[Verdict] = []
    for n, item in enumerate(items):
        if isinstance(item, Fault):
            verdicts.append(item)
        elif wrong_campaign:
            verdicts.append(_refused(item, Reason.CAMPAIGN, wrong_campaign))
        else:
            when = moment(item.device_time, skew_s=off_s, now=now, earliest=earliest)
            keep = (
                _visit(actor, batch, item, facts, when)
                if isinstance(item, Visit)
                else _item(actor, n, item, facts, when)
            )
            verdicts.append(keep)
    return verdicts


def campaign_fault(actor: Actor, campaign: Campaign | None) -> str | None:
    """Why an actor may not report to a campaign; None where all is well. An ended one still takes what is late."""
    if campaign is None:
        return "there is no such campaign; ask for the list of yours"
    mine = any(campaign.area_code.startswith(area) or area.startswith(campaign.area_code) for area in actor.areas)
    if not mine:
        return "the campaign is in none of your areas"
    if campaign.state == "planned":
        return "the campaign has not been started"
    return None


def _refused(item: Item | Visit, reason: Reason, detail: str) -> Fault:
    return Fault(item.id, reason, detail, item.content_sha256)


def _visit(actor: Actor, batch: Batch, item: Visit, facts: Facts, when: Moment) -> KeptVisit | Fault:
    unit = facts.units.get(item.unit_id)
    if unit is None:
        return _refused(item, Reason.UNKNOWN_UNIT, f"unit {item.unit_id} is in no campaign")
    if unit.campaign_id != batch.campaign_id:
        return _refused(item, Reason.CAMPAIGN, "the unit belongs to another campaign than the batch")
    if not unit.own and not actor.covers(unit.community_code):
        return _refused(item, Reason.AREA, "the unit lies outside your areas")
    return KeptVisit(item, when, None if when.explained else "time")


def _item(actor: Actor, n: int, item: Item, facts: Facts, when: Moment) -> Kept | Fault:
    if item.defect_code is not None and item.defect_code not in facts.defects:
        return _refused(item, Reason.UNKNOWN_DEFECT, f"{item.defect_code} is no defect of the city's table")
    candidates: tuple[Candidate, ...] = ()
    if item.asset_code is not None:
        asset, best = facts.assets.get(item.asset_code), None
        if asset is None:
            return _refused(item, Reason.UNKNOWN_ASSET, f"no asset has the code {item.asset_code}")
        community = asset.community_code
    else:
        assert item.position is not None, "an item without code has a position, or is a fault"
        ranked = rank(facts.near.get(n, ()), accuracy_m=item.position.accuracy_m, class_code=item.class_code)
        best = decided(ranked) if item.result is not Result.NEW else None
        asset = facts.assets[best.asset_code] if best else None
        candidates = tuple(one for one in ranked if actor.covers(facts.assets[one.asset_code].community_code))
        community = asset.community_code if asset else facts.communities.get(n)
    if not actor.covers(community) or (community is None and n in facts.remote):
        return _refused(item, Reason.AREA, _outside(item, community))
    return Kept(
        item=item,
        asset=asset,
        matched_by=_way(item, asset),
        certainty=best.certainty if best else None,
        candidates=() if asset else candidates,
        community_code=community,
        moment=when,
        review=_review(item, asset, when),
    )


def _way(item: Item, asset: Asset | None) -> str | None:
    if item.asset_code is not None:
        return "pick" if item.picked else "code"
    return "position" if asset else None


def _outside(item: Item, community: str | None) -> str:
    """Where it lies, as far as the actor may know."""
    if community is None and item.asset_code is None:
        return "the position lies in no community; are lon, lat and datum right?"
    return "this lies outside your areas"


def _review(item: Item, asset: Asset | None, when: Moment) -> str | None:
    words = []
    if asset is None:
        words.append("match")
    elif item.position is not None and item.asset_code is not None and not _beside(item.position, asset):
        words.append("place")
    if not when.explained:
        words.append("time")
    return " ".join(words) or None


def _beside(position: Position, asset: Asset) -> bool:
    if abs(position.lat - asset.lat) < _NEAR_DEG and abs(position.lon - asset.lon) < _NEAR_DEG:
        return True
    reach = max(reach_m(position.accuracy_m), LEAST_BESIDE_M)
    return distance_m(position.lon, position.lat, asset.lon, asset.lat) <= reach
