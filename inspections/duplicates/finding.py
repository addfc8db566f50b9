"""Which of many cases may be one: candidates by blocks, then the scores of `scoring` on whole columns at once.

Pure. Blocks: cases of one asset, neighbours in space and time (a k-d tree of metres and window), cases of one address
where a position is missing; each within a family. 66,100 cases take seconds. Equal to comparing every pair.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from inspections.duplicates.cases import Case, Pair, Weights, address, alike, grams, names_house
from inspections.duplicates.hashes import distance
from inspections.duplicates.scoring import DAY_S

_EARTH_M = 6_371_008.8
Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
_NO_PAIRS: Ints = np.empty((0, 2), np.int64)


def find(cases: Sequence[Case], weights: Weights, *, least: float | None = None) -> list[Pair]:
    """The pairs with a score of at least `least` (`suggest_at` where left out), best first.

    Two cases of one id are never a pair: the id is the case.
    """
    if len(cases) < 2:
        return []
    told = sorted(cases, key=lambda case: (case.at, case.id))
    columns = _Columns.of(told)
    pairs = _candidates(columns, weights)
    points = _points(told, columns, pairs, weights)
    scores = 1 / (1 + np.exp(-points))
    keep = np.flatnonzero(scores >= (weights.suggest_at if least is None else least))
    found = [Pair(told[pairs[n, 0]].id, told[pairs[n, 1]].id, float(scores[n])) for n in keep]
    found = [pair for pair in found if pair.first != pair.second]
    return sorted(found, key=lambda pair: (-pair.score, pair.first, pair.second))


@dataclass(frozen=True, slots=True)
class _Columns:
    """Cases in the order in which they were told, as columns; codes are -1 where nothing is known."""

    family: Ints
    matter: Ints
    asset: Ints
    place: Ints
    house: NDArray[np.bool_]
    at_s: Floats
    ended_s: Floats
    lon: Floats
    lat: Floats
    accuracy_m: Floats

    @classmethod
    def of(cls, cases: Sequence[Case]) -> "_Columns":
        return cls(
            family=_coded(case.family for case in cases),
            matter=_coded(case.matter for case in cases),
            asset=_coded(case.asset_code for case in cases),
            place=_coded(address(case.place) or None for case in cases),
            house=np.array([names_house(case.place) for case in cases]),
            at_s=np.array([case.at.timestamp() for case in cases]),
            ended_s=np.array([np.inf if case.ended_at is None else case.ended_at.timestamp() for case in cases]),
            lon=_numbers(None if case.lat is None else case.lon for case in cases),
            lat=_numbers(None if case.lon is None else case.lat for case in cases),
            accuracy_m=_numbers(case.accuracy_m for case in cases),
        )


def _coded(values: Iterable[str | None]) -> Ints:
    return pd.factorize(np.array(list(values), dtype=object))[0].astype(np.int64)


def _numbers(values: Iterable[float | None]) -> Floats:
    return np.array([np.nan if value is None else value for value in values], np.float64)


# Candidates --------------------------------------------------------------------------------------------------------


def _candidates(columns: _Columns, weights: Weights) -> Ints:
    """Pairs of rows in reach of each other, each once, the earlier row first."""
    window_s = weights.window_days * DAY_S
    of_asset = _same(columns, columns.asset, np.flatnonzero(columns.asset >= 0), window_s)
    near = _near(columns, weights, window_s)
    # an address counts only where one of the two has no position: else the distance decides
    of_place = _same(columns, columns.place, np.flatnonzero(columns.place >= 0), window_s)
    placed = ~np.isnan(columns.lon)
    of_place = of_place[~(placed[of_place[:, 0]] & placed[of_place[:, 1]])]
    return np.unique(np.concatenate([of_asset, near, of_place]), axis=0)


def _same(columns: _Columns, key: Ints, rows: Ints, window_s: float) -> Ints:
    """Pairs of rows of one family and key within the window."""
    order = rows[np.lexsort((rows, key[rows], columns.family[rows]))]
    family, code, at_s = columns.family[order], key[order], columns.at_s[order]
    found = [_NO_PAIRS]
    for step in range(1, len(order)):
        same = (family[step:] == family[:-step]) & (code[step:] == code[:-step])
        near = same & (at_s[step:] - at_s[:-step] <= window_s)
        if not same.any():
            break
        first = np.flatnonzero(near)
        found.append(np.stack([order[first], order[first + step]], axis=1))
    return np.concatenate(found)


def _near(columns: _Columns, weights: Weights, window_s: float) -> Ints:
    """Pairs of rows of one family within reach and window: a tree of space and time, the exact distance afterwards."""
    placed = ~np.isnan(columns.lon)
    lon, lat = np.radians(columns.lon), np.radians(columns.lat)
    space = _EARTH_M * np.stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)], axis=1)
    time = (columns.at_s - columns.at_s[0]) / window_s * weights.reach_m
    points = np.column_stack([space, time])
    found = [_NO_PAIRS]
    for family in np.unique(columns.family[placed]):
        rows = np.flatnonzero(placed & (columns.family == family))
        pairs = cKDTree(points[rows]).query_pairs(weights.reach_m * np.sqrt(2.0) * 1.001, output_type="ndarray")
        found.append(np.sort(rows[pairs.reshape(-1, 2)], axis=1))
    pairs = np.concatenate(found)
    first, other = pairs[:, 0], pairs[:, 1]
    in_window = columns.at_s[other] - columns.at_s[first] <= window_s
    return pairs[in_window & (_apart_m(columns, pairs) <= weights.reach_m)]


def _apart_m(columns: _Columns, pairs: Ints) -> Floats:
    """Metres on the sphere, as `inspections.tickets.sightings.distance_m`; NaN where a position is missing."""
    lon, lat = np.radians(columns.lon), np.radians(columns.lat)
    first, other = pairs[:, 0], pairs[:, 1]
    half = np.sin((lat[other] - lat[first]) / 2) ** 2
    half = half + np.cos(lat[first]) * np.cos(lat[other]) * np.sin((lon[other] - lon[first]) / 2) ** 2
    return np.asarray(2 * _EARTH_M * np.arcsin(np.sqrt(half)))


# Points ------------------------------------------------------------------------------------------------------------


def _points(cases: Sequence[Case], columns: _Columns, pairs: Ints, weights: Weights) -> Floats:
    """The log-odds of each pair: the same sums as `scoring.reasons`."""
    first, other = pairs[:, 0], pairs[:, 1]
    known = (columns.asset[first] >= 0) & (columns.asset[other] >= 0)
    same_asset = known & (columns.asset[first] == columns.asset[other])
    accuracy_m = np.nan_to_num(columns.accuracy_m, nan=weights.unknown_accuracy_m)
    variance = weights.spread_m**2 + accuracy_m[first] ** 2 + accuracy_m[other] ** 2
    apart_m = np.nan_to_num(_apart_m(columns, pairs), nan=0.0)
    by_distance = np.log(weights.reach_m**2 / (2 * variance)) - apart_m**2 / (2 * variance)
    by_distance = np.maximum(weights.least, by_distance) + np.where(known, weights.other_asset, 0.0)
    same_place = (columns.place[first] >= 0) & (columns.place[first] == columns.place[other])
    other_house = np.where(columns.house[first] & columns.house[other], weights.other_place, 0.0)
    by_distance = by_distance + np.where(same_place, weights.same_place, other_house)
    apart_s = columns.at_s[other] - columns.at_s[first]
    by_time = np.log(weights.window_days / weights.fade_days) - apart_s / (weights.fade_days * DAY_S)
    came_back = columns.ended_s[first] <= columns.at_s[other]
    same_matter = columns.matter[first] == columns.matter[other]
    return np.asarray(
        weights.prior
        + np.where(same_asset, weights.same_asset, by_distance)
        + np.maximum(weights.least, by_time)
        + np.where(came_back, weights.came_back, 0.0)
        + np.where(same_matter, weights.same_matter, weights.other_matter)
        + _by_words(cases, pairs, weights)
        + _by_photos(cases, pairs, weights)
    )


def _by_words(cases: Sequence[Case], pairs: Ints, weights: Weights) -> Floats:
    said = [grams(case.words) for case in cases]
    points = np.zeros(len(pairs))
    speaks = np.array([bool(one) for one in said])
    for n in np.flatnonzero(speaks[pairs[:, 0]] & speaks[pairs[:, 1]]):
        share = alike(said[pairs[n, 0]], said[pairs[n, 1]])
        points[n] = weights.same_words * (share - weights.plain_words) / (1 - weights.plain_words)
    return points


def _by_photos(cases: Sequence[Case], pairs: Ints, weights: Weights) -> Floats:
    seen = [[one for one in case.hashes if one] for case in cases]
    points = np.zeros(len(pairs))
    shows = np.array([bool(one) for one in seen])
    for n in np.flatnonzero(shows[pairs[:, 0]] & shows[pairs[:, 1]]):
        bits = min(distance(one, its) for one in seen[pairs[n, 0]] for its in seen[pairs[n, 1]])
        if bits <= weights.photo_bits:
            points[n] = weights.same_photo
    return points
