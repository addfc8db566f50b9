"""CSV: each value as it stands, in whatever encoding; what would shift values is refused."""

import gzip
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.errors import Invalid, TooLarge
from registry.importing.readers import open_layer

WORDS = "编号,名称,lon,lat\nJ1,污水井盖,120,36\n"


def _rows(path: Path, rows: int = 100, **options: str) -> list[list[str]]:
    with open_layer(path, **options) as layer:  # type: ignore[arg-type]
        return [row for chunk in layer.chunks(rows) for row in chunk.raw.to_numpy().tolist()]


def _notes(path: Path) -> tuple[str, ...]:
    with open_layer(path) as layer:
        return layer.notes


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_the_encoding_is_found(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "a.csv").write_bytes(WORDS.encode(encoding))
    assert _rows(tmp_path / "a.csv") == [["J1", "污水井盖", "120", "36"]]
    assert any("GB 18030" in note for note in _notes(tmp_path / "a.csv")) == (encoding == "gb18030")


def test_an_encoding_that_was_named_must_be_true(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(WORDS.encode("big5", "replace"))
    assert _rows(tmp_path / "a.csv", encoding="big5")[0][0] == "J1"
    (tmp_path / "b.csv").write_bytes(WORDS.encode("gbk"))
    assert _rows(tmp_path / "b.csv", encoding="GBK")[0][1] == "污水井盖"
    with pytest.raises(Invalid, match="its text is not UTF-8"):
        open_layer(tmp_path / "b.csv", encoding="UTF-8")
    for name in ("klingon", "hex", "rot13"):
        with pytest.raises(Invalid, match="no encoding that is known"):
            open_layer(tmp_path / "b.csv", encoding=name)


def test_a_letter_on_the_border_of_two_blocks(tmp_path: Path) -> None:
    lines = "".join(f"{i},{'井' * 40},120,36\n" for i in range(9_000))
    for encoding in ("utf-8", "gb18030"):
        (tmp_path / "a.csv").write_bytes(("x" + WORDS + lines).encode(encoding))
        assert len(_rows(tmp_path / "a.csv")) == 9_001


@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
def test_other_delimiters_are_told(tmp_path: Path, delimiter: str) -> None:
    (tmp_path / "a.csv").write_text(WORDS.replace(",", delimiter), "utf-8")
    assert _rows(tmp_path / "a.csv") == [["J1", "污水井盖", "120", "36"]]
    assert "not by commas" in _notes(tmp_path / "a.csv")[0]


def test_a_packed_table(tmp_path: Path) -> None:
    (tmp_path / "a.csv.gz").write_bytes(gzip.compress(WORDS.encode("gb18030")))
    assert _rows(tmp_path / "a.csv.gz") == [["J1", "污水井盖", "120", "36"]]
    (tmp_path / "b.csv.gz").write_bytes(gzip.compress(WORDS.encode())[:-9])
    with pytest.raises(Invalid, match=r"b\.csv\.gz cannot be read as CSV"):
        open_layer(tmp_path / "b.csv.gz")
    (tmp_path / "c.csv.gz").write_bytes(gzip.compress(b"a,b\n" + b"1,2\n" * (6 << 20)))
    with pytest.raises(TooLarge, match="unpacks to more than a table would"):
        open_layer(tmp_path / "c.csv.gz")


def test_quotes_lines_and_blanks(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text('\n"a ""x""\ny",,b\n\n" 1, ""2""\n3",7" pipe,\n\r\n4,5,6\n')
    with open_layer(tmp_path / "a.csv") as layer:
        assert layer.columns == ('a "x"\ny', "column 2", "b")
    assert _rows(tmp_path / "a.csv", rows=1) == [[' 1, "2"\n3', '7" pipe', ""], ["4", "5", "6"]]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a,b\n1,2\n3\n", "row 2 has 1 values, the first line names 2 columns; has it been cut short"),
        ("a,b\n1,2\n3,4,5\n", "row 2 and perhaps others: the rows have more values"),
        ('a,b\n1,"2\n3,4\n', "unexpected end of data"),
        ('a,b\n1,"x"y\n', "line 2: ',' expected after '\"'"),
        ("", "nothing in it"),
        ("\n\n", "nothing in it"),
    ],
)
def test_what_would_shift_values_is_refused(tmp_path: Path, text: str, told: str) -> None:
    (tmp_path / "a.csv").write_text(text)
    with pytest.raises(Invalid) as error:
        _rows(tmp_path / "a.csv")
    assert told in error.value.message


def test_one_endless_line_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"a\n" + b"x" * (17 << 20))
    with pytest.raises(TooLarge, match="a line of more than"):
        open_layer(tmp_path / "a.csv")


def test_what_an_export_guards_is_unguarded(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("a,lon,lat\n'=1+1,-71.1,42.4\n'x,0,0\n")
    assert _rows(tmp_path / "a.csv") == [["=1+1", "-71.1", "42.4"], ["'x", "0", "0"]]


_cell = st.text(st.characters(codec="utf-8", exclude_characters="\x00'", exclude_categories=("Cc", "Cs")), max_size=8)


@given(st.lists(st.lists(_cell, min_size=2, max_size=2), max_size=5), st.sampled_from(["utf-8", "gb18030", "utf-16"]))
def test_any_text_comes_back(tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]], encoding: str) -> None:
    path = tmp_path_factory.mktemp("csv") / "a.csv"
    pd.DataFrame([["井", "盖"], *rows], columns=["名", "b"], dtype="str").to_csv(path, index=False, encoding=encoding)
    assert _rows(path) == [["井", "盖"], *rows]
