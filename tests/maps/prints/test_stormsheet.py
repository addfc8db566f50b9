"""The paper sheet of a storm: read as a person and a telephone would."""

import numpy as np
import shapely

from maps.panorama import Imprint
from maps.prints.furniture import Caption
from maps.prints.sheet import TICK
from maps.prints.stormsheet import COLUMNS, storm_sheets, table_of
from maps.prints.stretch import Cover, Stretch
from tests.conftest import NOW
from tests.maps.plates.pages import decoded, pictures, sizes_mm, texts

URL = "https://wg.shibei.example.cn"


def stretch(covers: int, code: str = "370203R000412") -> Stretch:
    """A straight road of 300 m with covers on both sides, every third without a net."""
    spots = [(n * 280 / max(1, covers - 1) - 140, 4 if n % 2 else -4) for n in range(covers)]
    return Stretch(
        code=code,
        road_name="辽宁路",
        from_road="热河路",
        to_road="益都路",
        length_m=300,
        line=shapely.LineString([(-150, 0), (150, 0)]),
        covers=tuple(
            Cover(
                f"{n:017d}", f"益都路 {n}", "雨水箅子", "without" if n % 3 == 0 else "with", "桥洞", shapely.Point(*at)
            )
            for n, at in enumerate(spots)
        ),
        roads=np.array(
            [shapely.LineString([(-200, 0), (200, 0)]), shapely.LineString([(60, -90), (60, 90)])], dtype=object
        ),
        widths_m=(12.0, 8.0),
        buildings=np.array([shapely.box(-120, 12, -80, 30), shapely.box(-40, 14, 20, 32)], dtype=object),
        low_points=np.array([shapely.Point(-100, 0).buffer(30)], dtype=object),
        synthetic=True,
    )


def caption(one: Stretch) -> Caption:
    return Caption(one.title, "风暴巡查单", None, NOW, Imprint(operator="市北区城市运行管理中心"), one.synthetic)


def test_a_page_a_segment_with_its_code_to_scan_back() -> None:
    two = [stretch(12), stretch(5, "370203R000413")]
    made = storm_sheets(two, [caption(one) for one in two], public_url=URL, told="红色预警 · 07-01 08:00 起")
    assert made.pages == 2
    assert sizes_mm(made.pdf) == [(210, 297)] * 2
    scanned = [[text for text, _, _ in decoded(picture)] for picture in pictures(made.pdf)]
    assert scanned == [[f"{URL}/id/{one.code}"] for one in two]
    first, second = texts(made.pdf)
    assert "辽宁路（热河路—益都路）" in first
    assert "红色预警" in first
    assert "合成数据" in first
    assert "井盖 12 个" in first
    assert "其中防坠网缺损或未查 4 个" in first
    assert "370203R000413 第 1 / 1 页" in second


def test_every_cover_has_its_row_and_its_boxes() -> None:
    one = stretch(70)
    rows = table_of(one.covers)
    assert all(len(row) == len(COLUMNS) for row in rows)
    assert all(row.count(TICK) == 5 for row in rows)
    made = storm_sheets([one], [caption(one)], public_url=URL, told="")
    pages = texts(made.pdf)
    assert len(pages) == made.pages == 3
    for n in range(70):
        assert any(f"益都路 {n} " in page.replace("\r\n", " ") for page in pages), n
    assert all(text == f"{URL}/id/{one.code}" for page in pictures(made.pdf) for text, _, _ in decoded(page))


def test_a_segment_without_covers_still_has_a_sheet() -> None:
    one = stretch(0)
    made = storm_sheets([one], [caption(one)], public_url=URL, told="")
    assert made.pages == 1
    assert "井盖 0 个" in texts(made.pdf)[0]
