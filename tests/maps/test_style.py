import csv
import re

from inspections.tickets.terms import UNTRUE, State
from maps import style
from tests.support import REFERENCE


def test_a_class_belongs_to_one_family_at_most() -> None:
    classes = [code for family in style.FAMILIES.values() for code in family.classes]
    assert len(classes) == len(set(classes))
    with (REFERENCE / "asset_classes.csv").open(encoding="utf-8") as file:
        assert set(classes) <= {row["code"] for row in csv.DictReader(file)}


def test_every_class_and_state_that_is_shown_has_a_colour_of_its_own() -> None:
    assert style.colour_of_class("01002") == style.FAMILIES["sewage"].colour
    assert style.colour_of_class("99999") == style.FAMILIES["other"].colour
    assert set(style.STATES) == set(State) - UNTRUE
    assert len(set(style.STATES.values())) == len(style.STATES)
    colours = [family.colour for family in style.FAMILIES.values()]
    assert len(set(colours)) == len(colours)
    assert all(re.fullmatch("#[0-9a-f]{6}", colour) for colour in [*colours, *style.STATES.values()])
