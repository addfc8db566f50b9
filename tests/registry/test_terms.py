"""What a line typed into the search box may mean."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.pinyin import spell
from registry.terms import LONGEST, Name, interpret, squeeze, tidy


def name(kind: str, code: str, name_zh: str) -> Name:
    return Name(kind, code, name_zh, spell(name_zh))


NAMES = [
    name("road", "R1", "辽宁路"),
    name("road", "R2", "热河路"),
    name("road", "R3", "大连路"),
    name("road", "R4", "人和路"),
    name("street", "S1", "辽宁路街道"),
    name("community", "M1", "大连路社区"),
    name("compound", "C1", "大连山小区"),
    name("compound", "C2", "辽宁路12号院"),
]
WORDS = {
    "污水井盖": frozenset({"01002"}),
    "sewer cover": frozenset({"01002"}),
    "雨篦子": frozenset({"01004"}),
    "古力盖": frozenset({"01002", "01004"}),
    "井盖": frozenset({"01002", "01004"}),
}
ANY = frozenset({"01002", "01004"})
NONE: frozenset[str] = frozenset()

# line → names, loose parts, number, crossing, classes
LINES = {
    "辽宁路热河路路口": (["R1", "R2"], (), None, True, NONE),
    "辽宁路与热河路交叉口": (["R1", "R2"], (), None, True, NONE),
    "辽宁路和热河路": (["R1", "R2"], (), None, False, NONE),
    "热河路、辽宁路 十字路口": (["R2", "R1"], (), None, True, NONE),
    "辽宁路 热河": (["R1"], ("热河",), None, False, NONE),
    "辽宁路与热河": (["R1"], ("热河",), None, False, NONE),
    "辽宁热河路口": (["R2"], ("辽宁",), None, True, NONE),
    "辽 宁 路 １２ 号": (["R1"], (), "12", False, NONE),
    "辽宁路12号": (["R1"], (), "12", False, NONE),
    "辽宁路甲12": (["R1"], (), "甲12", False, NONE),
    "辽宁路12－3号": (["R1"], (), "12-3", False, NONE),
    "遼寧路12號": (["R1"], (), "12", False, NONE),
    "遼寧路與熱河路路口": (["R1", "R2"], (), None, True, NONE),
    "liaoninglu rehelu": (["R1", "R2"], (), None, False, NONE),
    "lnl rhl": ([], ("lnl", "rhl"), None, False, NONE),
    "辽宁路12号院": (["C2"], (), None, False, NONE),
    "大连路社区": (["M1"], (), None, False, NONE),
    "大连山小区3号楼": (["C1"], (), "3", False, NONE),
    "人和路": (["R4"], (), None, False, NONE),
    "辽宁路 古力盖": (["R1"], (), None, False, ANY),
    "辽宁路的污水井盖": (["R1"], (), None, False, frozenset({"01002"})),
    "liaoning sewer covers": ([], ("liaoning",), None, False, frozenset({"01002"})),
    "辽宁路热河路路口附近的井盖": (["R1", "R2"], (), None, True, ANY),
}


@pytest.mark.parametrize("line", LINES)
def test_lines(line: str) -> None:
    codes, loose, number, crossing, classes = LINES[line]
    asked = interpret(tidy(line), names=NAMES, words=WORDS)
    assert [one.code for group in asked.names for one in group] == codes
    assert (asked.loose, asked.number, asked.classes) == (loose, number, classes)
    assert asked.crossing is crossing


def test_two_things_of_one_name_stand_together() -> None:
    twins = [*NAMES, name("road", "R9", "辽宁路")]
    (group,) = interpret("辽宁路", names=twins, words={}).names
    assert [one.code for one in group] == ["R1", "R9"]


def test_tidy_cuts_and_cleans() -> None:
    assert tidy(" Ａ\u3000 １－２\x00\ud800 ") == "a 1-2"
    assert len(tidy("路" * 500)) == LONGEST
    assert squeeze("3702 0301-002.000001") == "37020301002000001"


@given(st.text(max_size=120))
def test_any_line_is_read(line: str) -> None:
    plain = tidy(line)
    assert tidy(plain) == plain
    asked = interpret(plain, names=NAMES, words=WORDS)
    assert len(asked.loose) <= 4
    assert all(part.isalnum() for part in asked.loose)


separators = st.sampled_from(["", " ", "与", "和", "、", "/", " - ", "，", "　", "與"])
endings = st.sampled_from(["", "路口", "交叉口", "口", "十字路口", "交汇处", " 路口"])


@given(separators, endings, st.booleans())
def test_any_wording_of_a_crossing_is_the_crossing(separator: str, ending: str, spaced: bool) -> None:
    one, other = ("辽 宁 路", "热 河 路") if spaced else ("辽宁路", "热河路")
    asked = interpret(tidy(f"{one}{separator}{other}{ending}"), names=NAMES, words=WORDS)
    assert [group[0].code for group in asked.names] == ["R1", "R2"]
    assert (asked.loose, asked.number, asked.classes) == ((), None, NONE)


digits = st.integers(1, 9999)


@given(digits, st.sampled_from(["", " ", "　"]), st.sampled_from(["", "号", " 号", "號"]), st.booleans())
def test_any_wording_of_a_door_is_the_door(number: int, gap: str, mark: str, wide: bool) -> None:
    figures = "".join(chr(ord(digit) + 0xFEE0) for digit in str(number)) if wide else str(number)
    asked = interpret(tidy(f"热河路{gap}{figures}{mark}"), names=NAMES, words=WORDS)
    assert [group[0].code for group in asked.names] == ["R2"]
    assert (asked.number, asked.loose) == (str(number), ())
