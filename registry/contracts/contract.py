"""A contract of upkeep as a value, who is whose kin by it, and who works on a thing on a day. Pure.

An organisation is no independent witness of the work of its contractor or of its principal. Kinship goes one contract
far: two contractors of one bureau are rivals, not kin.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Shanghai")  # contracts begin and end with a day there


@dataclass(frozen=True, slots=True)
class Contract:
    """A contractor works for a principal from a day to a day, both included; one row of `registry.contract`.

    `section_codes` are codes of areas or road segments, `class_codes` those of classes of assets; empty: all of them.
    """

    number: str
    contractor_code: str
    principal_code: str
    starts_on: date
    ends_on: date
    section_codes: tuple[str, ...] = ()
    class_codes: tuple[str, ...] = ()

    def in_force(self, day: date) -> bool:
        """Whether the contract holds on a day."""
        return self.starts_on <= day <= self.ends_on

    def covers(self, thing: "Thing") -> bool:
        """Whether a thing is under the contract."""
        section = not self.section_codes or any(thing.lies_in(one) for one in self.section_codes)
        return section and (not self.class_codes or thing.class_code in self.class_codes)

    def closeness(self, thing: "Thing") -> tuple[bool, int, bool]:
        """How closely it names a thing it covers: a road segment, else the longest area, then a list of classes."""
        named = [one for one in self.section_codes if thing.lies_in(one)]
        return thing.segment_code in named, max(map(len, named), default=0), bool(self.class_codes)


@dataclass(frozen=True, slots=True)
class Thing:
    """What contracts are about, of an asset; `answerable` are maintainer and owner, in this order, where known."""

    class_code: str
    community_code: str | None
    segment_code: str | None
    answerable: tuple[str, ...]

    def lies_in(self, section: str) -> bool:
        """Whether a section is the thing's road segment, or an area it lies in."""
        return section == self.segment_code or (self.community_code or "").startswith(section)


def day_of(moment: datetime) -> date:
    """The day of a moment where the contracts hold."""
    return moment.astimezone(ZONE).date()


def house_of(code: str, crews: Mapping[str, str]) -> str:
    """The house of an organisation: of a crew the one it belongs to (`crews`: crew to house), else itself."""
    return crews.get(code, code)


def kin(code: str, contracts: Iterable[Contract], *, day: date, crews: Mapping[str, str]) -> frozenset[str]:
    """The houses that are no independent witness of an organisation's work on a day, its own among them.

    Symmetric: who is my kin has me for kin.
    """
    house = house_of(code, crews)
    found = {house}
    for contract in contracts:
        if contract.in_force(day):
            pair = {house_of(contract.contractor_code, crews), house_of(contract.principal_code, crews)}
            found |= pair if house in pair else set()
    return frozenset(found)


def contract_for(contracts: Sequence[Contract], thing: Thing, *, day: date) -> Contract | None:
    """Under which contract a thing is kept on a day: of the first who is answerable for it and has one.

    Of several the one that names its place most closely, then its class, then the youngest, then by number.
    """
    for principal in thing.answerable:
        fitting = [
            one for one in contracts if one.principal_code == principal and one.in_force(day) and one.covers(thing)
        ]
        if fitting:
            fitting.sort(key=lambda one: one.number)
            return max(fitting, key=lambda one: (one.closeness(thing), one.starts_on))
    return None
