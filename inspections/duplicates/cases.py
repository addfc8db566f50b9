"""What is compared: a ticket, a request or a case of another system as one plain value; and what evidence weighs.

Pure.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from math import exp

from registry.roadside import Words

_BARE = re.compile(r"[\W_]+")
_TOKEN = re.compile(r"[^\W\d_]+|\d+")
_HOUSE = re.compile(r"^\s*\d|\d\s*号")


@dataclass(frozen=True, slots=True)
class Case:
    """Something that was told. `family` are the matters that may be told for one another, `matter` is which of them.

    lon/lat are WGS 84 or both None; then `place` (an address as text) tells where. `ended_at` is when it was settled.
    """

    id: str
    family: str
    matter: str
    at: datetime
    asset_code: str | None = None
    lon: float | None = None
    lat: float | None = None
    accuracy_m: float | None = None
    place: str = ""
    words: str = ""
    hashes: tuple[int, ...] = ()
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Weights:
    """What evidence weighs, in log-odds, and how far it reaches; one row each of `duplicate_weights.csv`."""

    prior: float  # of any pair of one family in reach
    same_asset: float
    other_asset: float
    reach_m: float  # farther apart nothing is compared
    spread_m: float  # how far apart one thing is pointed at, however good the positions
    unknown_accuracy_m: float
    window_days: float  # longer apart nothing is compared
    fade_days: float  # mean time between two tellings of one thing
    same_place: float  # the same address, beside the same position
    other_place: float  # two different house numbers
    same_matter: float
    other_matter: float
    same_words: float
    plain_words: float  # how alike the words of strangers are, 0 to 1
    same_photo: float
    photo_bits: float
    came_back: float  # the first was settled before the second was told
    least: float  # no kind of evidence speaks against more strongly than this
    suggest_at: float  # scores from here on are shown to a person
    merge_at: float  # scores from here on may be merged by rule


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that speaks for (points above 0) or against two cases being one."""

    kind: str
    points: float
    words: Words


@dataclass(frozen=True, slots=True)
class Pair:
    """Two cases that may be one: the one told earlier first. `score` is the chance, 0 to 1."""

    first: str
    second: str
    score: float


def chance(points: float) -> float:
    """Log-odds as a chance."""
    return 1.0 / (1.0 + exp(-points)) if points > -700 else 0.0


def bare(text: str) -> str:
    """Text without case, blanks and punctuation."""
    return _BARE.sub("", text).casefold()


def address(place: str) -> str:
    """An address as it is compared: its words and figures in one order, so that of a corner either street may lead."""
    return " ".join(sorted(_TOKEN.findall(place.casefold())))


def names_house(place: str) -> bool:
    """Whether an address names a house: a number before the street, or with 号."""
    return _HOUSE.search(place) is not None


def grams(text: str) -> frozenset[str]:
    """The pairs of neighbouring characters: serves Chinese, which has no blanks, and English alike."""
    plain = bare(text)
    return frozenset(plain[n : n + 2] for n in range(len(plain) - 1)) or frozenset({plain} - {""})


def alike(first: frozenset[str], other: frozenset[str]) -> float:
    """How alike two texts are by their grams, 0 to 1 (Dice)."""
    return 2 * len(first & other) / (len(first) + len(other))


def in_order(first: Case, other: Case) -> tuple[Case, Case]:
    """Two cases, the one told earlier first; of one moment by id."""
    return (first, other) if (first.at, first.id) <= (other.at, other.id) else (other, first)
