"""What an exchange file asks of each thing is asked, and told where it is not met."""

from datetime import UTC, datetime

import pandas as pd
import pytest

from registry.profiles.profile import (
    COLUMNS,
    SOURCES,
    SOURCES_READ,
    STATUSES,
    AssetClass,
    Entry,
    Names,
    Profile,
    called,
    day,
    optional,
    since_change,
    write,
)

ENTRIES = (
    Entry("ID", "码", 4, mandatory=True, pattern="[0-9]+"),
    Entry("STATE", "状态", 2, mandatory=True, choices=("完好", "破损"), lacking="no_old_code"),
    Entry("NOTE", "备注", 3),
)


def _compose(frame: pd.DataFrame, names: Names) -> pd.DataFrame:
    return pd.DataFrame({"ID": frame["code"], "STATE": frame["status"], "NOTE": frame["note"]}, dtype=object)


PROFILE = Profile("test", "GB/T 0", ENTRIES, _compose, lambda classes: {})


def test_rows_with_faults_are_left_out_and_each_fault_is_told() -> None:
    rows = [
        ("1", "完好", None),
        ("12345", "完好", "短"),
        ("x", "好", "四个汉字"),
        (None, None, ""),
        ("2", "破损", "三汉字"),
    ]
    frame = pd.DataFrame(rows, columns=["code", "status", "note"], index=[7, 8, 9, 10, 11])
    written, faults = write(frame, profile=PROFILE, names=Names())
    assert list(written.index) == [7, 11]
    assert list(written.columns) == ["ID", "STATE", "NOTE"]
    assert faults.to_numpy().tolist() == [
        ["12345", "ID", "12345", "too_long"],
        ["x", "ID", "x", "bad_form"],
        ["x", "STATE", "好", "bad_choice"],
        ["x", "NOTE", "四个汉字", "too_long"],
        [None, "ID", None, "missing"],
        [None, "STATE", None, "no_old_code"],
    ]


def test_what_is_allowed_is_written_and_told_all_the_same() -> None:
    frame = pd.DataFrame({"code": ["12345", "x"], "status": ["完好", "好"], "note": [None, None]})
    written, faults = write(frame, profile=PROFILE, names=Names(), allow=("too_long", "bad_form"))
    assert (list(written["ID"]), len(faults)) == (["12345"], 3)
    nothing, none = write(frame.head(0), profile=PROFILE, names=Names())
    assert (len(nothing), len(none), list(none.columns)) == (0, 0, ["code", "field", "value", "reason"])


def test_days_are_those_of_china() -> None:
    at = [datetime(2026, 10, 31, 15, 59, tzinfo=UTC), datetime(2026, 10, 31, 16, 0, tzinfo=UTC), None]
    column = pd.Series(at, index=[1, 2, 3], dtype="datetime64[us, UTC]")
    assert list(day(column)) == ["20261031", "20261101", None]
    frame = pd.DataFrame({"first_at": column, "valid_from": column.iloc[[0, 0, 2]].set_axis(column.index)})
    assert list(since_change(frame)) == [None, "20261031", None]


def test_words_of_codes() -> None:
    assert list(called(pd.Series(["a", None, "b"], dtype=object), {"a": "甲"})) == ["甲", None, None]
    assert optional("X", values={"a": "b"}) == {"column": "X", "optional": True, "values": {"a": "b"}}


def test_the_lists_lead_there_and_back() -> None:
    assert len(set(STATUSES.values())) == len(STATUSES) == 5
    assert set(SOURCES.values()) <= set(SOURCES_READ)
    lost = {source for source, word in SOURCES.items() if SOURCES_READ[word] != source}
    assert lost == {"gnss"}, "the standard has no word for what a phone measured"


@pytest.mark.parametrize("column", ["code", "old_code", "first_at"])
def test_what_is_written_from(column: str) -> None:
    assert column in COLUMNS
    assert AssetClass("01002", "0102", "污水井盖").old_code == "0102"
