"""Fates in words."""

import pytest

from registry.codes import Kind
from registry.history.fates import STATES, Fate, State, in_words


@pytest.mark.parametrize(
    ("fate", "zh", "en"),
    [
        (Fate(Kind.ASSET, "1", State.MERGED, ("2",), ("3",)), "已并入 3", "merged into 3"),
        (Fate(Kind.ASSET, "1", State.SPLIT, ("2", "3"), ("2", "3")), "已拆分为 2、3", "split into 2, 3"),
        (Fate(Kind.ASSET, "1", State.REPLACED, ("2",)), "已更换为 2", "replaced by 2"),
        (Fate(Kind.ASSET, "1", State.RETIRED), "已移除", "taken away"),
    ],
)
def test_words(fate: Fate, zh: str, en: str) -> None:
    assert (in_words(fate).zh, in_words(fate).en) == (zh, en)


def test_every_state_has_its_words() -> None:
    assert STATES.keys() == set(State)
    assert [state for state in State if not Fate(Kind.ASSET, "1", state).is_gone] == [State.LIVES]
