"""Colours of the sheets: one meaning, one colour, on the map, in charts and in print."""

from collections.abc import Mapping
from dataclasses import dataclass

from inspections.tickets.workflow import State


@dataclass(frozen=True, slots=True)
class Family:
    """Asset classes that are drawn alike, because the same kind of owner answers for them."""

    colour: str
    classes: tuple[str, ...]


# Twenty classes cannot be told apart by colour, nine families can.
FAMILIES: Mapping[str, Family] = {
    "water": Family("#2b7bba", ("01001", "01019")),
    "sewage": Family("#7a5230", ("01002", "01018")),
    "rain": Family("#1d9a8a", ("01003", "01004")),
    "power": Family("#d1495b", ("01005", "01006", "01015", "01017")),
    "telecom": Family("#7b5ea7", ("01007", "01008", "01009")),
    "heat": Family("#e07a1f", ("01010",)),
    "gas": Family("#c9a400", ("01011", "01021")),
    "unknown": Family("#222b33", ("01023",)),
    "other": Family("#6c7a89", ()),
}

STATES: Mapping[State, str] = {
    State.REPORTED: "#b71c1c",
    State.FILED: "#e53935",
    State.DISPATCHED: "#f4792b",
    State.ACCEPTED: "#f5b301",
    State.REPAIRED: "#1e78c8",
    State.VERIFIED: "#12908e",
    State.CLOSED: "#7d9a8c",
    State.RETURNED: "#8e44ad",
    State.CHECKING: "#c2185b",
    State.SUSPENDED: "#5d6d7e",
    State.ARCHIVED: "#a9b8ae",
}

CELLS: Mapping[str, str] = {
    "residential": "#1d8f6a",
    "street_front": "#d97a12",
    "dedicated": "#8a4fb5",
    "vacant": "#7d8a94",
}
"""Kinds of micro-grids."""

INK, MUTED, LINE, ACCENT, GOOD, BAD = "#1d2b36", "#66757f", "#d9dfe3", "#1f6f8b", "#2e8b57", "#c0392b"


def colour_of_class(code: str) -> str:
    """The colour of an asset class."""
    return next((family.colour for family in FAMILIES.values() if code in family.classes), FAMILIES["other"].colour)
