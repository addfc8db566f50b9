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
    """A contractor works for a principal from a day to a day (included; None: until told otherwise).

    `section_codes` are division, street or community codes, `class_codes` classes of assets; empty: all of them.
    """

    contractor_code: str
    principal_code: str
    starts_on: date
    ends_on: date | None
    section_codes: tuple[str, ...] = ()
    class_codes: tuple[str, ...] = ()

    def in_force(self, day: date) -> bool:
        """Whether the contract holds on a day."""
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)

    def covers(self, *, class_code: str | None, community_code: str | None) -> bool:
        """Whether a thing of that class in that community is under the contract."""
        section = not self.section_codes or any((community_code or "").startswith(one) for one in self.section_codes)
        return section and (not self.class_codes or class_code in self.class_codes)

    def closeness(self, *, community_code: str | None) -> tuple[int, bool]:
        """How closely the contract names a thing it covers: the longest section, then a list of classes."""
        named = [len(one) for one in self.section_codes if (community_code or "").startswith(one)]
        return max(named, default=0), bool(self.class_codes)


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


def contract_for(
    contracts: Sequence[Contract],
    *,
    answerable: Sequence[str | None],
    class_code: str | None,
    community_code: str | None,
    day: date,
) -> Contract | None:
    """Under which contract a thing is kept on a day: of the first of `answerable` (maintainer, owner) that has one.

    Of several the one that names its place most closely, then its class, then the youngest, then by code.
    """
    for principal in answerable:
        fitting = [
            one
            for one in contracts
            if one.principal_code == principal
            and one.in_force(day)
            and one.covers(class_code=class_code, community_code=community_code)
        ]
        if fitting:
            fitting.sort(key=lambda one: one.contractor_code)
            return max(fitting, key=lambda one: (one.closeness(community_code=community_code), one.starts_on))
    return None
