"""A changed rule moves exactly those it is about."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from inspections.routing.comparing import Rules, compare
from inspections.routing.rules import Matter, Rule, route
from tests.inspections.routing.town import frame, matters, rule_sets

ANY = Rule(99, 99, None, None, None, None, None, "CGJ", "兜底", "default desk")
WATER = replace(ANY, id=2, position=2, class_code="01001", assignee_code="GSGS", reason_zh="供水")


def test_what_moves_is_told_with_both_reasons() -> None:
    water = Matter("01001", "missing", None, None, None)
    found = compare(frame([replace(water, class_code="01002"), water]), Rules((ANY,)), Rules((WATER,), desk="CGJ"))
    assert found.routed == 2
    assert found.moved.to_dict("index") == {
        "T1": {
            "from_org": "CGJ",
            "to_org": "GSGS",
            "before_zh": "规则 99：兜底",
            "before_en": "rule 99: default desk",
            "after_zh": "规则 2：供水",
            "after_en": "rule 2: default desk",
        }
    }
    assert found.flows.to_dict("records") == [{"from_org": "CGJ", "to_org": "GSGS", "count": 1}]


@given(st.lists(matters, max_size=10), rule_sets, rule_sets, st.sampled_from([None, "CGJ"]))
def test_exactly_those_move_whose_answer_differs(
    given_matters: list[Matter], before: list[Rule], after: list[Rule], desk: str | None
) -> None:
    found = compare(frame(given_matters), Rules(tuple(before)), Rules(tuple(after), desk))
    pairs = [(route(one, before), route(one, after, desk=desk)) for one in given_matters]
    moved = {f"T{n}": (was, will) for n, (was, will) in enumerate(pairs) if was.assignee_code != will.assignee_code}
    assert list(found.moved.index) == list(moved)
    assert found.flows["count"].sum() == len(moved)
    for number, (was, will) in moved.items():
        row = found.moved.loc[number]
        assert (row["before_zh"], row["after_en"]) == (was.reason_zh, will.reason_en)
