"""Files as lines of text."""

from pathlib import Path

import pytest

from inspections.requests import files
from registry.errors import Invalid


def test_lines_keep_their_numbers(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(files.as_csv(["一", "二"], [["'=1", "x"], ["", ""], ["两\n行", "y"]]))
    assert list(files.lines(path)) == [(1, ["一", "二"]), (2, ["=1", "x"]), (5, ["两\n行", "y"])]
    with pytest.raises(Invalid, match="cannot be read"):
        list(files.lines(tmp_path / "none.csv"))
    (tmp_path / "b.csv").write_bytes(b"\xff\xff\xff")
    with pytest.raises(Invalid, match="neither UTF-8"):
        list(files.lines(tmp_path / "b.csv"))
