"""What breaks a layout is told by row, and nothing is cut."""

from collections.abc import Mapping

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from inspections.exchange.checking import LACKING, Checked, Filled, check
from inspections.exchange.layouts import named

MATTERS = named("gbt47678").sheets[1]
GOOD = {
    "SXDM": "37020301002",
    "SXMC": "污水井盖异常",
    "ZGBMDM": "913702000000000001",
    "ZGBMMC": "城管局",
    "SFWZ": "辽宁路",
    "SZDYWGBSM": "370203005012007",
}


def checked(*rows: Mapping[str, str | None], encoding: str = "UTF-8", widths: bool = False) -> Checked:
    frame = pd.DataFrame([{**GOOD, **row} for row in rows], dtype=object)
    filled = Filled(MATTERS, frame, pd.Series([f"n{i}" for i in range(len(rows))]), None)
    return check(filled, encoding=encoding, widths=widths)


def told(found: Checked) -> list[tuple[int, str, str, str]]:
    columns = found.faults[["row", "key", "field", "reason"]]
    return list(columns.itertuples(index=False, name=None))


def test_each_missing_field_of_a_row_is_told_and_no_other() -> None:
    found = checked({}, {"SXDM": None, "ZGBMMC": None}, {}, {"SFWZ": None})
    assert told(found) == [(3, "n1", "SXDM", "missing"), (3, "n1", "ZGBMMC", "missing"), (5, "n3", "SFWZ", "missing")]
    assert len(checked({}, {}).faults) == 0


def test_what_is_too_long_is_told_whole_and_written_whole() -> None:
    long = "长" * 257
    found = checked({"SFWZ": long}, {"SFWZ": "长" * 256})
    assert told(found) == [(2, "n0", "SFWZ", "too_long")]
    assert found.rows["SFWZ"].tolist() == [long, "长" * 256]
    assert found.faults["value"].tolist() == [long]


def test_a_letter_that_gbk_lacks_is_told_by_row_and_marked() -> None:
    rows = ({"SFWZ": "𠮷路"}, {"SFWZ": "镕"}, {"SFWZ": "䶮巷\x01"})
    found = checked(*rows, encoding="GBK")
    assert told(found) == [(2, "n0", "SFWZ", "letter_lacking"), (4, "n2", "SFWZ", "letter_lacking")]
    assert found.rows["SFWZ"].tolist() == [f"{LACKING}路", "镕", f"{LACKING}巷{LACKING}"]
    assert LACKING.encode("gbk").decode("gbk") == LACKING
    assert told(checked(*rows)) == [(4, "n2", "SFWZ", "letter_lacking")]  # control characters stand in no file


def test_what_no_field_of_a_shapefile_holds_is_left_out_whole() -> None:
    found = checked({"SFWZ": "长" * 128}, {"SFWZ": "长" * 127}, encoding="GBK", widths=True)
    assert told(found) == [(2, "n0", "SFWZ", "too_long_for_file")]
    assert found.rows["SFWZ"].tolist() == [None, "长" * 127]


@given(st.lists(st.one_of(st.none(), st.text(max_size=300)), min_size=1, max_size=4), st.sampled_from(["UTF-8", "GBK"]))
def test_a_text_stands_as_it_was_or_is_told(texts: list[str | None], encoding: str) -> None:
    found = checked(*({"SFWZ": one} for one in texts), encoding=encoding)
    named_rows = {row for row, *_ in told(found)}
    for number, (before, after) in enumerate(zip(texts, found.rows["SFWZ"], strict=True), start=2):
        assert after is None or after.encode(encoding).decode(encoding) == after
        assert before == after or number in named_rows
        assert (before is None) == (after is None)
