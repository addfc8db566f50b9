"""What may be done to a place."""

import pytest

from registry.codes import Kind
from registry.errors import Conflict, Invalid
from registry.history import place_rules
from registry.history.place_rules import Beside, Place
from registry.history.rules import MOST

HOME = "370203005010"
ROAD, COMPOUND, GRID = "370203R000002", f"{HOME}C0001", f"{HOME}001"


def place(kind: Kind, code: str, parent: str = HOME) -> Place:
    return Place(kind, code, 1, parent)


def beside(kind: Kind, code: str, *, apart_m: float = 0, share: float = 1, parent: str = HOME) -> Beside:
    return Beside(place(kind, code, parent), apart_m, share)


@pytest.mark.parametrize(
    ("code", "kind", "meant"),
    [
        (ROAD, None, Kind.ROAD_SEGMENT),
        (COMPOUND, None, Kind.COMPOUND),
        (f"{HOME}B00001", None, Kind.BUILDING),
        (f"{HOME}B00001U01", None, Kind.ENTRANCE),
        (HOME, None, Kind.COMMUNITY),
        (GRID, Kind.UNIT_GRID, Kind.UNIT_GRID),
        ("不动产-7", Kind.GRID, Kind.GRID),
    ],
)
def test_a_code_is_of_the_kind_of_its_form(code: str, kind: Kind | None, meant: Kind) -> None:
    assert place_rules.kind_of(code, kind) is meant


@pytest.mark.parametrize(
    ("code", "kind", "says"),
    [
        (GRID, None, "--kind"),
        ("37020301002000001", None, "jingge asset"),
        ("370203005", None, "is the code of a street"),
        ("何", None, "no code of the register"),
        (ROAD, Kind.GRID, "a road segment, not of a grid"),
    ],
)
def test_a_code_of_what_has_no_deeds_here_is_refused(code: str, kind: Kind | None, says: str) -> None:
    with pytest.raises(Invalid, match=says):
        place_rules.kind_of(code, kind)


def test_a_code_of_another_kind_is_told_by_its_form() -> None:
    place_rules.check_kind(COMPOUND, Kind.COMPOUND)
    place_rules.check_kind("不动产-7", Kind.COMPOUND)
    with pytest.raises(Invalid, match="a road segment, not of a compound"):
        place_rules.check_kind(ROAD, Kind.COMPOUND)


def merge(survivor: Place, *others: Beside, joins: bool = True, keep_shape: bool = False) -> None:
    place_rules.check_merge(survivor, others, joins=joins, keep_shape=keep_shape)


def test_what_is_side_by_side_is_merged() -> None:
    merge(place(Kind.COMPOUND, COMPOUND), beside(Kind.COMPOUND, f"{HOME}C0002", apart_m=80, share=0))
    merge(place(Kind.GRID, GRID), beside(Kind.GRID, f"{HOME}002", apart_m=0.5, share=0))
    road = place(Kind.ROAD_SEGMENT, ROAD)
    far = beside(Kind.ROAD_SEGMENT, "370203R000003", share=0)
    merge(road, far)
    merge(road, far, joins=False, keep_shape=True)
    merge(road, beside(Kind.ROAD_SEGMENT, "370203R000003", share=0.9), joins=False)
    with pytest.raises(Invalid, match="end to end"):
        merge(road, far, joins=False)


@pytest.mark.parametrize(
    ("others", "says"),
    [
        ([], "1 to"),
        ([COMPOUND], "itself"),
        ([f"{HOME}C0002"] * 2, "each named once"),
        ([f"{HOME}C{n:04d}" for n in range(2, MOST + 3)], "1 to"),
    ],
)
def test_others_are_others_each_once(others: list[str], says: str) -> None:
    with pytest.raises(Invalid, match=says):
        merge(place(Kind.COMPOUND, COMPOUND), *(beside(Kind.COMPOUND, code) for code in others))


def test_what_lies_apart_is_not_one() -> None:
    with pytest.raises(Invalid, match="101 m from"):
        merge(place(Kind.COMPOUND, COMPOUND), beside(Kind.COMPOUND, f"{HOME}C0002", apart_m=101))
    with pytest.raises(Invalid, match="2 m from"):
        merge(place(Kind.GRID, GRID), beside(Kind.GRID, f"{HOME}002", apart_m=2))
    with pytest.raises(Invalid, match="another community"):
        merge(place(Kind.GRID, GRID), beside(Kind.GRID, "370203005012001", parent="370203005012"))


def test_a_place_is_split_into_what_lies_in_it() -> None:
    whole = place(Kind.COMPOUND, COMPOUND)
    one, other = beside(Kind.COMPOUND, f"{HOME}C0002"), beside(Kind.COMPOUND, f"{HOME}C0003", share=0.6)
    place_rules.check_split(whole, [one, other])
    for wrong, says in (
        ([one], "2 to"),
        ([one, beside(Kind.COMPOUND, COMPOUND)], "itself"),
        ([one, beside(Kind.COMPOUND, f"{HOME}C0003", share=0.5)], "no part"),
        ([one, beside(Kind.ENTRANCE, f"{HOME}B00001U01", apart_m=101)], "no part"),
    ):
        with pytest.raises(Invalid, match=says):
            place_rules.check_split(whole, wrong)


def test_a_community_whose_code_others_begin_with_stays() -> None:
    community = place(Kind.COMMUNITY, HOME)
    place_rules.check_retire(community, [])
    place_rules.check_retire(place(Kind.COMPOUND, COMPOUND), [GRID])
    with pytest.raises(Conflict, match=f"{GRID}, {GRID}, …"):
        place_rules.check_retire(community, [COMPOUND, GRID, GRID, GRID])
