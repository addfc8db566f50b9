"""A list of codes is read whole, or refused with the place."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from registry.codelists import read_codes
from registry.errors import Invalid, NotFound


def _read(row: Mapping[str, str | None], where: str) -> dict[str, object]:
    if not row["name"]:
        raise Invalid(f"{where}: no name")
    return dict(row)


def test_rows_in_the_order_of_the_file(tmp_path: Path) -> None:
    file = tmp_path / "codes.csv"
    file.write_text("\ufeffcode,name\nb,乙\na,甲\n", "utf-8")
    assert read_codes(file, ("code", "name"), _read, of="things") == [
        {"code": "b", "name": "乙"}, {"code": "a", "name": "甲"},
    ]  # fmt: skip


@pytest.mark.parametrize(("text", "words"), [
    ("code,title\na,甲\n", "must have the columns code, name"),
    ("code,name\na,甲\nb,\n", "line 3: no name"),
    ("code,name\na,甲\na,乙\n", "has a code twice: a"),
])  # fmt: skip
def test_what_is_wrong_is_said_with_the_place(tmp_path: Path, text: str, words: str) -> None:
    file = tmp_path / "codes.csv"
    file.write_text(text, "utf-8")
    with pytest.raises(Invalid, match=words):
        read_codes(file, ("code", "name"), _read, of="things")
    with pytest.raises(NotFound, match="it lists things"):
        read_codes(tmp_path / "none.csv", ("code", "name"), _read, of="things")
