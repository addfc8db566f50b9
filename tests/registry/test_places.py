"""How what lies around a place is put in words."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.places import Building, Door, Post, Surroundings, bare_number, describe
from registry.roadside import End, Road

HERE = {"lon": 120.375, "lat": 36.0876}
ROAD = Road(
    segment_code="370203R000002",
    name="辽宁路",
    width_m=12,
    bearing_deg=90,
    east_m=0,
    north_m=9,
    start=End("热河路", 35, 35, 9),
    end=End("益都路", 165, -165, 9),
)


def around(**known: object) -> Surroundings:
    return Surroundings(**HERE, **known)  # type: ignore[arg-type]  # a test names any of the fields


def test_the_whole_sentence() -> None:
    said = describe(around(street_zh="辽宁路街道", community_zh="大连路社区", road=ROAD, door=Door("辽宁路", "12号")))
    assert said.zh == "辽宁路街道大连路社区，辽宁路（热河路—益都路）北侧，距热河路路口 35 米，近辽宁路 12 号"
    assert said.en == (
        "North side of Liaoning Road (Rehe Road – Yidu Road), 35 m from Rehe Road, near 12 Liaoning Road; "
        "Dalian Road Community, Liaoning Road Subdistrict"
    )


def test_a_given_english_name_of_the_street_is_kept() -> None:
    assert describe(around(street_zh="辽宁路街道", street_en="Liaoning Lu", road=ROAD)).en.endswith(
        "; Liaoning Lu Subdistrict"
    )


def test_without_community_the_division_is_named() -> None:
    assert describe(around(division_zh="市北区", division_en="Shibei", road=ROAD)).zh.startswith("市北区，辽宁路")


def test_a_compound_without_numbered_buildings_leans_on_the_road() -> None:
    inside = around(compound_zh="大连山小区", road=ROAD, door=Door("辽宁路", "12"))
    assert describe(inside).zh == "大连山小区内，辽宁路以北 9 米，近辽宁路 12 号"


def test_a_school_is_better_known_than_its_number() -> None:
    school = Building("20", "北海小学", 0.0, -12.4)
    assert describe(around(compound_zh="大院", building=school)).zh == "大院内，北海小学南 12 米"


def test_a_lamp_post_without_spoken_number_is_told_by_its_last_digits() -> None:
    assert describe(around(road=ROAD, post=Post("", "000412"))).zh.endswith("，近 000412 号路灯杆")
    assert describe(around(road=ROAD, post=Post("", "000412"))).en.endswith("near lamp post 000412")


def test_a_building_behind_a_gate_has_its_own_number() -> None:
    building = Building("12-3", None, 0.0, -12.4)
    assert describe(around(compound_zh="大连山小区", building=building)).zh == "大连山小区内，3 号楼南 12 米"


@pytest.mark.parametrize(
    ("plate", "number"),
    [("12", "12"), ("12号", "12"), ("12 号楼", "12"), ("甲12号", "甲12"), ("7栋", "7"), ("3楼", "3")],
)
def test_plates_lose_their_words(plate: str, number: str) -> None:
    assert bare_number(plate) == number


names = st.sampled_from(["", "辽宁路街道", "大连路社区", "大连山小区", "Main St"])
offsets = st.floats(-99, 99)


@given(
    street=names,
    community=names,
    compound=names,
    park=names,
    building=st.none() | st.builds(Building, st.sampled_from(["3", "3号楼"]), st.none(), offsets, offsets, st.none()),
    door=st.none() | st.just(Door("辽宁路", "12")),
    post=st.none() | st.just(Post("大连路", "1-3")),
    road=st.none() | st.just(ROAD),
)
def test_words_are_never_empty_and_never_broken(**known: object) -> None:
    fields = {name: known[name] for name in ("building", "door", "post", "road")}
    said = describe(
        around(
            street_zh=known["street"],
            community_zh=known["community"],
            compound_zh=known["compound"],
            park_zh=known["park"],
            **fields,
        )
    )
    for text in (said.zh, said.en):
        assert text
        assert text == text.strip(" ，,;")
        assert not re.search(r"，，|, ,|  |None|nan|；", text)
    assert not re.search(r"[一-鿿]", said.en)
