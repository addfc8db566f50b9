"""Plates of many sizes, looked at closely."""

from maps.plates.face import draw
from maps.plates.layout import Size
from maps.plates.pen import Pen
from tests.maps.plates.pages import ISSUER, decoded, pictures, plate

SIZES = (Size(90, 60), Size(60, 40), Size(50, 36), Size(190, 120), Size(120, 40))
DPI = 254  # ten pixels a millimetre


def test_a_plate_of_any_size_is_read_and_stays_within_its_edge() -> None:
    pen = Pen()
    for n, size in enumerate(SIZES, 1):
        pen.add_page()
        draw(pen, plate(n, number=99999), ISSUER, size=size, x_mm=10, y_mm=10)
    for n, (size, picture) in enumerate(zip(SIZES, pictures(pen.finished(), dpi=DPI), strict=True), 1):
        ((text, x, y),) = decoded(picture)
        assert text.endswith(f"/id/3702030100200000{n}")
        side = min(size.height_mm * (1 - 20.5 / 60), size.width_mm * 0.46)
        module = side * 10 / 45
        beside = picture.crop((round(x - 3.5 * module), y, round(x - 0.5 * module), round(y + 37 * module)))
        assert beside.convert("L").getextrema() == (255, 255), "the quiet zone is not quiet"
        picture.paste("white", (95, 95, round(105 + size.width_mm * 10), round(105 + size.height_mm * 10)))
        assert picture.convert("L").getextrema() == (255, 255), "something is drawn beyond the edge"
