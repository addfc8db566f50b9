"""Cells that a spreadsheet would run are guarded, and come back as they were."""

import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.cells import guard, guard_column, unguard, unguard_column

RISKY = st.text(alphabet="'=+-@\t\r\n＝＋－＠ 1.5eEa井", max_size=6)
TEXTS = st.one_of(RISKY, st.text(max_size=20))


@pytest.mark.parametrize(
    "text", ["=1+1", "+1-2", "-a", "@SUM(A1)", "\tx", "\r=1", "\n=1", "＝1", "－", "-", "+", "=", "-1+1"]
)
def test_what_would_be_run_is_guarded(text: str) -> None:
    assert guard(text) == f"'{text}"
    assert unguard(guard(text)) == text


@pytest.mark.parametrize("text", ["", "a=1", "-5", "+86", "-1.5", "-1e-7", "井盖", "'", "'a", "{}", " =1"])
def test_numbers_and_plain_text_stay(text: str) -> None:
    assert guard(text) == text
    assert unguard(text) == text


def test_an_apostrophe_of_its_own_is_kept() -> None:
    assert guard("'=1") == "''=1"
    assert unguard("''=1") == "'=1"


@given(TEXTS)
def test_there_and_back(text: str) -> None:
    written = guard(text)
    assert unguard(written) == text
    assert written[:1] not in tuple("=@\t\r\n＝＋－＠")


@given(st.lists(st.none() | TEXTS, max_size=8))
def test_columns_say_the_same_as_cells(texts: list[str | None]) -> None:
    written = guard_column(pa.array(texts, pa.string())).to_pylist()
    assert written == [None if text is None else guard(text) for text in texts]
    back = unguard_column(pd.Series(written, index=range(1, len(texts) + 1), dtype=object))
    assert [None if pd.isna(text) else text for text in back] == texts
    assert list(back.index) == list(range(1, len(texts) + 1))
