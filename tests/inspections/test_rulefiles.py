"""Every cell of a file is read by its column; every fault is told at once, with its line."""

import re
from decimal import Decimal
from pathlib import Path

import pytest

from inspections.rulefiles import amount, flag, listed, needed, one_of, or_none, read, refuse, unknown, whole
from registry.errors import Invalid

COLUMNS = {
    "code": needed,
    "on": flag,
    "n": whole,
    "amount": amount,
    "kind": one_of("a", "b"),
    "words": listed,
    "more": or_none,
}


def test_rows_come_with_their_lines(tmp_path: Path) -> None:
    file = tmp_path / "x.csv"
    file.write_text("code,on,n,amount,kind,words,more\nA,true,3,0.5,a,x| y |,\n", encoding="utf-8-sig")
    assert read(file, COLUMNS) == [
        {
            "line": 2,
            "code": "A",
            "on": True,
            "n": 3,
            "amount": Decimal("0.5"),
            "kind": "a",
            "words": ["x", "y"],
            "more": None,
        }
    ]


def test_every_fault_is_told_at_once(tmp_path: Path) -> None:
    file = tmp_path / "x.csv"
    file.write_text("code,on,n,amount,kind,words,more\n,yes,three,0,c,,\nB,true,1,NaN,b,,\n", encoding="utf-8")
    with pytest.raises(Invalid) as refused:
        read(file, COLUMNS)
    faults = refused.value.fields["faults"]
    assert isinstance(faults, list)
    assert [(one["line"], one["field"]) for one in faults] == [
        (2, "code"), (2, "on"), (2, "n"), (2, "amount"), (2, "kind"), (3, "amount"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("content", "said"), [(None, "is missing"), (b"\xff\xfe", "not UTF-8"), (b"code,on\n", "column n, amount, kind")]
)
def test_a_file_that_is_none_is_told(tmp_path: Path, content: bytes | None, said: str) -> None:
    file = tmp_path / "x.csv"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(Invalid, match=re.escape(said)):
        read(file, COLUMNS)


def test_what_is_not_known_is_told_by_row() -> None:
    rows = [{"line": 2, "code": "A"}, {"line": 3, "code": "B"}, {"line": 4, "code": None}]
    with pytest.raises(Invalid, match=r"x\.csv line 3: code 'B' is no thing"):
        refuse(unknown(rows, "code", {"A"}, "x.csv", "is no thing"))
    refuse(unknown(rows[:1], "code", {"A"}, "x.csv", "is no thing"))
