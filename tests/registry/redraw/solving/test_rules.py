"""Rules nobody can keep are refused at once."""

import pytest

from registry.errors import Invalid
from registry.redraw.solving.rules import Rules, whole


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"minutes": 0}, "--minutes 0"),
        ({"minutes": float("nan")}, "--minutes nan"),
        ({"minutes": 20, "mobilisation_minutes": 20}, "no time is left"),
        ({"mobilisation_minutes": -1}, "mobilisation takes -1"),
        ({"count": 0}, "--count 0"),
    ],
)
def test_what_nobody_can_keep_is_refused(given: dict[str, float], words: str) -> None:
    with pytest.raises(Invalid, match=words):
        Rules(**given)  # type: ignore[arg-type]


def test_room_is_what_mobilisation_leaves() -> None:
    assert Rules(180, 20).room == whole(160) == 160_000_000
