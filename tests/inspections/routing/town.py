"""Rules and matters as hypothesis draws them, from few values so that they meet."""

from dataclasses import asdict

import pandas as pd
from hypothesis import strategies as st

from inspections.routing.rules import Matter, Rule

AREAS = ["370203", "370203005", "370203005001"]


def some(*values: object) -> st.SearchStrategy:
    """One of the values, or none."""
    return st.sampled_from([None, *values])


def rarely(*values: object) -> st.SearchStrategy:
    """A condition that few rules give, so that several rules fit one matter."""
    return st.sampled_from([None] * 9 + list(values))


rules = st.builds(
    Rule, id=st.integers(1, 10**6), position=st.integers(1, 99), class_code=rarely("01001", "01002"),
    defect_code=rarely("missing"), owner_code=rarely("GSGS"), setting=rarely("footway"), area_code=rarely(*AREAS),
    assignee_code=some("CGJ", "SZGS"), reason_zh=st.just("理由"), reason_en=st.just("reason"),
    kind=rarely("ticket", "request"), matter_code=rarely("01", "0102"), hazard=rarely(True, False),
    channel=rarely("hotline"),
    hours=rarely("working", "off", "night"), keyword=rarely("井盖", "盖|Noise", "井盖丢失"),
    to_street=st.sampled_from([False, False, False, True]),
).map(lambda rule: rule if not rule.to_street else _to_street(rule))  # fmt: skip


def _to_street(rule: Rule) -> Rule:
    return Rule(**{**asdict(rule), "assignee_code": None})


matters = st.builds(
    Matter, class_code=some("01001", "01002"), defect_code=some("missing", "broken"), owner_code=some("GSGS"),
    setting=some("footway"), community_code=some("370203005001", "370203006001"),
    kind=st.sampled_from(["ticket", "request"]),
    matter_code=some("01020000000", "01"), hazard=some(True, False), channel=some("hotline", "app"),
    hours=some("working", "rest", "night"), text=st.sampled_from(["", "井盖丢失了", "NOISE at night"]),
    territory_org=some("JD005"), side_org=some("SZGS", "YHGS"),
    side_zh=st.just("路侧表"), side_en=st.just("road sides"),
)  # fmt: skip
rule_sets = st.lists(rules, max_size=8, unique_by=(lambda rule: rule.position, lambda rule: rule.id))


def frame(given: list[Matter]) -> pd.DataFrame:
    """Matters as a frame, numbered from T0."""
    columns = list(Matter.__dataclass_fields__)
    index = [f"T{n}" for n in range(len(given))]
    return pd.DataFrame([asdict(one) for one in given], columns=columns, index=index)
