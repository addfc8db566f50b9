"""Who answers for a defect: ordered rules over class, defect, owner, setting and area; the reason goes with the answer.

Pure. 谁所有、谁负责 (建办督〔2021〕7号): the owner is responsible, unless a rule of the city says who makes it good.
"""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of `inspections.routing_rule`: a condition that is None fits anything.

    `area_code` fits every place whose code begins with it. Without `assignee_code` the owner answers, where known.
    """

    id: int
    position: int
    class_code: str | None
    defect_code: str | None
    owner_code: str | None
    setting: str | None
    area_code: str | None
    assignee_code: str | None
    reason_zh: str
    reason_en: str


@dataclass(frozen=True, slots=True)
class Matter:
    """What is to be routed."""

    class_code: str | None
    defect_code: str
    owner_code: str | None
    setting: str | None
    community_code: str | None


@dataclass(frozen=True, slots=True)
class Route:
    """The proposal: an organisation (None: the dispatcher names one), the rule, and the reason in words."""

    assignee_code: str | None
    rule_id: int | None
    reason_zh: str
    reason_en: str


NOBODY = Route(None, None, "没有适用的派遣规则，由受理台指定", "no rule fits: the desk names who answers")


def fits(rule: Rule, matter: Matter) -> bool:
    """Whether every condition the rule gives holds for the matter, and the rule names somebody."""
    exact = (
        (rule.class_code, matter.class_code),
        (rule.defect_code, matter.defect_code),
        (rule.owner_code, matter.owner_code),
        (rule.setting, matter.setting),
    )
    if any(wanted is not None and wanted != given for wanted, given in exact):
        return False
    if rule.assignee_code is None and matter.owner_code is None:
        return False
    return rule.area_code is None or (matter.community_code or "").startswith(rule.area_code)


def route(matter: Matter, rules: Sequence[Rule]) -> Route:
    """The first rule by position that fits decides; a rule without conditions, last, is the default desk."""
    for rule in sorted(rules, key=lambda rule: rule.position):
        if fits(rule, matter):
            return Route(
                rule.assignee_code or matter.owner_code,
                rule.id,
                f"规则 {rule.position}：{rule.reason_zh}",
                f"rule {rule.position}: {rule.reason_en}",
            )
    return NOBODY
