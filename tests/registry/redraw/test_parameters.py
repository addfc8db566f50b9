"""Parameters are what the issue of a round says, and come back from their file as they went."""

import json
from dataclasses import replace

import pytest

from registry.errors import Invalid
from registry.redraw.parameters import Parameters, as_plain, of_plain


def test_defaults() -> None:
    """20 minutes to get going, 2 people, 3 minutes a door, 9 of 10 doors in the first round, 3 hours in all."""
    told = Parameters()
    assert (told.mobilisation_minutes, told.people, told.door_minutes) == (20, 2, 3)
    assert (told.reached, told.limit_minutes, told.room_minutes) == (0.9, 180, 160)


def test_a_file_gives_them_back() -> None:
    changed = replace(Parameters(), people=3, door_minutes=2.25, shop_minutes={"": 5.0, "market": 2.0, "office": 1.0})
    assert of_plain(json.loads(json.dumps(as_plain(changed)))) == changed
    assert of_plain({}) == Parameters()
    assert of_plain({"shop_minutes": {"market": 1}}).shop_minutes["market"] == 1
    assert of_plain({"shop_minutes": {"market": 1}}).shop_minutes[""] == Parameters().shop_minutes[""]


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"doors": 3}, "'doors' is no parameter"),
        ({"people": 0}, "people is 0"),
        ({"people": 1.5}, "people is 1.5"),
        ({"people": True}, "people is True"),
        ({"reached": 1.2}, "reached is 1.2: say a number from 0 to 1"),
        ({"door_minutes": "3"}, "door_minutes is '3'"),
        ({"door_minutes": float("nan")}, "say a number"),
        ({"limit_minutes": 0}, "limit_minutes is 0"),
        ({"shop_minutes": 3}, "an object of kinds"),
        ({"shop_minutes": {"": -1}}, "minutes of a shop is -1"),
        ([], "one JSON object"),
    ],
)
def test_what_nobody_can_work_with_is_refused(given: object, words: str) -> None:
    with pytest.raises(Invalid, match=words):
        of_plain(given)
