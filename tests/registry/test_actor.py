"""Areas bound what one sees: a place lies inside when its community code begins with an area code."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.actor import SYSTEM, Actor, Role


def _actor(*areas: str) -> Actor:
    return Actor(None, "a", None, frozenset({Role.INSPECTOR}), areas)


@pytest.mark.parametrize("area", ["370203", "370203005", "370203005001"])
def test_an_area_covers_what_begins_with_it(area: str) -> None:
    assert _actor(area).covers("370203005001")
    assert not _actor(area).covers("370202005001")


def test_a_place_without_community_is_for_holders_of_a_division() -> None:
    assert _actor("370203").covers(None)
    assert not _actor("370203005").covers(None)


def test_nobody_sees_anything_without_an_area_but_the_system() -> None:
    assert not _actor().covers("370203005001")
    assert SYSTEM.covers("370203005001")
    assert SYSTEM.covers(None)


@given(st.sets(st.sampled_from(list(Role))), st.sets(st.sampled_from(list(Role))))
def test_has_asks_for_one_of_the_roles(held: set[Role], asked: set[Role]) -> None:
    actor = Actor(None, "a", None, frozenset(held), ())
    assert actor.has(*asked) is bool(held & asked)
