"""A rule told over HTTP is taken back as the same; a list of what moves goes on after a number."""

import pandas as pd
from hypothesis import given

from api.routing_shapes import RuleShape, TrialAnswer
from inspections.routing.comparing import Comparison
from inspections.routing.rules import Rule
from inspections.routing.sets import Line
from inspections.routing.trying import Trial
from tests.inspections.routing.town import rules


@given(rules)
def test_a_rule_is_taken_back_as_it_was_told(rule: Rule) -> None:
    shape = RuleShape.of(Line(rule, enabled=False, source="a council"))
    again = RuleShape.model_validate_json(shape.model_dump_json()).line()
    assert RuleShape.of(again) == shape


def test_the_list_of_what_moves_goes_on() -> None:
    words = {f"{when}_{tongue}": "x" for when in ("before", "after") for tongue in ("zh", "en")}
    moved = pd.DataFrame([{"from_org": None, "to_org": "CGJ", **words}] * 3, index=["1", "2", "3"])
    flows = pd.DataFrame([{"from_org": float("nan"), "to_org": "CGJ", "count": 3}])
    trial = Trial(Comparison(3, moved, flows), [])
    first = TrialAnswer.of(trial, limit=2)
    assert ([one.number for one in first.moved], first.next, first.flows[0].from_org) == (["1", "2"], "2", None)
    assert [one.number for one in TrialAnswer.of(trial, after="2", limit=2).moved] == ["3"]
