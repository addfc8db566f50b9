"""Which things of a kind go into a file. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, fields

from registry import codes
from registry.assets import Box
from registry.codes import Kind
from registry.errors import Invalid
from registry.importing.kinds import SORTS, Sort

WHAT: Mapping[str, Kind] = {
    "covers": Kind.ASSET,
    "assets": Kind.ASSET,
    "buildings": Kind.BUILDING,
    "entrances": Kind.ENTRANCE,
    "roads": Kind.ROAD_SEGMENT,
    "compounds": Kind.COMPOUND,
    "grids": Kind.GRID,
    "unit_grids": Kind.UNIT_GRID,
    "micro_grids": Kind.MICRO_GRID,
    "streets": Kind.STREET,
    "communities": Kind.COMMUNITY,
    "divisions": Kind.DIVISION,
}
"""What can be exported, and the kind of its codes."""

STATUSES = ("intact", "broken", "missing", "disused", "removed")
_OF_ASSETS = ("classes", "statuses", "owner")
_OF_SOURCES = ("source", "run")
_AREA_DIGITS = (6, 9, 12)


@dataclass(frozen=True, slots=True)
class Selection:
    """Things of the kind `what` that meet every condition given; an empty or null condition asks nothing.

    `areas` are codes of divisions, streets or communities (a road segment lies in whatever it passes), `box` is in
    degrees WGS 84, `run` the import run whose transaction wrote a thing last. Classes, statuses and owner are asked of
    assets alone.

    Raises Invalid for a condition that the kind does not know, and for what is no code.
    """

    what: str
    areas: tuple[str, ...] = ()
    box: Box | None = None
    classes: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    owner: str | None = None
    source: str | None = None
    run: int | None = None
    codes: tuple[str, ...] | None = None

    def __post_init__(self) -> None:
        """Refuse what cannot be asked, and say what can."""
        if self.what not in WHAT:
            raise Invalid(f"{self.what!r} is nothing that is exported; say one of {', '.join(WHAT)}", what=self.what)
        unknown = [] if self.kind is Kind.ASSET else [name for name in _OF_ASSETS if getattr(self, name)]
        if not self.sort.keyed_by_source:
            unknown += [name for name in _OF_SOURCES if getattr(self, name) is not None]
        if unknown:
            raise Invalid(f"{self.what} have no {' and no '.join(unknown)} to choose by", what=self.what)
        for area in self.areas:
            if not (area.isdecimal() and area.isascii() and len(area) in _AREA_DIGITS):
                raise Invalid(f"{area!r} is no area: say the 6, 9 or 12 digits of a division, street or community")
        if wrong := [status for status in self.statuses if status not in STATUSES]:
            raise Invalid(f"{wrong[0]!r} is no status; say one of {', '.join(STATUSES)}", status=wrong[0])

    @property
    def kind(self) -> Kind:
        """The kind of the things' codes."""
        return WHAT[self.what]

    @property
    def sort(self) -> Sort:
        """The kind as the import knows it."""
        return SORTS[self.what]

    def told(self) -> dict[str, object]:
        """The selection as plain values, conditions that ask nothing left out; of codes only how many."""
        given: dict[str, object] = {}
        for field in fields(self):
            value = getattr(self, field.name)
            if value is None or value == ():
                continue
            given[field.name] = list(value) if isinstance(value, tuple) else value
        if self.box is not None:
            given["box"] = [self.box.west, self.box.south, self.box.east, self.box.north]
        if self.codes is not None:
            given["codes"] = len(self.codes)
        return given


def read_codes(text: str, kind: Kind) -> tuple[str, ...]:
    """The codes of a list: the first word of each line, each once, in their order; a first line of no code is a title.

    Spaces around, full-width digits and lower case are forgiven. Raises Invalid with the line that holds no code.
    """
    found: dict[str, None] = {}
    for number, line in enumerate(text.removeprefix("\ufeff").splitlines(), start=1):
        word = line.replace("\t", ",").replace(";", ",").split(",")[0].strip().strip("\"'")
        if not word:
            continue
        try:
            found[codes.parse(word, kind).text] = None
        except Invalid as error:
            if number > 1:
                raise Invalid(f"line {number}: {error.message}", line=number) from error
    return tuple(found)
