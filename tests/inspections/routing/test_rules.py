"""Routing: first fitting rule by position, with its reason; the default desk last."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspections.routing.rules import NOBODY, Matter, Rule, fits, route

ANY = Rule(1, 99, None, None, None, None, None, "CGJ", "兜底", "default desk")
MATTER = Matter("01001", "missing", "GSGS", "footway", "370203005001")
WATER = replace(ANY, id=7, position=7, class_code="01001", assignee_code="GSGS", reason_zh="供水井盖归供水公司")


def test_the_first_rule_that_fits_decides_wherever_it_stands_in_the_list() -> None:
    found = route(MATTER, [ANY, WATER])
    assert (found.assignee_code, found.rule_id) == ("GSGS", 7)
    assert (found.reason_zh, found.reason_en) == ("规则 7：供水井盖归供水公司", "rule 7: default desk")


def test_the_default_desk_answers_for_the_rest() -> None:
    assert route(replace(MATTER, class_code="01005"), [WATER, ANY]).assignee_code == "CGJ"


def test_without_any_rule_the_desk_names_somebody() -> None:
    assert route(MATTER, []) == NOBODY
    assert NOBODY.assignee_code is None


@pytest.mark.parametrize(
    ("condition", "other"),
    [
        ({"class_code": "01001"}, {"class_code": "01002"}),
        ({"defect_code": "missing"}, {"defect_code": "broken"}),
        ({"owner_code": "GSGS"}, {"owner_code": None}),
        ({"setting": "footway"}, {"setting": "compound"}),
        ({"area_code": "370203005"}, {"community_code": "370203006001"}),
        ({"area_code": "370203"}, {"community_code": None}),
    ],
)
def test_each_condition_counts(condition: dict[str, str], other: dict[str, str | None]) -> None:
    rule = replace(ANY, **condition)  # type: ignore[arg-type]  # fields by name
    assert fits(rule, MATTER)
    assert not fits(rule, replace(MATTER, **other))  # type: ignore[arg-type]  # fields by name


def test_a_rule_may_say_that_the_owner_answers() -> None:
    owner = replace(ANY, position=4, assignee_code=None)
    assert route(MATTER, [owner, ANY]).assignee_code == "GSGS"
    assert route(replace(MATTER, owner_code=None), [owner, ANY]).assignee_code == "CGJ"


BESIDE = replace(MATTER, owner_code=None, side_org="YHGS", side_zh="路侧表：左侧", side_en="road sides: left")
STREET = replace(ANY, id=2, position=2, area_code="370203005", assignee_code=None, to_street=True)


@pytest.mark.parametrize(
    ("changes", "rules", "answers"),
    [
        ({}, [ANY], "YHGS"),
        ({}, [], "YHGS"),
        ({"territory_org": "JD005"}, [STREET, ANY], "YHGS"),
        ({"territory_org": "JD005"}, [replace(STREET, class_code="01001"), ANY], "YHGS"),
        ({}, [replace(ANY, area_code="370203005", hazard=None)], "YHGS"),
        ({}, [WATER, ANY], "GSGS"),  # a rule that looks at what it is
        ({}, [replace(ANY, defect_code="missing"), ANY], "CGJ"),
        ({"owner_code": "RQGS"}, [ANY], "CGJ"),  # never before a known owner, whoever makes it good
        ({"owner_code": "RQGS"}, [replace(ANY, assignee_code=None)], "RQGS"),
        ({"side_org": None}, [ANY], "CGJ"),
    ],
)
def test_the_side_of_a_road_goes_before_the_place_and_never_before_the_owner(
    changes: dict[str, str], rules: list[Rule], answers: str
) -> None:
    found = route(replace(BESIDE, **changes), rules)  # type: ignore[arg-type]  # fields by name
    assert found.assignee_code == answers
    assert (found.reason_zh, found.rule_id) == ("路侧表：左侧", None) or answers != "YHGS"


rules = st.builds(
    Rule,
    id=st.integers(1, 99),
    position=st.integers(1, 99),
    class_code=st.sampled_from([None, "01001", "01002"]),
    defect_code=st.sampled_from([None, "missing", "broken"]),
    owner_code=st.sampled_from([None, "GSGS"]),
    setting=st.sampled_from([None, "footway"]),
    area_code=st.sampled_from([None, "370203", "370203005001", "370203006"]),
    assignee_code=st.sampled_from([None, "CGJ", "SZGS"]),
    reason_zh=st.just(""),
    reason_en=st.just(""),
)


@given(st.lists(rules, max_size=8, unique_by=lambda rule: rule.position), st.randoms())
def test_the_order_of_the_list_does_not_matter(some: list[Rule], random: object) -> None:
    shuffled = list(some)
    random.shuffle(shuffled)  # type: ignore[attr-defined]  # hypothesis gives a random.Random
    found = route(MATTER, shuffled)
    assert found == route(MATTER, some)
    fitting = [rule for rule in some if fits(rule, MATTER)]
    assert found.rule_id == (min(fitting, key=lambda rule: rule.position).id if fitting else None)


@pytest.mark.parametrize(
    ("changes", "asks_nothing"),
    [
        ({}, True),
        ({"assignee_code": None, "to_street": True}, True),
        ({"assignee_code": None}, False),
        *(({name: "01"}, False) for name in ("kind", "owner_code", "matter_code", "area_code", "hours", "keyword")),
        ({"hazard": False}, False),
        ({"kind": "request"}, True),
        ({"kind": "request", "hours": "off"}, False),
        ({"kind": "ticket"}, False),
    ],
)
def test_a_rule_without_a_condition_asks_nothing(changes: dict[str, object], asks_nothing: bool) -> None:
    assert replace(ANY, **changes).asks_nothing is asks_nothing  # type: ignore[arg-type]  # fields by name


def test_what_the_table_of_matters_says_has_no_number() -> None:
    assert replace(ANY, of_matter=True).reasons == ("兜底", "default desk")
