"""Every word has both languages, every need a field."""

from inspections.tickets.terms import BARS, ENDED, FIELDS, STATES, UNTRUE, Bar, Level, Need, State


def test_every_state_bar_and_need_is_told() -> None:
    assert list(STATES) == list(State)
    assert list(BARS) == list(Bar)
    assert list(FIELDS) == list(Need)
    assert all(words.zh and words.en for words in [*STATES.values(), *BARS.values()])


def test_what_is_untrue_has_ended() -> None:
    assert UNTRUE < ENDED


def test_levels_go_up_to_the_district() -> None:
    assert [level.above for level in Level] == [Level.COMMUNITY, Level.STREET, Level.DISTRICT, Level.DISTRICT]
