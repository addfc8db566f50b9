"""Why an item is refused, and the checks that every part of one shares. Pure."""

from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from typing import TypeVar

_Word = TypeVar("_Word", bound=StrEnum)


class Reason(StrEnum):
    """Why an item is refused."""

    FORM = "form"
    POSITION = "position"
    NO_PLACE = "no_place"
    UNKNOWN_ASSET = "unknown_asset"
    UNKNOWN_DEFECT = "unknown_defect"
    UNKNOWN_UNIT = "unknown_unit"
    AREA = "area"
    CAMPAIGN = "campaign"
    ID_REUSED = "id_reused"


class WrongItem(ValueError):
    """Raised by a reader of a part; the reader of the item tells it as a Fault."""

    def __init__(self, reason: Reason, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason
        self.detail = detail


def wrong(field: str, what: str) -> WrongItem:
    """A fault of form, to be raised."""
    return WrongItem(Reason.FORM, f"{field}: {what}")


def known_fields(raw: Mapping[str, object], known: frozenset[str], where: str = "") -> None:
    """Refuse a field that is not read here: what nobody reads would be lost."""
    if not raw.keys() <= known:
        strange = min(raw.keys() - known)
        name = strange[:40] if is_clean(strange) else ""
        raise wrong(f"{where}{name}", f"no such field; there are {', '.join(sorted(known))}")


def one_of(words: type[_Word], value: object, field: str) -> _Word:
    """The word that a value is."""
    found = _by_value(words).get(value) if isinstance(value, str) else None
    if not isinstance(found, words):
        raise wrong(field, f"say one of {', '.join(words)}")
    return found


@cache
def _by_value(words: type[StrEnum]) -> Mapping[str, StrEnum]:
    return {word.value: word for word in words}


def number(value: object, field: str, least: float, most: float) -> float | None:
    """A finite number in its range, or None for nothing."""
    if value is None:
        return None
    if not isinstance(value, int | float) or isinstance(value, bool) or not least <= value <= most:
        raise wrong(field, f"give a number from {least:g} to {most:g}")
    return float(value)


def is_clean(text: str) -> bool:
    """Whether the database can keep a text: no NUL, no half character."""
    return "\x00" not in text and (text.isascii() or not any("\ud800" <= letter <= "\udfff" for letter in text))
