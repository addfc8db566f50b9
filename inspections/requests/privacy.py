"""What may be seen of whoever asked: masks, and words without the numbers of persons. Pure.

Masked as is usual: 138****1234, 张*, an address to its street number (PIPL asks for the least that does).
"""

import re
from dataclasses import dataclass

from inspections.requests.request import Request, is_assignee, is_desk
from inspections.tickets.ticket import Party
from registry.actor import Role

PURPOSE = "处理诉求并回访 to answer the request and call back"
# The number of a mobile (with +86 or not, with blanks or dashes), of a telephone with its area, of an identity card.
_NUMBERS = re.compile(
    r"(?<![0-9])(?:(?:\+?86[- ]?)?1[3-9][0-9](?:[- ]?[0-9]{4}){2}|0[0-9]{2,3}[- ]?[0-9]{7,8}|[0-9]{17}[0-9Xx])(?![0-9])"
)
_DIGIT = re.compile(r"[0-9]")


@dataclass(frozen=True, slots=True)
class Person:
    """Who asked: whole or masked; each part may be empty."""

    name: str = ""
    phone: str = ""
    address: str = ""

    def masked(self) -> "Person":
        """What everybody else may see."""
        return Person(mask_name(self.name), mask_phone(self.phone), mask_address(self.address))

    def __bool__(self) -> bool:
        """Whether anything is known."""
        return bool(self.name or self.phone or self.address)


def sees_person(party: Party, request: Request) -> bool:
    """Whether the actor may read who asked: the desk of the place, and whoever answers while it is at work."""
    if is_desk(party.actor, request) and party.actor.has(Role.DISPATCHER):
        return True
    return is_assignee(party, request) and request.closed_at is None


def mask_name(name: str) -> str:
    """The first letter: 张*, A*."""
    return f"{name[0]}*" if name else ""


def mask_phone(phone: str) -> str:
    """138****1234: the first three and the last four of a long number, nothing of a short one."""
    digits = "".join(_DIGIT.findall(phone))
    if len(digits) < 10:
        return "*" * len(phone)
    return f"{digits[-11:][:3]}****{digits[-4:]}"


def mask_address(address: str) -> str:
    """To the first figure: 辽宁路**."""
    found = _DIGIT.search(address)
    return f"{address[: found.start()] if found else address[:3]}**" if address else ""


def scrub(words: str) -> str:
    """Words without the numbers of persons in them: each masked where it stands."""
    return _NUMBERS.sub(lambda found: mask_phone(found[0]), words)
