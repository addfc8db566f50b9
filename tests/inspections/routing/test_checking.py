"""Planted faults of a set of rules are found, and what is found is so."""

from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspections.routing.checking import Kind, check, covers
from inspections.routing.rules import Matter, Rule, fits
from tests.inspections.routing.town import frame, matters, rules

ANY = Rule(99, 99, None, None, None, None, None, "CGJ", "兜底", "default desk")
STREET = replace(ANY, id=1, position=1, area_code="370203005", assignee_code="JD005")
WATER = replace(ANY, id=2, position=2, class_code="01001", assignee_code="GSGS")
INSIDE = replace(ANY, id=3, position=3, area_code="370203005001", class_code="01002", assignee_code="PSGS")
TWICE = replace(WATER, id=4, position=4, assignee_code="SZGS")
RULES = [STREET, WATER, INSIDE, TWICE, ANY]
HERE = Matter("01001", "missing", None, None, "370203005001")
THERE = replace(HERE, community_code="370203006001")


def told(*kinds: Kind) -> set[tuple[Kind, int, int | None]]:
    found = check(RULES, frame([HERE, THERE]), ended={"SZGS"})
    return {(one.kind, one.position, one.other) for one in found if one.kind in kinds}


def test_a_dead_rule_is_named_with_the_one_that_covers_it() -> None:
    assert told(Kind.DEAD) == {(Kind.DEAD, 3, 1)}


def test_the_same_conditions_with_another_answer_conflict() -> None:
    assert told(Kind.CONFLICT) == {(Kind.CONFLICT, 4, 2)}


def test_what_decided_nothing_is_idle_and_not_dead() -> None:
    assert told(Kind.IDLE) == {(Kind.IDLE, 99, None)}


def test_an_organisation_that_ended_is_named() -> None:
    assert told(Kind.ENDED) == {(Kind.ENDED, 4, None)}


def test_where_order_alone_decides_an_example_is_told() -> None:
    (found,) = [one for one in check([STREET, WATER, ANY], frame([THERE, HERE])) if one.kind is Kind.CONTESTED]
    assert (found.position, found.other, found.example) == (1, 2, "T1")
    assert "T1" in found.zh


def test_where_a_third_rule_decides_nobody_contests() -> None:
    first = replace(ANY, id=5, position=0, class_code="01001", area_code="370203005001")
    found = check([first, STREET, WATER], frame([HERE]))
    assert not [one for one in found if one.kind is Kind.CONTESTED and one.position == 1]


def test_the_narrower_one_first_is_no_contest() -> None:
    narrow = replace(STREET, id=7, position=7, area_code="370203005001", assignee_code="X")
    wide = replace(STREET, position=8)
    assert [one.kind for one in check([narrow, wide], frame([HERE])) if one.position == 7] == []


def test_a_rule_for_owners_covers_only_what_has_one() -> None:
    owner = replace(ANY, assignee_code=None)
    street = replace(ANY, assignee_code=None, to_street=True)
    assert not covers(owner, WATER)
    assert covers(owner, replace(WATER, owner_code="GSGS"))
    assert not covers(street, WATER)
    assert covers(ANY, owner)


@pytest.mark.parametrize(
    ("wide", "narrow", "holds"),
    [
        ({"keyword": "盖|噪"}, {"keyword": "井盖|噪音"}, True),
        ({"keyword": "井盖"}, {"keyword": "盖"}, False),
        ({"hours": "off"}, {"hours": "night"}, True),
        ({"hours": "night"}, {"hours": "off"}, False),
        ({"matter_code": "01"}, {"matter_code": "0102"}, True),
        ({"hazard": False}, {}, False),
    ],
)
def test_what_is_wider(wide: dict[str, object], narrow: dict[str, object], holds: bool) -> None:
    given_rules = [replace(ANY, **one) for one in (wide, narrow)]  # type: ignore[arg-type]  # fields by name
    assert covers(*given_rules) is holds


NAMES = [column.name for column in fields(Rule)]


@given(rules, rules, st.sets(st.sampled_from(NAMES)), matters)
def test_whoever_covers_fits_all_of_it(wide: Rule, other: Rule, alike: set[str], matter: Matter) -> None:
    narrow = replace(other, **{name: getattr(wide, name) for name in alike})
    if covers(wide, narrow) and fits(narrow, matter):
        assert fits(wide, matter)
