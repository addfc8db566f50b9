"""Codes follow the source ids, never the rows of a file."""

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, text

from registry.codes import Kind
from registry.errors import Invalid
from registry.importing.minting import hold_codes, mint_codes, mint_spoken, sequence

TEXT = pa.large_string()
WATER, SEWAGE = "99010101001", "99010101002"


def _texts(*texts: str | None) -> pa.DictionaryArray:
    return pa.array(texts, TEXT).dictionary_encode()


def _mint(conn: Connection, prefixes: list[str], ids: list[str], kind: Kind = Kind.ASSET) -> dict[str, str]:
    order = np.argsort(np.array(ids, dtype=object), kind="stable")
    codes = mint_codes(conn, _texts(*prefixes), order=order, kind=kind)
    return dict(zip(ids, codes.texts().to_pylist(), strict=True))


def _last(conn: Connection, kind: str) -> dict[str, int]:
    rows = conn.execute(text("select prefix, last from registry.serial where kind = :kind"), {"kind": kind})
    return {row.prefix: row.last for row in rows}


def test_codes_follow_the_source_ids(conn: Connection) -> None:
    codes = _mint(conn, [SEWAGE, WATER, SEWAGE], ["b", "c", "a"])
    assert codes == {"b": f"{SEWAGE}000002", "c": f"{WATER}000001", "a": f"{SEWAGE}000001"}
    again = _mint(conn, [SEWAGE, WATER, SEWAGE], ["b", "c", "a"])
    assert again == {"b": f"{SEWAGE}000004", "c": f"{WATER}000002", "a": f"{SEWAGE}000003"}
    assert _last(conn, "asset") == {SEWAGE: 4, WATER: 2}


@settings(deadline=None, max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.tuples(st.sampled_from([WATER, SEWAGE]), st.integers(0, 999)), max_size=12, unique_by=lambda r: r[1]),
    st.randoms(),
)
def test_the_order_of_rows_decides_nothing(conn: Connection, rows: list[tuple[str, int]], chance: object) -> None:
    def minted(rows: list[tuple[str, int]]) -> dict[str, str]:
        savepoint = conn.begin_nested()
        codes = _mint(conn, [row[0] for row in rows], [f"{row[1]:03d}" for row in rows])
        savepoint.rollback()
        return codes

    shuffled = rows.copy()
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    found = minted(rows)
    assert minted(shuffled) == found
    assert len(set(found.values())) == len(rows)
    for prefix in (WATER, SEWAGE):
        mine = [name for name, code in sorted(found.items()) if code.startswith(prefix)]
        assert [found[name] for name in mine] == [f"{prefix}{n:06d}" for n in range(1, len(mine) + 1)]


def test_each_kind_has_its_digits(conn: Connection) -> None:
    assert _mint(conn, ["990101R"], ["a"], Kind.ROAD_SEGMENT) == {"a": "990101R000001"}
    assert _mint(conn, ["990101001001C"], ["a"], Kind.COMPOUND) == {"a": "990101001001C0001"}
    assert _mint(conn, ["990101001001B00001U"], ["a"], Kind.ENTRANCE) == {"a": "990101001001B00001U01"}


def test_nothing_takes_nothing(conn: Connection) -> None:
    assert _mint(conn, [], []) == {}
    assert len(mint_spoken(conn, _texts(), order=np.empty(0, dtype=np.int64))) == 0
    assert mint_spoken(conn, _texts(None), order=np.array([0])).to_pylist() == [None]
    hold_codes(conn, pa.array([], TEXT), kind=Kind.ASSET)
    assert _last(conn, "asset") == {}


def test_codes_run_out(conn: Connection) -> None:
    conn.execute(text("insert into registry.serial values ('compound', '990101001001C', 9998)"))
    assert _mint(conn, ["990101001001C"], ["a"], Kind.COMPOUND) == {"a": "990101001001C9999"}
    with pytest.raises(Invalid, match="more than 9999 codes of compound below 990101001001C"):
        _mint(conn, ["990101001002C", "990101001001C"], ["a", "b"], Kind.COMPOUND)


def test_many_prefixes_are_told_apart(conn: Connection) -> None:
    """More than sixteen bits count."""
    count = 70_000
    prefixes = _texts(*[f"{n:018d}U" for n in range(count)] * 2)
    order = np.arange(2 * count)[::-1]
    codes = mint_codes(conn, prefixes, order=order, kind=Kind.ENTRANCE).texts()
    assert codes[0].as_py() == f"{0:018d}U02"
    assert codes[count].as_py() == f"{0:018d}U01"
    assert codes[2 * count - 1].as_py() == f"{count - 1:018d}U01"
    assert pa.compute.count_distinct(codes).as_py() == 2 * count


def test_spoken_numbers_end_with_five_digits(conn: Connection) -> None:
    conn.execute(text("insert into registry.serial values ('spoken', '乙', 99998)"))
    order = np.array([4, 0, 1, 2, 3])
    numbers = mint_spoken(conn, _texts("甲", "乙", "乙", None, "甲"), order=order)
    assert numbers.to_pylist() == [2, 99_999, None, None, 1]
    assert numbers.type == pa.int32()


def test_codes_from_elsewhere_are_passed(conn: Connection) -> None:
    hold_codes(conn, pa.array([f"{SEWAGE}000007", f"{SEWAGE}000003", f"{WATER}000001"], TEXT), kind=Kind.ASSET)
    hold_codes(conn, pa.array([f"{SEWAGE}000002"], TEXT), kind=Kind.ASSET)
    codes = _mint(conn, [SEWAGE, WATER, SEWAGE], ["b", "c", "a"])
    assert codes == {"b": f"{SEWAGE}000009", "c": f"{WATER}000002", "a": f"{SEWAGE}000008"}


def test_a_sequence_goes_by_columns_and_then_by_the_order_that_was() -> None:
    order = np.array([3, 2, 1, 0])
    numbers, letters = pa.array([2, 1, 1, 2]), _texts("b", "a", "b", "a")
    assert sequence(order, []).tolist() == [3, 2, 1, 0]
    assert sequence(order, [numbers]).tolist() == [2, 1, 3, 0]
    assert sequence(order, [numbers, letters]).tolist() == [1, 2, 3, 0]
