"""Which sightings belong together."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspections.tickets.sightings import Sighting, distance_m, group_by_asset, group_by_place

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
METRE_DEG = 1 / 111_195


def sighting(n: int, asset: str | None = "A", defect: str = "missing", north_m: float = 0.0) -> Sighting:
    return Sighting(
        UUID(int=n), asset, None, None, None, None, None, 120.37, 36.08 + north_m * METRE_DEG, 4.0, defect, 2,
        NOW + timedelta(minutes=n),
    )  # fmt: skip


def test_asset_and_defect_make_the_same() -> None:
    seen = [sighting(3), sighting(1), sighting(2, defect="broken"), sighting(4, "B"), sighting(5, None)]
    groups = group_by_asset(seen)
    assert [[one.observation_id.int for one in group.sightings] for group in groups] == [[2], [1, 3], [4]]


def test_the_earliest_leads_and_names_the_ticket() -> None:
    late, early = sighting(3), sighting(1)
    [group] = group_by_asset([late, early])
    assert group.lead is early
    assert group.id == group_by_asset([early])[0].id != group_by_asset([late])[0].id


def test_the_worst_severity_counts() -> None:
    [group] = group_by_asset([replace(sighting(1), severity=None), sighting(2), replace(sighting(3), severity=3)])
    assert group.severity == 3
    assert group_by_asset([replace(sighting(1), severity=None)])[0].severity is None


@pytest.mark.parametrize(("metres", "groups"), [(9.9, 1), (10.2, 2)])
def test_ten_metres_make_the_same_place(metres: float, groups: int) -> None:
    assert len(group_by_place([sighting(1, None), sighting(2, None, north_m=metres)])) == groups


def test_another_defect_at_the_same_place_is_another_thing() -> None:
    assert len(group_by_place([sighting(1, None), sighting(2, None, "broken"), sighting(3)])) == 2


def test_distance_is_in_metres() -> None:
    assert distance_m(120.0, 36.0, 120.0, 36.001) == pytest.approx(111.2, abs=0.1)


many = st.lists(
    st.tuples(st.sampled_from(["A", "B", None]), st.sampled_from(["missing", "broken"]), st.floats(0, 60)), max_size=20
)


@given(many, st.randoms())
def test_every_sighting_is_in_one_group_in_any_order(
    things: list[tuple[str | None, str, float]], random: object
) -> None:
    seen = [sighting(n, *thing) for n, thing in enumerate(things)]
    shuffled = list(seen)
    random.shuffle(shuffled)  # type: ignore[attr-defined]  # hypothesis gives a random.Random
    groups = [*group_by_asset(shuffled), *group_by_place(shuffled)]
    assert sorted(one.observation_id.int for group in groups for one in group.sightings) == list(range(len(seen)))
    assert groups == [*group_by_asset(seen), *group_by_place(seen)]
