"""What is asked for is understood, or refused with what can be asked."""

import pytest

from registry.assets import Box
from registry.codes import Kind
from registry.errors import Invalid
from registry.exporting.selection import WHAT, Selection, read_codes
from registry.importing.kinds import SORTS


def test_everything_that_goes_out_comes_in() -> None:
    assert set(WHAT) <= set(SORTS)
    assert Selection("covers").kind is Selection("assets").kind is Kind.ASSET


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"what": "trees"}, "'trees' is nothing that is exported; say one of covers, "),
        ({"what": "grids", "owner": "PS"}, "grids have no owner to choose by"),
        (
            {"what": "buildings", "classes": ("01001",), "statuses": ("intact",)},
            "buildings have no classes and no statuses",
        ),
        ({"what": "streets", "source": "s", "run": 1}, "streets have no source and no run"),
        ({"what": "covers", "areas": ("37020",)}, "'37020' is no area"),
        ({"what": "covers", "areas": ("３７０２０３",)}, "is no area"),
        ({"what": "covers", "areas": ("37020%",)}, "is no area"),
        ({"what": "covers", "statuses": ("fine",)}, "'fine' is no status; say one of intact"),
    ],
)
def test_what_cannot_be_asked_is_told(asked: dict[str, object], told: str) -> None:
    with pytest.raises(Invalid, match=told):
        Selection(**asked)  # type: ignore[arg-type] # options of many types


def test_it_tells_what_it_asks_and_nothing_else() -> None:
    assert Selection("covers").told() == {"what": "covers"}
    asked = Selection("covers", areas=("370203",), box=Box(1, 2, 3, 4), codes=("a", "b"), run=7)
    assert asked.told() == {"what": "covers", "areas": ["370203"], "box": [1, 2, 3, 4], "codes": 2, "run": 7}


def test_codes_of_a_list() -> None:
    lines = [
        "\ufeff编号,说明",
        "37020301002000001,井",
        "",
        " ３７０２０３０１００２０００００２ ;x",
        "37020301002000001",
    ]
    text = "\n".join([*lines, '"37020301002000003"'])
    found = read_codes(text, Kind.ASSET)
    assert found == ("37020301002000001", "37020301002000002", "37020301002000003")
    assert read_codes("370203r000412", Kind.ROAD_SEGMENT) == ("370203R000412",)
    assert read_codes("", Kind.ASSET) == ()
    with pytest.raises(Invalid, match="line 2: 'x' is not the code of a road segment"):
        read_codes("code\nx", Kind.ROAD_SEGMENT)
