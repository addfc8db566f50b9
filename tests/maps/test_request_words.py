"""Words of the public pages of requests: tests/maps/test_words.py holds both languages."""

from inspections.requests.life import State
from maps.request_words import PLAIN, REQUEST
from maps.words import CATALOGUE


def test_they_are_in_the_catalogue_and_every_state_is_said() -> None:
    assert REQUEST.items() <= CATALOGUE.items()
    assert PLAIN.keys() == set(State)
