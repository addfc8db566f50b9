"""What may be done to a place: merged into another, split into others, taken away. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from registry import codes
from registry.codes import Kind
from registry.errors import Conflict, Invalid
from registry.history.rules import MOST, SAME_THING_M

KINDS = (
    Kind.COMPOUND,
    Kind.BUILDING,
    Kind.ENTRANCE,
    Kind.ROAD_SEGMENT,
    Kind.GRID,
    Kind.UNIT_GRID,
    Kind.COMMUNITY,
)
"""What has deeds of its own. Streets and divisions are the state's; assets have theirs in `rules`."""
CELLS = frozenset({Kind.GRID, Kind.UNIT_GRID, Kind.COMMUNITY})
TOUCHING_M = 1.0
"""A crack between two cells that are drawn side by side is no wider than this."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place as it stands. `parent` is the code that its own begins with."""

    kind: Kind
    code: str
    version: int
    parent: str = ""

    @property
    def name(self) -> str:
        """`road segment 370203R000412`."""
        return f"{word(self.kind)} {self.code}"


@dataclass(frozen=True, slots=True)
class Beside:
    """How another place lies to the one a deed is on: metres between their shapes, and the share of the smaller of the
    two that lies in (or, of lines, along) the larger; 1 for points.
    """

    place: Place
    apart_m: float
    share: float


def word(kind: Kind) -> str:
    """`unit grid`."""
    return kind.value.replace("_", " ")


def check_kind(code: str, kind: Kind) -> None:
    """Raises Invalid for a code that by its form names another kind of thing, or what has no deeds here."""
    fits = codes.kinds_of(code)
    if fits and kind not in fits:
        is_a = " or a ".join(word(one) for one in fits)
        raise Invalid(f"{code} is the code of a {is_a}, not of a {word(kind)}", field="codes", code=code)


def kind_of(code: str, kind: Kind | None) -> Kind:
    """The kind a code is meant to be of. Raises Invalid for none of `KINDS`, or where two have codes of that form."""
    fits = codes.kinds_of(code)
    meant = [one for one in fits if one in KINDS and kind in (None, one)]
    if kind is not None and not meant:
        check_kind(code, kind)
    if len(meant) > 1:
        raise Invalid(f"{code} may be a grid or a unit grid: say which with --kind", field="kind", code=code)
    if meant:
        return meant[0]
    if kind is not None and kind in KINDS:
        return kind  # a name of another scheme
    told = ", ".join(word(one) for one in KINDS)
    if Kind.ASSET in fits:
        raise Invalid(f"{code} is the code of an asset: see jingge asset", field="code", code=code)
    is_a = f"is the code of a {word(fits[0])}" if fits else "is no code of the register"
    raise Invalid(f"{code} {is_a}; merged, split and retired are: {told}", field="code", code=code)


def check_merge(survivor: Place, others: Sequence[Beside], *, joins: bool, keep_shape: bool) -> None:
    """Raises Invalid where nothing is to be merged, or the records cannot be or become one place.

    `joins` says that lines join end to end into one; they need not where one runs along the other, or where the shape
    of the survivor is kept.
    """
    _check_each_once(survivor, [one.place for one in others], at_least=1, deed="merged with")
    what = word(survivor.kind)
    for other in others:
        far_m = TOUCHING_M if survivor.kind in CELLS else SAME_THING_M
        if other.apart_m > far_m:
            message = f"{other.place.code} lies {other.apart_m:,.0f} m from {survivor.code}: they are not one {what}"
            raise Invalid(message, field="codes", code=other.place.code)
        if survivor.kind in {Kind.GRID, Kind.UNIT_GRID} and other.place.parent != survivor.parent:
            message = f"{other.place.code} lies in another community than {survivor.code}: a {what} lies in one"
            raise Invalid(message, field="codes", code=other.place.code)
    along = all(other.share > 0.5 for other in others)
    if survivor.kind is Kind.ROAD_SEGMENT and not (joins or along or keep_shape):
        message = (
            f"the lines do not join {survivor.code} end to end: draw it as it shall be, then merge with --keep-shape"
        )
        raise Invalid(message, field="codes")


def check_split(place: Place, parts: Sequence[Beside]) -> None:
    """Raises Invalid for fewer than two parts, or one that does not lie in the place (points: near it)."""
    _check_each_once(place, [one.place for one in parts], at_least=2, deed="split into")
    for part in parts:
        if part.apart_m > SAME_THING_M or part.share <= 0.5:
            message = f"{part.place.code} does not lie in {place.code}: it is no part of it"
            raise Invalid(message, field="parts", code=part.place.code)


def check_retire(place: Place, bearing: Sequence[str]) -> None:
    """Raises Conflict for a community while codes begin with its own; `bearing` are some of them."""
    if place.kind is Kind.COMMUNITY and bearing:
        shown = ", ".join(bearing[:3]) + (", …" if len(bearing) > 3 else "")
        message = f"codes of things begin with {place.code} ({shown}): merge or split the community, they go along"
        raise Conflict(message, code=place.code)


def _check_each_once(place: Place, others: Sequence[Place], *, at_least: int, deed: str) -> None:
    codes_ = [place.code, *(other.code for other in others)]
    if place.code in codes_[1:]:
        raise Invalid(f"{place.code} cannot be {deed} itself", field="codes", code=place.code)
    if not at_least <= len(others) <= MOST or len(set(codes_)) != len(codes_):
        raise Invalid(f"{place.code} is {deed} {at_least} to {MOST} others, each named once", field="codes")
