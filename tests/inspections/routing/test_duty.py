"""A matter is tried with the hours and the office of its place."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from inspections.routing.comparing import Rules
from inspections.routing.duty import Routing, beside
from inspections.routing.rules import Matter, Rule
from registry.roadsides.side import Answer
from tests.inspections.routing.town import matters, rule_sets

STREET = Rule(
    1, 1, None, None, None, None, None, None, "夜间归街道", "the street at night", hours="night", to_street=True
)
MATTER = Matter("01001", "missing", "GSGS", None, "370203005001")


def test_hours_and_office_are_of_the_moment_and_the_place() -> None:
    night = Routing(7, Rules((STREET,), "CGJ"), "night", {"370203005": "JD005"})
    whole, to = night.decide(MATTER)
    assert (whole.hours, whole.territory_org, to.assignee_code, to.territory_org) == (
        "night",
        "JD005",
        "JD005",
        "JD005",
    )
    whole, to = replace(night, hours="working").decide(MATTER)
    assert (to.assignee_code, to.rule_id, to.territory_org) == ("CGJ", None, "JD005")
    assert night.decide(replace(MATTER, community_code=None))[1].territory_org is None


def test_a_matter_with_hours_of_its_own_keeps_them() -> None:
    working = Routing(7, Rules((STREET,), "CGJ"), "working", {"370203005": "JD005"})
    assert working.decide(replace(MATTER, hours="night"))[1].assignee_code == "JD005"


@given(st.lists(matters, min_size=1, max_size=6), rule_sets, st.sampled_from([None, "CGJ"]))
def test_many_at_once_are_decided_as_one_by_one(asked: list[Matter], rules: list[Rule], desk: str | None) -> None:
    routing = Routing(7, Rules(tuple(rules), desk), "night", {"370203005": "JD005"})
    told = [replace(to, rule_id=to.rule_id or None) for to in routing.decide_all(asked)]
    assert told == [routing.decide(one)[1] for one in asked]


def test_the_table_of_matters_is_not_taken_for_the_side_of_a_road() -> None:
    first = Rule(-1, 0, None, None, None, None, None, "YLJ", "属事：绿化", "trees: by duty", of_matter=True)
    routing = Routing(7, Rules((first,), "CGJ"), "working", {})
    (to,) = routing.decide_all([MATTER])
    assert to == routing.decide(MATTER)[1]
    assert to.reason_zh == "属事：绿化"


def test_the_side_of_the_road_is_part_of_the_matter() -> None:
    side = Answer("YHGS", "路侧表：左侧", "road sides: left")
    alone = beside(replace(MATTER, owner_code=None), side)
    _, to = Routing(7, Rules((), "CGJ"), "working", {}).decide(alone)
    assert (to.assignee_code, to.rule_id, to.reason_zh, to.reason_en) == ("YHGS", None, side.zh, side.en)
    assert beside(MATTER, None) == MATTER
