"""Entrances and their buildings as one demand: sums stay, whoever states what, in any order."""

from collections.abc import Sequence

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.errors import Invalid
from registry.redraw.parameters import Parameters
from registry.redraw.solving.joining import joinable, joined
from registry.redraw.workload import add_minutes
from tests.registry.redraw.town import frame, square

FREE = Parameters(stair_minutes=0.0)


def entrances(buildings: Sequence[str | None], **columns: object) -> gpd.GeoDataFrame:
    places = [shapely.Point(i, 0) for i in range(len(buildings))]
    return frame(places, source_id=[f"E{i}" for i in range(len(buildings))], building_source_id=buildings, **columns)


def houses(names: Sequence[str], **columns: object) -> gpd.GeoDataFrame:
    return frame([square(8, 10 * i, 0) for i in range(len(names))], source_id=names, **columns).to_crs(4326)


def minutes(rows: gpd.GeoDataFrame) -> float:
    return float(add_minutes(pd.DataFrame(rows.drop(columns="geometry")), FREE)["minutes"].sum())


def test_doors_share_what_is_known_of_their_building() -> None:
    known = houses(["A", "B"], shops=[3, 2], storeys=[6, 1], use=["residential", "market"], institution_zh=[None, "x"])
    found = joined(entrances(["A", "A", "Z"], households=[7, 5, 2]), known)
    assert (found.joined, found.strangers, found.alone, found.unequal) == (2, 1, 1, 0)
    rows = found.demand.fillna({"shops": 0.0, "institution": 0.0, "households": 0.0})
    assert rows["shops"].tolist() == [1.5, 1.5, 0, 2]
    assert rows["households"].tolist() == [7, 5, 2, 0]
    assert rows["institution"].tolist() == [0, 0, 0, 1]
    assert rows["storeys"].fillna(0).tolist() == [6, 6, 0, 1]
    assert rows["building_source_id"].tolist() == ["A", "A", "Z", "B"]
    assert rows.crs == 4549
    assert shapely.get_dimensions(rows.geometry.to_numpy()).tolist() == [0, 0, 0, 2]


def test_what_an_entrance_states_stands() -> None:
    known = houses(["A", "B"], households=[20, 9], storeys=[6, 4])
    found = joined(entrances(["A", "A", "A", "B"], households=[8, None, None, 5], storeys=[None, 3, 6, None]), known)
    assert found.demand["households"].tolist() == [8, 6, 6, 5]
    assert found.demand["storeys"].tolist() == [6, 3, 6, 4]
    assert found.unequal == 1, "of B all entrances state 5, itself 9"


def test_one_thing_by_two_names_is_not_lost() -> None:
    known = houses(["A", "B"], doors=[20, 9])
    rows = joined(entrances(["A", "Z"], households=[20, 3]), known).demand
    assert rows["doors"].tolist() == [20, 3, 9]
    rows = joined(entrances(["A", "Z"], doors=[20, 3]), houses(["A", "B"], households=[20, 9])).demand
    assert rows["doors"].tolist() == [20, 3, 9]


@pytest.mark.parametrize(
    ("own", "known", "words"),
    [
        (frame([shapely.Point(1, 1)], name=["A"]), houses(["A"]), "name no building: give one of the columns"),
        (entrances(["Z", None]), houses(["A"]), "no entrance names a building of the file by building_source_id"),
        (entrances(["A"]), houses(["A", "A"]), "building A stands twice in source_id"),
        (entrances(["A"], households=["x"]), houses(["A"], households=[3]), "row 1: households is 'x'"),
        (entrances(["A"]), houses(["A"], shops=[-3]), "row 1: shops is '-3'"),
    ],
)
def test_what_cannot_be_joined(own: gpd.GeoDataFrame, known: gpd.GeoDataFrame, words: str) -> None:
    with pytest.raises(Invalid, match=words):
        joined(own, known)


def test_when_there_is_something_to_join() -> None:
    known = houses(["A"], shops=[1])
    assert joinable(entrances(["A"]), known)
    assert not joinable(entrances(["A"]), None)
    assert not joinable(entrances(["A"], minutes=[3]), known), "the demand says its minutes itself"
    assert not joinable(frame([shapely.Point(1, 1)], households=[3]), known)
    assert not joinable(entrances(["A"]), houses(["A"])), "nothing but outlines"


HOUSE = st.tuples(
    st.integers(0, 60), st.integers(0, 9), st.sampled_from(["residential", "shop", "market", "school", "hospital"]),
    st.integers(0, 4), st.booleans(),
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.lists(HOUSE, min_size=1, max_size=8), st.randoms(use_true_random=False))
def test_minutes_are_those_of_the_buildings(town: list[tuple[int, int, str, int, bool]], dice: object) -> None:
    """Whether entrances state all households of their building or none: nothing twice, nothing lost."""
    names = [f"B{i}" for i in range(len(town))]
    known = houses(
        names, households=[h for h, *_ in town], shops=[s for _, s, *_ in town], use=[u for _, _, u, *_ in town]
    )
    told: list[tuple[str, float | None]] = []
    for name, (households, _, _, doors, states) in zip(names, town, strict=True):
        shares = [households // doors + (i < households % doors) for i in range(doors)] if doors else []
        told += [(name, float(share) if states else None) for share in shares]
    dice.shuffle(told)  # type: ignore[attr-defined]  # a random.Random, drawn
    if not told:
        return
    found = joined(entrances([name for name, _ in told], households=[share for _, share in told]), known)
    assert minutes(found.demand) == pytest.approx(minutes(known))
    assert (found.unequal, found.strangers) == (0, 0)
    assert len(found.demand) == len(told) + sum(doors == 0 for *_, doors, _ in town)
