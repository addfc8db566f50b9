"""Codes follow the source ids, never the rows of a file."""

import pandas as pd
import pytest
from sqlalchemy import Connection, text

from registry.codes import Kind
from registry.errors import Invalid
from registry.importing.minting import hold_codes, mint_codes, mint_spoken

ROWS = pd.DataFrame(
    {"prefix": ["99010101002", "99010101001", "99010101002"], "source_id": ["b", "c", "a"]}, index=[1, 2, 3]
)


def test_codes_follow_the_source_ids(conn: Connection) -> None:
    codes = mint_codes(conn, ROWS, kind=Kind.ASSET)
    assert codes.to_dict() == {1: "99010101002000002", 2: "99010101001000001", 3: "99010101002000001"}
    again = mint_codes(conn, ROWS.iloc[::-1], kind=Kind.ASSET)
    assert again.to_dict() == {1: "99010101002000004", 2: "99010101001000002", 3: "99010101002000003"}


def test_codes_run_out(conn: Connection) -> None:
    conn.execute(text("insert into registry.serial values ('compound', '990101001001C', 9999)"))
    rows = pd.DataFrame({"prefix": ["990101001001C"], "source_id": ["a"]})
    with pytest.raises(Invalid, match="more than 9999 codes of compound below 990101001001C"):
        mint_codes(conn, rows, kind=Kind.COMPOUND)


def test_spoken_numbers_end_with_five_digits(conn: Connection) -> None:
    conn.execute(text("insert into registry.serial values ('spoken', '乙', 99998)"))
    rows = pd.DataFrame({"prefix": ["甲", "乙", "乙", None], "source_id": ["a", "b", "c", "d"]})
    numbers = mint_spoken(conn, rows)
    assert numbers.astype(object).where(numbers.notna(), None).tolist() == [1, 99_999, None, None]


def test_codes_from_elsewhere_are_passed(conn: Connection) -> None:
    hold_codes(conn, pd.Series(["99010101002000007", "99010101002000003", "99010101001000001"]), kind=Kind.ASSET)
    hold_codes(conn, pd.Series([], dtype=object), kind=Kind.ASSET)
    codes = mint_codes(conn, ROWS, kind=Kind.ASSET)
    assert codes.to_dict() == {1: "99010101002000009", 2: "99010101001000002", 3: "99010101002000008"}
