"""The table of a shapefile: its header, and whether its text is of an encoding."""

from pathlib import Path

import pytest

from registry.errors import Invalid
from registry.importing.readers import dbf
from tests.registry.importing.readers import formats


def _dbf(folder: Path, encoding: str) -> Path:
    return formats.write_shapefile(formats.frame(), folder / "a.shp", encoding=encoding).with_suffix(".dbf")


@pytest.mark.parametrize(("encoding", "is_of"), [("UTF-8", {"utf-8", "gb18030"}), ("GBK", {"gb18030"})])
def test_text_in_utf8_is_told_from_gb18030(tmp_path: Path, encoding: str, is_of: set[str]) -> None:
    path = _dbf(tmp_path, encoding)
    header = dbf.read_header(path, name="a")
    assert header.records == 5
    assert len(header.names) == 4
    # an even number of bytes is also GB 18030, of rare characters: UTF-8 is asked first
    found = {name for name in ("utf-8", "gb18030", "ascii") if dbf.is_text(path, header, name)}
    assert found == is_of


def test_a_mark_of_language_is_told(tmp_path: Path) -> None:
    path = _dbf(tmp_path, "GBK")
    for mark, told in ((0x4D, "gb18030"), (0x57, None), (0x00, None), (0x4F, "cp950")):
        data = bytearray(path.read_bytes())
        data[29] = mark
        path.write_bytes(data)
        assert dbf.read_header(path, name="a").encoding == told


def test_a_letter_cut_by_the_width_is_none_against_it(tmp_path: Path) -> None:
    path = _dbf(tmp_path, "UTF-8")
    header = dbf.read_header(path, name="a")
    at, width = header.texts[1]
    data = bytearray(path.read_bytes())
    cut = ("a" + "井" * width).encode()[:width]
    data[header.begin + at : header.begin + at + width] = cut
    path.write_bytes(data)
    with pytest.raises(UnicodeDecodeError):
        cut.decode()
    assert dbf.is_text(path, header, "utf-8")
    data[header.begin + at : header.begin + at + width] = b"\xb1\xe0".ljust(width)
    path.write_bytes(data)
    assert not dbf.is_text(path, header, "utf-8")


@pytest.mark.parametrize(("change", "told"), [(lambda data: b"", "no table"), (lambda data: data[:-20], "cut short")])
def test_what_is_no_table_is_told(tmp_path: Path, change: object, told: str) -> None:
    path = _dbf(tmp_path, "GBK")
    assert callable(change)
    path.write_bytes(change(path.read_bytes()))
    with pytest.raises(Invalid, match=told):
        dbf.read_header(path, name="a")
