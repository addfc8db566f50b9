"""Each value is asked what its field asks; what is wrong is told with row, field, value and reason."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.importing.checks import check_values
from registry.importing.faults import REASONS
from registry.importing.kinds import SORTS

KNOWN = {"class": {"01002"}, "organisation": {"SZGS"}, "division": {"990101"}}
GOOD = {"source_id": "a", "class_code": "01002"}


def _faults(values: dict[str, str | None], *, sort: str = "assets") -> list[tuple[str, str]]:
    row = (GOOD if sort == "assets" else {}) | values
    frame = pd.DataFrame({name: pd.Series([value], index=[5], dtype=object) for name, value in row.items()})
    _, found = check_values(frame, sort=SORTS[sort], known=KNOWN)
    assert set(found["row_no"]) <= {5}
    return list(zip(found["field"], found["reason"], strict=True))


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("source_id", None, "missing"),
        ("source_id", "x" * 121, "too_long"),
        ("source_id", "a\x00b", "bad_form"),
        ("material", "cast\niron", "bad_form"),
        ("class_code", "1002", "unknown_code"),
        ("class_code", None, "missing"),
        ("setting", "roof", "bad_choice"),
        ("status", "fine", "bad_choice"),
        ("owner_code", "NOBODY", "unknown_code"),
        ("size_mm", "big", "not_a_number"),
        ("size_mm", "70.5", "not_a_number"),
        ("size_mm", "-1", "out_of_range"),
        ("size_mm", "1e99", "out_of_range"),
        ("size_mm", "inf", "out_of_range"),
        ("size_mm", "nan", "not_a_number"),
        ("built_year", "203", "out_of_range"),
        ("accuracy_m", "-0.1", "out_of_range"),
        ("accuracy_m", "four", "not_a_number"),
    ],
)
def test_each_wrong_value_is_told(field: str, value: str | None, reason: str) -> None:
    assert _faults({field: value}) == [(field, reason)]


def test_every_fault_of_a_row_is_told() -> None:
    found = _faults({"class_code": "9", "setting": "roof", "size_mm": "x"})
    assert sorted(found) == [("class_code", "unknown_code"), ("setting", "bad_choice"), ("size_mm", "not_a_number")]


def test_good_values_are_typed_and_nulls_become_defaults() -> None:
    frame = pd.DataFrame(
        [{**GOOD, "size_mm": "700", "accuracy_m": "0.25", "status": None, "built_year": None}], dtype=object
    )
    typed, found = check_values(frame, sort=SORTS["assets"], known=KNOWN)
    assert found.empty
    row = typed.iloc[0]
    assert (row["size_mm"], row["accuracy_m"], row["status"]) == (700, 0.25, "intact")
    assert pd.isna(row["built_year"])
    assert frame["status"].iloc[0] is None  # the argument is kept


def test_a_code_must_have_its_form_and_its_parent() -> None:
    assert _faults({"code": "99010100", "name_zh": "路"}, sort="streets") == [("code", "bad_form")]
    assert _faults({"code": "990102001", "name_zh": "路"}, sort="streets") == [("code", "unknown_code")]
    typed, found = check_values(
        pd.DataFrame({"code": ["990101001"], "name_zh": ["路"]}, dtype=object), sort=SORTS["streets"], known=KNOWN
    )
    assert found.empty
    assert list(typed["division_code"]) == ["990101"]


text = st.one_of(st.none(), st.text(max_size=30))


@settings(deadline=None, max_examples=20)
@given(
    st.lists(st.fixed_dictionaries(dict.fromkeys(("source_id", "class_code", "size_mm", "setting"), text)), max_size=5)
)
def test_any_text_is_judged(rows: list[dict[str, str | None]]) -> None:
    frame = pd.DataFrame(rows, columns=["source_id", "class_code", "size_mm", "setting"], dtype=object)
    typed, found = check_values(frame, sort=SORTS["assets"], known=KNOWN)
    assert len(typed) == len(rows)
    assert set(found["reason"]) <= set(REASONS)
    assert set(found["row_no"]) <= set(frame.index)
