"""The printed order: read as a person and a telephone would."""

from dataclasses import replace

import numpy as np
import shapely

from maps.panorama import Imprint
from maps.prints.around import Around
from maps.prints.dispatchorder import Order, dispatch_order
from maps.prints.furniture import Caption
from tests.conftest import NOW
from tests.maps.plates.pages import decoded, pictures, sizes_mm, texts

ADDRESS = "https://wg.shibei.example.cn/o/" + "Zx9-_" * 8 + "abc"
ORDER = Order(
    number="20261123-00001",
    to="排水公司 养护科值班室",
    defect="缺失",
    hazard=True,
    thing="污水井盖 益都路 1",
    place="辽宁路街道益都路社区，辽宁路（热河路—益都路）北侧，距热河路路口 35 米，近辽宁路 12 号",
    position="120.375389, 36.087663",
    dispatched="2026-11-23 09:00",
    limits=(("到场", "2026-11-23 09:30"), ("先行防护", "2026-11-23 10:00"), ("处置", "2026-11-23 15:00")),
    first="井口敞开：请先围挡警示并拍照上报先行防护，再报处置完毕。",
    address=ADDRESS,
    answer_until="2026-11-30 09:00",
    hotline="12319",
)
SPOT = Around(
    roads=np.array(
        [shapely.LineString([(-200, -8), (200, -8)]), shapely.LineString([(-35, -90), (-35, 90)])], dtype=object
    ),
    names=("辽宁路", "热河路"),
    widths_m=(12.0, 8.0),
    buildings=np.array([shapely.box(20, 5, 40, 20)], dtype=object),
    synthetic=True,
)
CAPTION = Caption("派遣单", "20261123-00001", None, NOW, Imprint(operator="某中心"), synthetic=True)


def test_one_page_with_all_a_person_needs_and_a_code_that_opens_the_link() -> None:
    made = dispatch_order(ORDER, SPOT, CAPTION)
    assert sizes_mm(made.pdf) == [(210, 297)]
    (picture,) = pictures(made.pdf)
    assert [text for text, _, _ in decoded(picture)] == [ADDRESS]
    (told,) = texts(made.pdf)
    flat = told.replace("\r\n", "").replace("\n", "")
    for said in (
        ORDER.number, ORDER.to, ORDER.thing, ORDER.position, "先行防护 2026-11-23 10:00", "井口敞开", "扫码答复",
        "回执", "签字", "沿此线撕下交回", "合成数据", "有效期至 2026-11-30 09:00", "辽宁路", "热河路", "12319",
    ):  # fmt: skip
        assert said in flat, said
    assert flat.count("距热河路路口 35 米") == 2  # on the order and on its receipt
    assert dispatch_order(ORDER, SPOT, CAPTION).pdf == made.pdf


def test_a_place_without_any_road_and_little_known_still_prints() -> None:
    empty = Around(np.array([], dtype=object), (), (), np.array([], dtype=object), synthetic=False)
    bare = replace(ORDER, thing="", limits=(), first="", hazard=False)
    assert dispatch_order(bare, empty, CAPTION).pages == 1
