"""Shapes of walks: what comes in is exact."""

import uuid

import pytest
from pydantic import ValidationError

from api.walk_shapes import TrackBatch

POINT = {"at": "2026-11-23T09:00:00+08:00", "lon": 120.37, "lat": 36.08, "accuracy_m": 8.0}


def test_a_batch_is_fixes_of_the_floor_below() -> None:
    batch = TrackBatch.model_validate({"id": str(uuid.uuid4()), "points": [POINT]})
    (fix,) = batch.fixes()
    assert (fix.lon, fix.lat, fix.accuracy_m, fix.at.isoformat()) == (120.37, 36.08, 8.0, POINT["at"])


@pytest.mark.parametrize("wrong", [{"at": "2026-11-23T09:00:00"}, {"accuracy_m": 0}, {"lon": 181}, {"speed": 1}])
def test_a_fix_without_offset_radius_or_place_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        TrackBatch.model_validate({"id": str(uuid.uuid4()), "points": [POINT | wrong]})


def test_an_empty_batch_is_refused() -> None:
    with pytest.raises(ValidationError):
        TrackBatch.model_validate({"id": str(uuid.uuid4()), "points": []})
