"""What goes into a spool comes out again in its order, from memory or from a file, as often as it is asked for."""

import tempfile

import pyarrow as pa
import pytest

from registry.importing.spool import Spool, whole


def _rows(first: int, count: int, **more: object) -> pa.Table:
    columns = {"row_no": pa.array(range(first, first + count), pa.int64()), "text": [f"t{n}" for n in range(count)]}
    return pa.table(columns | {name: pa.array([value] * count) for name, value in more.items()})


def _numbers(spool: Spool) -> list[list[int]]:
    return [block["row_no"].to_pylist() for block in spool.blocks()]


def test_few_rows_stay_in_memory_in_one_block() -> None:
    with Spool() as spool:
        assert _numbers(spool) == []
        spool.add(_rows(1, 2))
        spool.add(_rows(3, 1))
        assert spool.rows == 3
        assert _numbers(spool) == _numbers(spool) == [[1, 2, 3]]
        assert spool._file is None


@pytest.mark.parametrize("rest", [0, 1])
def test_many_rows_go_through_a_file_and_come_back_in_order(rest: int) -> None:
    with Spool(block_rows=4) as spool:
        for first in (1, 4, 7, 10):
            spool.add(_rows(first, 3))
        if rest:
            spool.add(_rows(13, rest))
        expected = [[1, 2, 3, 4, 5, 6], [7, 8, 9, 10, 11, 12], *([[13]] if rest else [])]
        assert spool.rows == 12 + rest
        assert _numbers(spool) == _numbers(spool) == expected
        assert next(spool.blocks())["text"].to_pylist() == ["t0", "t1", "t2"] * 2


def test_a_reader_that_stops_in_the_middle_disturbs_no_other() -> None:
    with Spool(block_rows=1) as spool:
        for n in (1, 2, 3):
            spool.add(_rows(n, 1))
        begun = spool.blocks()
        assert next(begun)["row_no"].to_pylist() == [1]
        assert _numbers(spool) == [[1], [2], [3]]
        assert next(begun)["row_no"].to_pylist() == [2]
        spool.add(_rows(4, 1))
        assert _numbers(spool) == [[1], [2], [3], [4]]


def test_a_column_that_holds_nothing_in_one_part_keeps_its_type() -> None:
    with Spool() as spool:
        spool.add(_rows(1, 1, size=None))
        spool.add(_rows(2, 1, size=700))
        (block,) = spool.blocks()
        assert block["size"].to_pylist() == [None, 700]


def test_rows_beyond_a_block_are_not_held() -> None:
    with Spool(block_rows=50_000) as spool:
        spool.add(_rows(1, 10))
        before = pa.total_allocated_bytes()
        for n in range(8):
            spool.add(_rows(n * 50_000, 50_000, more="x" * 200))
        assert spool._tables == []
        assert pa.total_allocated_bytes() - before < 20 << 20, "of ninety megabytes"


def test_the_file_is_gone_with_the_spool(monkeypatch: pytest.MonkeyPatch) -> None:
    with Spool(block_rows=1) as spool:
        spool.add(_rows(1, 1))
        file = spool._file
        assert file is not None
        assert not file.closed
    assert file.closed


def test_a_full_disk_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(**_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(tempfile, "TemporaryFile", full)
    with Spool(block_rows=1) as spool, pytest.raises(OSError, match="No space left"):
        spool.add(_rows(1, 1))


def test_a_column_in_one_piece() -> None:
    pieces = pa.chunked_array([["a"], ["b", None]])
    assert whole(pieces).to_pylist() == ["a", "b", None]
    assert whole(pa.chunked_array([["a"]])).to_pylist() == ["a"]
    assert whole(pa.array(["a"])).to_pylist() == ["a"]
    assert whole(pa.chunked_array([], pa.string())).to_pylist() == []
