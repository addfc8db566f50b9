"""Spoken numbers: what is called out in the street instead of seventeen digits.

A spoken number is the short name of the community, a serial of up to five digits, and a check digit:
大连路 1234-5. The check digit is Damm's (H. M. Damm, 2004): it catches every single wrong digit and every
swap of neighbours. Pure.
"""

import re
import unicodedata

from registry.errors import Invalid

LAST = 99_999
"""The greatest serial that is still spoken (five digits)."""

# Damm's quasigroup of order ten: row = interim digit, column = next digit.
_QUASIGROUP = (
    "0317598642",
    "7092154863",
    "4206871359",
    "1750983426",
    "6123045978",
    "3674209581",
    "5869720134",
    "8945362017",
    "9438617205",
    "2581436790",
)
_HEARD = re.compile(r"(?P<prefix>\D+?)(?P<digits>[0-9]{2,6})")
_BETWEEN = re.compile(r"[\s\-‐‑‒–—―−_·.,，。、#号]+")


def check_digit(number: int) -> int:
    """Damm's check digit of the decimal digits of `number`."""
    interim = 0
    for digit in str(number):
        interim = int(_QUASIGROUP[interim][int(digit)])
    return interim


def say(prefix: str, number: int) -> str:
    """The spoken number as it is written: `大连路 1234-5`. Raises Invalid outside 1 to 99,999."""
    if not 1 <= number <= LAST:
        raise Invalid(f"a spoken number has one to five digits, not {number}")
    return f"{prefix} {number}-{check_digit(number)}"


def hear(text: str) -> tuple[str, int] | None:
    """Prefix and number out of what somebody typed or dictated, or None.

    Spaces, dashes, points and full-width digits are forgiven; the check digit must be there and right.
    """
    plain = _BETWEEN.sub("", unicodedata.normalize("NFKC", text))
    found = _HEARD.fullmatch(plain)
    if found is None:
        return None
    number = int(found["digits"][:-1])
    if number < 1 or check_digit(number) != int(found["digits"][-1]):
        return None
    return found["prefix"], number
