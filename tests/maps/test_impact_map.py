"""The map of before and after: folium's, with every shape in the page."""

import json
import re

import numpy as np
import pytest
import shapely

from maps import impact_map
from maps.impact_map import colour
from maps.impact_words import IMPACT
from maps.words import CATALOGUE
from tests.maps.impacts import FIRST, NOTHING, made

WORDS = {key: words.en for key, words in (dict(CATALOGUE) | dict(IMPACT)).items()}


def test_shapes_come_back_to_a_millionth_of_a_degree() -> None:
    impact = made()
    parts = impact_map.draw(impact, NOTHING, WORDS)
    data = json.loads(re.search(r"data = (\{.*\});", parts["script"])[1])  # type: ignore[index]  # it is there
    row = next(row for row in data["after"] if row[0] == FIRST)
    ring = np.cumsum(np.array(row[-1][0]).reshape(-1, 2), axis=0) / impact_map.MICRODEGREES
    drawn = impact.scene.after.set_index("code").geometry[FIRST]
    assert shapely.hausdorff_distance(shapely.Polygon(ring), drawn) < 1e-6
    assert row[:7] == [FIRST, 2, 140.0, 2.0, 10, 1, 1]
    assert [one[0] for one in data["before"]] == list(impact.staffed.before.index)
    assert data["tickets"][0] == [5.0, 0.5, "t0", f"{FIRST[:-3]}003 → {FIRST}"]


def test_both_sides_can_be_switched_and_nothing_is_loaded() -> None:
    parts = impact_map.draw(made(), NOTHING, WORDS)
    assert "L.control.layers" in parts["script"]
    assert '"Before"' in parts["script"]
    assert not re.search(r"https?://", "".join(parts.values()))
    assert "<script src" not in "".join(parts.values())


@pytest.mark.parametrize(
    ("minutes", "step"), [(0, 0), (90, 1), (144, 2), (180, 3), (180.0000001, 3), (181, 4), (9e9, 7)]
)
def test_green_is_within_the_limit(minutes: float, step: int) -> None:
    assert colour(minutes, 180) == min(step, len(impact_map.STEPS))
