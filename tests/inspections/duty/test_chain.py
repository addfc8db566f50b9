"""Whose turn follows from state, level, assignee and place."""

from dataclasses import replace
from uuid import uuid4

import pytest

from inspections.duty.chain import Asked, chain
from inspections.tickets.terms import ENDED, Level, State

EAST = "370203005001"
TICKET = Asked(uuid4(), State.FILED, Level.DISTRICT, EAST, f"{EAST}003", "PSGS", "PSGS-01", 0)
DESKS = [("desk", EAST), ("desk", EAST[:9]), ("desk", EAST[:6])]


@pytest.mark.parametrize(
    ("changes", "first"),
    [
        ({}, ("desk", "370203")),
        ({"level": Level.STREET}, ("desk", EAST[:9])),
        ({"level": Level.COMMUNITY}, ("keeper", EAST)),
        ({"level": Level.GRID}, ("keeper", f"{EAST}003")),
        ({"state": State.REPAIRED}, ("keeper", f"{EAST}003")),
        ({"state": State.DISPATCHED}, ("crew", "PSGS-01")),
        ({"state": State.ACCEPTED, "crew_code": None}, ("crew", "PSGS")),
    ],
)
def test_whose_turn_comes_first(changes: dict[str, object], first: tuple[str, str]) -> None:
    assert chain(replace(TICKET, **changes))[0] == first  # type: ignore[arg-type]  # by name


def test_above_the_keepers_are_the_desks_nearest_first() -> None:
    assert list(chain(replace(TICKET, level=Level.GRID)))[2:] == DESKS


def test_every_open_state_has_a_chain() -> None:
    assert all(chain(replace(TICKET, state=state)) for state in State if state not in ENDED)
    assert chain(replace(TICKET, community_code=None, grid_code=None)) == ()
