"""Sheets read as a printer and a telephone would: rendered, decoded, their text taken out."""

from collections.abc import Iterator

import pypdfium2
import zxingcpp
from PIL import Image

from maps.plates.face import Issuer
from maps.plates.selection import Plate

ISSUER = Issuer("https://wg.shibei.example.cn", "12345", "市北区城市运行管理中心")


def plate(n: int, class_code: str = "01002", prefix: str | None = "大连路", number: int | None = None) -> Plate:
    """The n-th plate of a class."""
    spoken = None if prefix is None else n if number is None else number
    code = f"370203{class_code}{n:06d}"
    return Plate(code, class_code, "污水井盖", "sewage cover", prefix, spoken, "大连路社区", "辽宁路")


def pictures(pdf: bytes, *, dpi: float = 150) -> Iterator[Image.Image]:
    """Each page as a picture."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        for page in document:
            bitmap = page.render(scale=dpi / 72)
            yield bitmap.to_pil().copy()  # of its own: the bitmap's memory goes with it
            bitmap.close()
    finally:
        document.close()


def texts(pdf: bytes) -> list[str]:
    """The text of each page."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [page.get_textpage().get_text_range() for page in document]
    finally:
        document.close()


def decoded(picture: Image.Image) -> list[tuple[str, int, int]]:
    """Each QR code of a picture: what it says, and where its upper left corner lies."""
    found = zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode))
    return [(one.text, one.position.top_left.x, one.position.top_left.y) for one in found]


def sizes_mm(pdf: bytes) -> list[tuple[float, float]]:
    """Width and height of each page, to a hundredth of a millimetre or so."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [(round(w * 25.4 / 72, 1), round(h * 25.4 / 72, 1)) for w, h in (page.get_size() for page in document)]
    finally:
        document.close()
