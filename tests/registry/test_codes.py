"""Codes round-trip, are told from one another, and convert between the two component schemes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.codes import GRAMMARS, Kind, Scheme, form, groups, kinds_of, parse, to_2013, to_2026
from registry.errors import Invalid


@st.composite
def coded(draw: st.DrawFn) -> tuple[Kind, str, int]:
    kind = draw(st.sampled_from(list(Kind)))
    grammar = GRAMMARS[kind]
    head, serial = grammar.example[: -grammar.digits], draw(st.integers(0, grammar.last))
    digits = draw(st.text("0123456789", min_size=len(head), max_size=len(head)))
    prefix = "".join(digit if old.isdigit() else old for digit, old in zip(digits, head, strict=True))
    return kind, prefix, serial


@given(coded())
def test_codes_round_trip(made: tuple[Kind, str, int]) -> None:
    kind, prefix, serial = made
    code = parse(form(prefix, serial, kind=kind), kind)
    assert (code.prefix, code.serial, code.kind) == (prefix, serial, kind)
    assert kind in kinds_of(code.text)


@given(coded(), st.data())
def test_a_longer_or_shorter_code_is_refused(made: tuple[Kind, str, int], data: st.DataObject) -> None:
    kind, prefix, serial = made
    text = form(prefix, serial, kind=kind)
    wrong = data.draw(st.sampled_from([text + "00", "X" + text, text[:-3], ""]))
    with pytest.raises(Invalid, match=GRAMMARS[kind].example):
        parse(wrong, kind)


@pytest.mark.parametrize("kind", list(Kind))
def test_the_examples_are_right(kind: Kind) -> None:
    assert parse(GRAMMARS[kind].example, kind).text == GRAMMARS[kind].example


def test_pasted_text_is_forgiven() -> None:
    assert parse(" 370203 r000412 ", Kind.ROAD_SEGMENT).text == "370203R000412"
    assert parse("３７０２０３", Kind.DIVISION).text == "370203"


def test_parts_of_an_asset() -> None:
    code = parse("37020301002000001", Kind.ASSET)
    assert (code.division, code.class_code, code.serial, code.scheme) == ("370203", "01002", 1, Scheme.GB_2026)
    assert code.community is None
    old = parse("3205080101000001", Kind.ASSET)  # a real example of the older form
    assert (old.division, old.class_code, old.serial, old.scheme) == ("320508", "0101", 1, Scheme.GB_2013)


def test_places_know_what_they_lie_in() -> None:
    code = parse("370203005001B00012U03", Kind.ENTRANCE)
    assert (code.division, code.street, code.community) == ("370203", "370203005", "370203005001")
    assert code.prefix == "370203005001B00012U"
    assert parse("370203005", Kind.STREET).street == "370203005"


def test_fifteen_digits_name_a_grid_or_a_unit_grid() -> None:
    assert kinds_of("370203005001007") == (Kind.GRID, Kind.UNIT_GRID)
    assert kinds_of("3205080101000001") == (Kind.ASSET,)
    assert kinds_of("辽宁路") == ()


def test_serials_run_out() -> None:
    with pytest.raises(Invalid, match="no compound code is left"):
        form("370203005001C", 10_000, kind=Kind.COMPOUND)


def test_a_wrong_prefix_is_refused() -> None:
    with pytest.raises(Invalid):
        form("370203", 1, kind=Kind.ROAD_SEGMENT)


def test_the_two_schemes_convert() -> None:
    new = to_2026("3702030114000007", new_by_old={"0114": "01023"})
    assert new == "37020301023000007"
    assert to_2013(new, old_by_new={"01023": "0114"}) == "3702030114000007"
    assert to_2013("37020301026000001", old_by_new={"01023": "0114"}) is None
    assert to_2026("3702030199000001", new_by_old={}) is None


@pytest.mark.parametrize(
    ("code", "parts"),
    [
        ("37020301002000001", "370203 01 002 000001"),
        ("3702030102000001", "370203 01 02 000001"),
        ("370203005001B00012U03", "370203 005 001 B00012 U03"),
        ("370203005001C0012", "370203 005 001 C0012"),
        ("370203005001007", "370203 005 001 007"),
        ("370203R000412", "370203 R000412"),
        ("370203005", "370203 005"),
        ("SZ 12", "SZ 12"),
    ],
)
def test_a_code_is_read_in_parts(code: str, parts: str) -> None:
    assert " ".join(groups(code)) == parts
