"""Many at once are routed as one by one."""

from hypothesis import given
from hypothesis import strategies as st

from inspections.routing.masks import BY_SIDE, meeting, route_all
from inspections.routing.rules import Matter, Rule, fits, route
from tests.inspections.routing.town import frame, matters, rule_sets


@given(st.lists(matters, max_size=12), rule_sets, st.sampled_from([None, "CGJ"]))
def test_all_at_once_is_one_by_one(given_matters: list[Matter], rules: list[Rule], desk: str | None) -> None:
    table = frame(given_matters)
    found = route_all(table, rules, desk=desk)
    assert list(found.index) == list(table.index)
    one_by_one = [route(matter, rules, desk=desk) for matter in given_matters]
    assert list(found["assignee_code"]) == [one.assignee_code for one in one_by_one]
    assert [max(one, 0) for one in found["rule_id"]] == [one.rule_id or 0 for one in one_by_one]
    assert [one == BY_SIDE for one in found["rule_id"]] == [one.reason_zh == "路侧表" for one in one_by_one]
    assert list(found["territory_org"]) == [one.territory_org for one in one_by_one]


@given(st.lists(matters, max_size=8), rule_sets)
def test_each_mask_tells_what_its_rule_fits(given_matters: list[Matter], rules: list[Rule]) -> None:
    for rule, mask in zip(rules, meeting(frame(given_matters), rules), strict=True):
        assert list(mask) == [fits(rule, matter) for matter in given_matters]
