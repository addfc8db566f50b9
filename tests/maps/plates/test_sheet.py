"""Sheets of plates: every code is read back, all type is inside, every word can be taken out."""

import re
import zlib
from datetime import UTC, datetime

import pytest

from maps.plates.face import Issuer
from maps.plates.layout import lay_out, read_size
from maps.plates.selection import Plate
from maps.plates.sheet import sheets
from registry.errors import Invalid
from tests.maps.plates.pages import ISSUER, decoded, pictures, plate, texts

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


def printed(plates: list[Plate], size: str = "90x60", issuer: Issuer = ISSUER) -> tuple[bytes, int]:
    return sheets(plates, issuer, size=read_size(size), now=NOW)


@pytest.mark.parametrize(("size", "dpi"), [("90x60", 150), ("60x40", 200), ("120x85", 120)])
def test_every_code_is_read_back_on_its_own_plate(size: str, dpi: float) -> None:
    plates = [plate(n) for n in range(1, 24)]
    pdf, count = printed(plates, size)
    layout = lay_out(read_size(size))
    assert count == -(-23 // layout.a_sheet)
    read: dict[str, str] = {}
    for sheet, picture in enumerate(pictures(pdf, dpi=dpi)):
        for text, x, y in decoded(picture):
            mm = 25.4 / dpi
            column = int((x * mm - layout.left_mm) // (layout.size.width_mm + 4))
            row = int((y * mm - layout.top_mm) // (layout.size.height_mm + 4))
            read[plates[sheet * layout.a_sheet + row * layout.columns + column].code] = text
    assert read == {one.code: f"https://wg.shibei.example.cn/id/{one.code}" for one in plates}


@pytest.fixture(scope="module")
def one() -> bytes:
    """A sheet with one plate: loading and cutting the type takes longer than all that is asked of it."""
    return printed([plate(7, number=1234)])[0]


def test_every_word_can_be_taken_out(one: bytes) -> None:
    (text,) = texts(one)
    plain = re.sub(r"\s+", " ", text)
    for part in ("污水井盖", "sewage cover", "大连路", "1234-0", "370203 01 002 000007", "12345",
                 "市北区城市运行管理中心", "扫码报告", "1 / 1", "大连路社区 辽宁路"):  # fmt: skip
        assert part in plain, part


def test_all_type_is_inside_and_only_what_is_used(one: bytes) -> None:
    pdf = one
    used = re.findall(rb"/Type /Font\s*/Subtype /(\w+)|/BaseFont /(\S+)", pdf)
    names = {name for _, name in used if name}
    assert names
    assert all(re.match(rb"[A-Z]{6}\+", name) for name in names), names
    assert pdf.count(b"/FontFile3") + pdf.count(b"/FontFile2") >= 2
    assert len(pdf) < 60_000
    assert b"/Image" not in b"".join(_streams(pdf))  # codes are lines: sharp at any size


def _streams(pdf: bytes) -> list[bytes]:
    found = []
    for body in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL):
        try:
            found.append(zlib.decompress(body))
        except zlib.error:
            found.append(body)
    return found


def test_the_same_plates_are_the_same_sheet(one: bytes) -> None:
    assert printed([plate(7, number=1234)])[0] == one


def test_a_thing_without_spoken_number_shows_the_end_of_its_code() -> None:
    (text,) = texts(printed([plate(412, prefix=None)])[0])
    assert "000412" in text.split()
    assert "大连路社区" in text


def test_long_words_stay_on_their_plate() -> None:
    long = Plate("37020301021000001", "01021", "输油（气）井盖及附属检查设施", "oil or gas pipeline cover and chamber",
                 "特别特别长的社区名称", 99999, "x", "y")  # fmt: skip
    pdf, _ = printed([long], issuer=Issuer("https://a.cn", "0532-12345678", "某某" * 20))
    (picture,) = pictures(pdf, dpi=100)
    layout = lay_out(read_size("90x60"))
    gap = [picture.getpixel((round((layout.left_mm + 92) * 100 / 25.4), round(mm * 100 / 25.4)))
           for mm in range(round(layout.top_mm) + 1, round(layout.top_mm) + 59)]  # fmt: skip
    assert set(gap) == {(255, 255, 255)}
    assert decoded(picture)[0][0] == "https://a.cn/id/37020301021000001"


def test_what_only_this_machine_can_open_is_printed_as_a_draft_alone() -> None:
    here = Issuer("http://127.0.0.1:8000", "12345", "")
    with pytest.raises(Invalid, match="draft"):
        printed([plate(1)], issuer=here)
    pdf, _ = printed([plate(1)], issuer=Issuer("http://127.0.0.1:8000", "12345", "", draft=True))
    assert texts(pdf)[0].count("DRAFT") == 2


def test_progress_is_told() -> None:
    told: list[tuple[int, int]] = []
    sheets(
        [plate(n) for n in range(1, 10)],
        ISSUER,
        size=read_size("90x60"),
        now=NOW,
        tell=lambda n, of: told.append((n, of)),
    )
    assert told == [(8, 9), (9, 9)]
