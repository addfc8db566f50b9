"""The grammar of every code of the register: parse, format, and convert between the two component schemes.

| kind | code | source |
| --- | --- | --- |
| division, street, community | 6, 9, 12 digits | statistical division codes |
| grid, unit grid | community + 3 digits | local numbering; GB/T 30428.1, GB/T 47678.3 |
| micro-grid | grid + 3 digits | local numbering |
| road segment, compound | division + `R` + 6; community + `C` + 4 | local scheme |
| building, entrance | community + `B` + 5; building + `U` + 2 | local scheme |
| asset | 6 division + 2 major + 3 minor + 6 serial | GB/T 47678.5-2026 |
| asset, older form | 6 division + 2 major + 2 minor + 6 serial | GB/T 30428.2-2013 |

A grid and a unit grid look alike, so a code is always read with its kind. Pure.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from registry.errors import Invalid


class Kind(StrEnum):
    """What a code may name."""

    DIVISION = "division"
    STREET = "street"
    COMMUNITY = "community"
    GRID = "grid"
    UNIT_GRID = "unit_grid"
    MICRO_GRID = "micro_grid"
    ROAD_SEGMENT = "road_segment"
    COMPOUND = "compound"
    BUILDING = "building"
    ENTRANCE = "entrance"
    ASSET = "asset"


class Scheme(StrEnum):
    """The standard an asset's code follows."""

    GB_2026 = "GB/T 47678.5-2026"
    GB_2013 = "GB/T 30428.2-2013"


@dataclass(frozen=True, slots=True)
class Grammar:
    """A code is a prefix (pattern), a mark (letter or nothing) and a serial of so many digits."""

    prefix: str
    mark: str
    digits: int
    example: str

    @property
    def pattern(self) -> str:
        """The whole code as a regular expression with the groups `prefix` and `serial`."""
        return rf"(?P<prefix>{self.prefix}{self.mark})(?P<serial>[0-9]{{{self.digits}}})"

    @property
    def last(self) -> int:
        """The greatest serial there is room for."""
        return int(10**self.digits) - 1


GRAMMARS: Mapping[Kind, Grammar] = {
    Kind.DIVISION: Grammar("", "", 6, "370203"),
    Kind.STREET: Grammar("[0-9]{6}", "", 3, "370203005"),
    Kind.COMMUNITY: Grammar("[0-9]{9}", "", 3, "370203005001"),
    Kind.GRID: Grammar("[0-9]{12}", "", 3, "370203005001007"),
    Kind.UNIT_GRID: Grammar("[0-9]{12}", "", 3, "370203005001007"),
    Kind.MICRO_GRID: Grammar("[0-9]{15}", "", 3, "370203005001007004"),
    Kind.ROAD_SEGMENT: Grammar("[0-9]{6}", "R", 6, "370203R000412"),
    Kind.COMPOUND: Grammar("[0-9]{12}", "C", 4, "370203005001C0012"),
    Kind.BUILDING: Grammar("[0-9]{12}", "B", 5, "370203005001B00012"),
    Kind.ENTRANCE: Grammar("[0-9]{12}B[0-9]{5}", "U", 2, "370203005001B00012U03"),
    Kind.ASSET: Grammar("[0-9]{6}[0-9]{5}", "", 6, "37020301002000001"),
}
_ASSET_2013 = Grammar("[0-9]{6}[0-9]{4}", "", 6, "3702030102000001")
_PATTERNS = {kind: re.compile(grammar.pattern) for kind, grammar in GRAMMARS.items()}
_PATTERN_2013 = re.compile(_ASSET_2013.pattern)
# Division, then of an asset major, minor and serial; of a place street, community and what stands below it.
_GROUPS = (
    re.compile(r"([0-9]{6})([0-9]{2})([0-9]{3})([0-9]{6})"),
    re.compile(r"([0-9]{6})([0-9]{2})([0-9]{2})([0-9]{6})"),
    re.compile(r"([0-9]{6})(R[0-9]{6})"),
    re.compile(r"([0-9]{6})([0-9]{3})?([0-9]{3})?([0-9]{3}|C[0-9]{4}|B[0-9]{5})?([0-9]{3}|U[0-9]{2})?"),
)


@dataclass(frozen=True, slots=True)
class Code:
    """A code taken apart. `prefix` ends with the mark; `scheme` is set for assets alone."""

    text: str
    kind: Kind
    prefix: str
    serial: int
    scheme: Scheme | None = None

    @property
    def division(self) -> str:
        """The six digits of the division."""
        return self.text[:6]

    @property
    def street(self) -> str | None:
        """The nine digits of the street, where the code carries them."""
        return self.text[:9] if self.kind in _BELOW_COMMUNITY or self.kind is Kind.STREET else None

    @property
    def community(self) -> str | None:
        """The twelve digits of the community, where the code carries them."""
        return self.text[:12] if self.kind in _BELOW_COMMUNITY else None

    @property
    def class_code(self) -> str | None:
        """Major and minor class of an asset: five digits, or four in the older scheme."""
        return self.prefix[6:] if self.kind is Kind.ASSET else None


_BELOW_COMMUNITY = frozenset(
    {Kind.COMMUNITY, Kind.GRID, Kind.UNIT_GRID, Kind.MICRO_GRID, Kind.COMPOUND, Kind.BUILDING, Kind.ENTRANCE}
)


def tidy(text: str) -> str:
    """A code as people paste it, made plain: half-width, upper case, no spaces."""
    return "".join(unicodedata.normalize("NFKC", text).split()).upper()


def parse(text: str, kind: Kind) -> Code:
    """Read `text` as a code of `kind`; spaces, full-width digits and lower case are forgiven.

    Raises Invalid, with an example of the right form.
    """
    plain = tidy(text)
    if (found := _PATTERNS[kind].fullmatch(plain)) is not None:
        scheme = Scheme.GB_2026 if kind is Kind.ASSET else None
        return Code(plain, kind, found["prefix"], int(found["serial"]), scheme)
    if kind is Kind.ASSET and (found := _PATTERN_2013.fullmatch(plain)) is not None:
        return Code(plain, kind, found["prefix"], int(found["serial"]), Scheme.GB_2013)
    label = kind.value.replace("_", " ")
    example = GRAMMARS[kind].example
    raise Invalid(f"{text!r} is not the code of a {label}; one looks like {example}", kind=kind.value, code=text)


def kinds_of(text: str) -> tuple[Kind, ...]:
    """Every kind whose grammar `text` fits: two for a 15-digit code, none for other text."""
    plain = tidy(text)
    kinds = [kind for kind, pattern in _PATTERNS.items() if pattern.fullmatch(plain)]
    if _PATTERN_2013.fullmatch(plain):
        kinds.append(Kind.ASSET)
    return tuple(kinds)


def groups(text: str) -> tuple[str, ...]:
    """The parts a code is read by: `370203 01 002 000001`, `370203 005 001 B00012 U03`. Other text stays one part."""
    found = next((parts for shape in _GROUPS if (parts := shape.fullmatch(tidy(text))) is not None), None)
    return (text,) if found is None else tuple(part for part in found.groups() if part)


def form(prefix: str, serial: int, *, kind: Kind) -> str:
    """The code of `kind` for a serial below a prefix (the mark belongs to the prefix: `370203R`).

    Raises Invalid when the prefix is wrong or the serials of that prefix are used up.
    """
    grammar = GRAMMARS[kind]
    if not 0 <= serial <= grammar.last:
        label = kind.value.replace("_", " ")
        raise Invalid(f"no {label} code is left below {prefix}: {grammar.digits} digits end at {grammar.last}")
    return parse(f"{prefix}{serial:0{grammar.digits}d}", kind).text


def to_2013(code: str, *, old_by_new: Mapping[str, str]) -> str | None:
    """The 16-digit form (GB/T 30428.2-2013) of a 17-digit asset code, or None where the class has no older code.

    `old_by_new` maps five-digit classes to four-digit ones. Raises Invalid for what is no asset code.
    """
    parsed = parse(code, Kind.ASSET)
    if parsed.scheme is Scheme.GB_2013:
        return parsed.text
    old = old_by_new.get(parsed.prefix[6:])
    return None if old is None else f"{parsed.division}{old}{parsed.serial:06d}"


def to_2026(code: str, *, new_by_old: Mapping[str, str]) -> str | None:
    """The 17-digit form (GB/T 47678.5-2026) of a 16-digit asset code, or None where the class is not known.

    `new_by_old` maps four-digit classes to five-digit ones. Raises Invalid for what is no asset code.
    """
    parsed = parse(code, Kind.ASSET)
    if parsed.scheme is Scheme.GB_2026:
        return parsed.text
    new = new_by_old.get(parsed.prefix[6:])
    return None if new is None else f"{parsed.division}{new}{parsed.serial:06d}"
