"""Every print says what it is, of which plan and day, who approved it, and what is invented."""

from collections.abc import Callable

from maps.prints import furniture
from maps.prints.furniture import Caption, Entry
from maps.prints.paper import Box, window
from tests.maps.plates.pages import texts


def printed(caption: Caption) -> str:
    sheet = furniture.begin(caption, (210, 297))
    sheet.add_page()
    furniture.title(sheet, caption, Box(10, 10, 190, 12))
    furniture.foot(sheet, caption, Box(10, 280, 190, 5), page="第 1 / 1 页")
    shown = window((0, 0, 400, 400), Box(10, 40, 100, 100))
    furniture.scale_bar(sheet, shown, Box(10, 150, 60, 13))
    furniture.north(sheet, 150, 50, high_mm=12)
    furniture.legend(sheet, [Entry("area", "#ffffff", "微网格"), Entry("dashed", "#000000", "社区界")],
                     Box(10, 180, 100, 20), row_mm=5, columns=2)  # fmt: skip
    (text,) = texts(sheet.finished())
    return text


def test_all_that_stands_beside_a_map(caption: Callable[..., Caption]) -> None:
    text = printed(caption("一格", approval="鲁S(2026)001号"))
    for part in ("一格", "副标题", "合成数据", "审图号：鲁S(2026)001号", "某中心", "试点方案", "2026-11-23 起施行",
                 "制图 2026-11-23", "1:4,000", "40", "80 m", "北", "微网格", "社区界", "第 1 / 1 页"):  # fmt: skip
        assert part in text, part


def test_real_data_is_not_called_invented_and_what_was_not_approved_is_internal(
    caption: Callable[..., Caption],
) -> None:
    text = printed(caption(synthetic=False))
    assert "合成" not in text
    assert "未送审：内部使用，不得公开" in text
    assert "审图号" not in text
