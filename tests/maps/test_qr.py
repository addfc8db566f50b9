"""The permanent address as a QR code, read back by a decoder."""

import pytest
import segno
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from maps.qr import BORDER, address_of, bars, check_printable, code_of, side, svg
from registry.errors import Invalid

ADDRESS = "https://wg.example.cn/id/37020301002000001"


def drawn(code: segno.QRCode, scale: int = 4) -> Image.Image:
    """The bars as a picture."""
    size = (side(code) + 2 * BORDER) * scale
    picture = Image.new("L", (size, size), 255)
    pen = ImageDraw.Draw(picture)
    for column, row, length in bars(code):
        x, y = (column + BORDER) * scale, (row + BORDER) * scale
        pen.rectangle((x, y, x + length * scale - 1, y + scale - 1), fill=0)
    return picture


@settings(max_examples=25, deadline=None)
@given(st.from_regex(r"https://[a-z]{3,30}\.cn/id/[0-9]{17}", fullmatch=True))
def test_bars_read_back(address: str) -> None:
    found = zxingcpp.read_barcodes(drawn(code_of(address)))
    assert [one.text for one in found] == [address]


def test_a_quarter_may_be_lost() -> None:
    code = code_of(ADDRESS)
    assert code.error in {"Q", "H"}
    picture = drawn(code)
    ImageDraw.Draw(picture).rectangle((60, 60, 95, 95), fill=128)  # some 60 of 1369 modules
    assert zxingcpp.read_barcodes(picture)[0].text == ADDRESS


def test_addresses() -> None:
    assert address_of("https://wg.example.cn/", "37020301002000001") == ADDRESS
    assert address_of("https://a.cn", "3702 ?") == "https://a.cn/id/3702%20%3F"
    check_printable("https://wg.example.cn")


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:8000", "http://localhost", "https://x.localhost", "wg.cn", "ftp://a.cn"]
)
def test_what_nobody_else_can_open_is_not_printed(url: str) -> None:
    with pytest.raises(Invalid, match="JINGGE_PUBLIC_URL"):
        check_printable(url)


def test_the_svg_holds_the_same_modules() -> None:
    text = svg(ADDRESS)
    assert text.startswith("<svg ")
    assert 'class="qr"' in text
    size = side(code_of(ADDRESS)) + 2 * BORDER
    assert f'viewBox="0 0 {size} {size}"' in text
