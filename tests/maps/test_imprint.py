"""审图号, operator and the attribution of the base map stand on every page and every sheet of print."""

from pathlib import Path
from typing import Any

import pytest
from jinja2 import Undefined

from maps import prints, words
from maps.panorama import PAGES, Imprint
from maps.prints import furniture
from maps.prints.furniture import Caption
from maps.prints.paper import Box
from tests.conftest import NOW
from tests.maps.plates.pages import texts

SAID = ("GS(2026)0001", "某某中心", "© 某某地图")
IMPRINT = Imprint(approval=SAID[0], operator=SAID[1], attribution=SAID[2])
# Parts of other pages, and what is mailed or drawn into one.
PARTS = {"imprint.html", "panes.html", "impact_cells.html"}


_ZEROS = ("add", "radd", "sub", "rsub", "mul", "rmul", "truediv", "rtruediv", "neg", "float")
# Whatever a page asks for that is not said here: empty, callable, nought.
ANYTHING = type(
    "Anything",
    (Undefined,),
    {
        **{f"__{name}__": lambda *_: 0.0 for name in _ZEROS},
        **{f"__{name}__": lambda *_: False for name in ("lt", "le", "gt", "ge")},
        **{f"__{name}__": lambda own, *_: own for name in ("getattr", "getitem")},
        **{f"__{name}__": lambda *_, **__: "" for name in ("call", "format")},
        "__int__": lambda *_: 0,
    },
)


class Words(dict[str, str]):
    """The catalogue, empty for a word that is another page's."""

    def __missing__(self, _: str) -> str:
        return ""


@pytest.mark.parametrize("name", sorted(set(PAGES.list_templates()) - PARTS))
def test_every_page(name: str) -> None:
    pages = PAGES.overlay(undefined=ANYTHING)
    said = Words({key: word.zh for key, word in words.CATALOGUE.items()})
    context: dict[str, Any] = {"words": said, "imprint": IMPRINT, "page": {"imprint": IMPRINT}}
    page = pages.get_template(name)
    made = page.render(context)
    if not made.strip():  # a piece of a folium page: its body is a macro
        made = str(vars(page.make_module(context))["html"]({"page": context["page"] | {"words": said}}, {}))
    for one in SAID:
        assert one in made, f"{name} does not say {one}"


def test_every_print_with_a_caption_has_the_foot_of_all() -> None:
    folder = Path(prints.__file__).parent
    sheets = [file for file in folder.glob("*.py") if "Caption" in file.read_text() and file.stem != "furniture"]
    assert len(sheets) >= 6
    for file in sheets:
        assert "foot(" in file.read_text(), f"{file.name} prints no foot"


def test_the_foot_says_all() -> None:
    caption = Caption("一格", "副标题", None, NOW, IMPRINT, synthetic=False)
    sheet = furniture.begin(caption, (210, 297))
    sheet.add_page()
    furniture.foot(sheet, caption, Box(10, 280, 190, 5))
    (text,) = texts(sheet.finished())
    for one in SAID:
        assert one in text
