"""Faults are data with words in two languages."""

import pandas as pd

from registry.importing import faults


def test_words_are_there_in_both_languages() -> None:
    assert all(zh and en for zh, en in faults.REASONS.values())


def test_a_field_has_one_fault_the_first_found() -> None:
    first = faults.of(pd.Index([2, 1]), field="a", values=["x", "y"], reason="missing")
    second = faults.of(pd.Index([1]), field="a", values="y", reason="too_long")
    third = faults.of(pd.Index([1]), field="b", values="z", reason="too_long")
    together = faults.together([first, second, faults.none(), third])
    assert together[["row_no", "field", "reason"]].to_numpy().tolist() == [
        [1, "a", "missing"],
        [1, "b", "too_long"],
        [2, "a", "missing"],
    ]
    assert faults.together([]).empty
    assert list(faults.of(pd.Index([]), field="a", values=[], reason="missing").columns) == list(faults.COLUMNS)
