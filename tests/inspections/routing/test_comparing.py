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


DUTY = replace(WATER, id=-1, kind="request", class_code=None, matter_code="Q1", assignee_code="LDGL", of_matter=True)
OTHER_DUTY = replace(DUTY, id=-2, matter_code="Q2")
ASKED = Matter(None, None, None, None, "370203005001", kind="request", matter_code="Q1", text="路灯不亮")


def test_the_table_of_matters_stands_before_the_rule_that_asks_nothing() -> None:
    pilot = replace(WATER, class_code=None, area_code="370203005", kind="request", position=3, assignee_code="CGJ")
    late = replace(pilot, id=9, position=200)
    whole = Rules((ANY, pilot, late)).with_matters([DUTY, OTHER_DUTY])
    assert [rule.id for rule in sorted(whole.rules, key=lambda rule: rule.position)] == [2, -1, -2, 99, 9]
    assert route(ASKED, whole.rules).assignee_code == "CGJ", "a rule that asks for something comes first"
    elsewhere = replace(ASKED, community_code="370203006001")
    assert (route(elsewhere, whole.rules).assignee_code, route(elsewhere, whole.rules).reason_zh) == ("LDGL", "供水")
    assert route(replace(elsewhere, matter_code="Q9"), whole.rules).assignee_code == "CGJ"
    assert Rules((), "CGJ").with_matters([DUTY]).desk == "CGJ"
    assert route(ASKED, Rules(()).with_matters([DUTY]).rules).assignee_code == "LDGL"
    assert route(ASKED, Rules((late,)).with_matters([OTHER_DUTY, DUTY]).rules).rule_id == 9


def test_the_table_of_matters_stands_before_a_rule_for_all_requests() -> None:
    rest = replace(ANY, id=5, position=5, kind="request", assignee_code="JD005")
    whole = Rules((rest, ANY)).with_matters([DUTY]).rules
    assert route(ASKED, whole).assignee_code == "LDGL"
    assert route(replace(ASKED, matter_code="Q9"), whole).assignee_code == "JD005"
    assert route(replace(ASKED, kind="ticket"), whole).assignee_code == "CGJ"


@given(st.lists(matters.filter(lambda one: one.kind == "ticket"), max_size=5), rule_sets)
def test_no_ticket_goes_elsewhere_by_it(tickets: list[Matter], rules: list[Rule]) -> None:
    whole = Rules(tuple(rules)).with_matters([DUTY, OTHER_DUTY]).rules
    assert [route(one, whole) for one in tickets] == [route(one, rules) for one in tickets]
