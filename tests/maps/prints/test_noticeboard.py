"""The notice board: where the building belongs, who holds the posts, a code that is read back, nothing of residents."""

from collections.abc import Callable
from dataclasses import replace

import pandas as pd
import pytest

from maps.prints.furniture import Caption
from maps.prints.ground import Ground
from maps.prints.noticeboard import Contact, address_of, notice_board
from maps.prints.posts import Post
from maps.prints.wallmap import Printed
from registry.errors import Invalid
from tests.maps.plates.pages import decoded, pictures, texts
from tests.maps.prints import town

CONTACT = Contact("https://wg.shibei.example.cn", "12345")
HOLDERS = (
    Post("网格长", town.GRID, "W-31", "W-32"),
    Post("微网格长", town.LIVED_IN, None),
    Post("民警", town.GRID[:12], "X-9", contact="0532-5550199"),
)


def board(ground: Ground, caption: Caption, *, contact: Contact = CONTACT, **said: object) -> Printed:
    cells = said.get("cells", [town.LIVED_IN])
    assert isinstance(cells, list)
    return notice_board(ground, caption, town.BUILDING, cells, contact=contact, holders=HOLDERS)


def test_what_hangs_in_the_hall(ground: Ground, caption: Callable[..., Caption]) -> None:
    made = board(ground, caption("微网格公示牌"))
    assert (made.size_mm, made.pages) == ((297, 420), 1)
    (text,) = texts(made.pdf)
    for part in ("微网格公示牌", "大连山小区 3号楼", "大连路社区–01网格–001", "大连山一号院", "网格长", "W-31",
                 "W-32", "（空缺）", "12345", town.BUILDING, "本楼"):  # fmt: skip
        assert part in text, part
    assert "X-9" in text
    assert "0532-5550199" not in text  # holders of posts, and nothing else of them
    assert "户" not in text  # how many live where is nobody's business
    (seen,) = pictures(made.pdf, dpi=72)
    assert [words for words, *_ in decoded(seen)] == [f"https://wg.shibei.example.cn/id/{town.BUILDING}"]


def test_a_tower_names_all_its_cells(ground: Ground, caption: Callable[..., Caption]) -> None:
    first = ground.cells[ground.cells["code"] == town.LIVED_IN]
    low = first.assign(floor_from=1, floor_to=3)
    high = first.assign(code=f"{town.GRID}009", floor_from=4, floor_to=6)
    tower = replace(ground, cells=pd.concat([low, high], ignore_index=True))
    (text,) = texts(board(tower, caption(), cells=[town.LIVED_IN, f"{town.GRID}009"]).pdf)
    assert "大连路社区–01网格–001" in text
    assert "1–3 层" in text
    assert "大连路社区–01网格–009" in text
    assert "4–6 层" in text


def test_an_address_of_this_machine_is_for_drafts(ground: Ground, caption: Callable[..., Caption]) -> None:
    here = Contact("http://127.0.0.1:8000", "12345")
    with pytest.raises(Invalid, match="draft"):
        board(ground, caption(), contact=here)
    assert "DRAFT" in texts(board(ground, caption(), contact=replace(here, draft=True)).pdf)[0]


def test_addresses_as_people_say_them() -> None:
    plain = {"compound_zh": "", "road_name": "辽宁路", "house_no": "12", "institution_zh": ""}
    assert address_of(pd.Series(plain)) == "辽宁路 12 号"
    assert address_of(pd.Series(plain | {"house_no": "3号楼", "compound_zh": "泰阳里"})) == "泰阳里 3号楼"
    assert address_of(pd.Series(plain | {"house_no": "", "institution_zh": "北海小学"})) == "辽宁路 北海小学"
