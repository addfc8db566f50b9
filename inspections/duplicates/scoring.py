"""How likely two cases are one, by one pair: the same asset first, then distance × time × matter × words × photo.

Pure. Each kind of evidence is a logarithm of how much more often it is seen of one thing told twice than of two things
in reach of each other (Fellegi and Sunter 1969); they add up to the log-odds of the pair. Distance: one thing is
pointed at with a normal error of both accuracies, strangers lie anywhere in reach. Time: tellings of one thing follow
each other with a mean of `fade_days`, strangers at any time in the window.
"""

from collections.abc import Iterator
from datetime import timedelta
from math import log

from inspections.duplicates.cases import (
    Case,
    Pair,
    Reason,
    Weights,
    address,
    alike,
    chance,
    grams,
    in_order,
    names_house,
)
from inspections.duplicates.hashes import distance
from inspections.tickets.sightings import distance_m
from registry.roadside import Words

DAY_S = 86_400.0


def compare(first: Case, other: Case, weights: Weights) -> Pair | None:
    """The score of two cases; None where they are not comparable: see `in_reach`."""
    first, other = in_order(first, other)
    if not in_reach(first, other, weights):
        return None
    return Pair(first.id, other.id, chance(weights.prior + sum(one.points for one in reasons(first, other, weights))))


def in_reach(first: Case, other: Case, weights: Weights) -> bool:
    """Whether two cases of one family are near enough in time, and of one asset, near in space, or of one address."""
    if first.id == other.id or first.family != other.family or _apart_s(first, other) > weights.window_days * DAY_S:
        return False
    if first.asset_code is not None and first.asset_code == other.asset_code:
        return True
    apart_m = _apart_m(first, other)
    return _same_address(first, other) if apart_m is None else apart_m <= weights.reach_m


def reasons(first: Case, other: Case, weights: Weights) -> list[Reason]:
    """What speaks for and against two cases in reach being one, strongest first."""
    first, other = in_order(first, other)
    found = [*_where(first, other, weights), *_when(first, other, weights), *_what(first, other, weights)]
    return sorted(found, key=lambda reason: -abs(reason.points))


def _where(first: Case, other: Case, weights: Weights) -> Iterator[Reason]:
    both = first.asset_code is not None and other.asset_code is not None
    if both and first.asset_code == other.asset_code:
        yield Reason("same_asset", weights.same_asset, Words("同一部件", "the same asset"))
        return
    if both:
        yield Reason("other_asset", weights.other_asset, Words("两个不同的部件", "two different assets"))
    apart_m = _apart_m(first, other)
    points = _by_distance(apart_m or 0.0, first, other, weights)
    if apart_m is None:
        yield Reason("by_address", points, Words("无坐标，按地址", "no position: by the address"))
    else:
        yield Reason("distance", points, Words(f"相距 {apart_m:.0f} 米", f"{apart_m:.0f} m apart"))
    if _same_address(first, other):
        yield Reason("same_place", weights.same_place, Words("地址相同", "the same address"))
    elif names_house(first.place) and names_house(other.place):
        yield Reason("other_place", weights.other_place, Words("门牌号不同", "different house numbers"))


def _by_distance(apart_m: float, first: Case, other: Case, weights: Weights) -> float:
    accuracies = (weights.unknown_accuracy_m if one.accuracy_m is None else one.accuracy_m for one in (first, other))
    variance = weights.spread_m**2 + sum(accuracy**2 for accuracy in accuracies)
    return max(weights.least, log(weights.reach_m**2 / (2 * variance)) - apart_m**2 / (2 * variance))


def _when(first: Case, other: Case, weights: Weights) -> Iterator[Reason]:
    apart_s = _apart_s(first, other)
    fade_s = weights.fade_days * DAY_S
    points = max(weights.least, log(weights.window_days / weights.fade_days) - apart_s / fade_s)
    yield Reason("time", points, _in_words(apart_s))
    if first.ended_at is not None and first.ended_at <= other.at:
        told = Words("前一件已结，再次出现", "the first was settled before: it came back")
        yield Reason("came_back", weights.came_back, told)


def _what(first: Case, other: Case, weights: Weights) -> Iterator[Reason]:
    if first.matter == other.matter:
        yield Reason("same_matter", weights.same_matter, Words("同一类别", "the same matter"))
    else:
        yield Reason("other_matter", weights.other_matter, Words("类别不同", "different matters"))
    said, said_too = grams(first.words), grams(other.words)
    if said and said_too:
        share = alike(said, said_too)
        points = weights.same_words * (share - weights.plain_words) / (1 - weights.plain_words)
        words = Words(f"文字相似 {share:.0%}", f"words alike by {share:.0%}")
        yield Reason("words", points, words)
    bits = [distance(one, its) for one in first.hashes if one for its in other.hashes if its]
    if bits and min(bits) <= weights.photo_bits:
        yield Reason("same_photo", weights.same_photo, Words("照片相同", "the same picture"))


def _apart_s(first: Case, other: Case) -> float:
    return abs((first.at - other.at).total_seconds())


def _apart_m(first: Case, other: Case) -> float | None:
    if first.lon is None or first.lat is None or other.lon is None or other.lat is None:
        return None
    return distance_m(first.lon, first.lat, other.lon, other.lat)


def _same_address(first: Case, other: Case) -> bool:
    return address(first.place) == address(other.place) != ""


def _in_words(apart_s: float) -> Words:
    apart = timedelta(seconds=apart_s)
    if apart >= timedelta(days=2):
        return Words(f"相隔 {apart.days} 天", f"{apart.days} days apart")
    if apart >= timedelta(hours=2):
        hours = int(apart_s // 3600)
        return Words(f"相隔 {hours} 小时", f"{hours} hours apart")
    minutes = int(apart_s // 60)
    return Words(f"相隔 {minutes} 分钟", f"{minutes} minutes apart")
