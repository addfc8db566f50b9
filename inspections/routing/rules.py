"""Who answers for a matter: ordered rules over matter, place, owner and time; the reason goes with the answer.

Pure. 谁所有、谁负责 (建办督〔2021〕7号): the owner is responsible, unless a rule of the city says who makes it good.
Whoever it is answers for the matter (属事), the street office of the place answers for the territory (属地), and both
are told. Where no owner is known, the side of a border road goes before what is decided by the place alone.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

EXACT = ("kind", "class_code", "defect_code", "owner_code", "setting", "hazard", "channel")
"""Conditions that a matter meets by being equal; for `fits`, `masks` and `checking` alike."""
BEGINS = (("matter_code", "matter_code"), ("area_code", "community_code"))
"""Conditions that a matter meets by beginning so: the column of the rule, and of the matter."""
REQUEST = "request"
"""The kind of matter the table of matters speaks of; any other is a ticket."""
WORKING, REST, NIGHT, OFF = "working", "rest", "night", "off"
HOURS = {WORKING: (WORKING,), NIGHT: (NIGHT,), OFF: (REST, NIGHT)}
"""Which hours of a matter meet the condition of a rule; `off` is all that is outside of working hours."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of `inspections.routing_rule`: a condition that is None fits anything.

    `area_code` and `matter_code` fit every code that begins so; `keyword` holds words parted by `|`, one of which the
    text must hold. The street office of the place answers where `to_street`; else `assignee_code`, and without one the
    owner, where known. `of_matter`: no rule of a set, but what the table of matters says by itself.
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
    kind: str | None = None
    matter_code: str | None = None
    hazard: bool | None = None
    channel: str | None = None
    hours: str | None = None
    keyword: str | None = None
    to_street: bool = False
    of_matter: bool = False

    @property
    def words(self) -> tuple[str, ...]:
        """The words of `keyword`, folded."""
        return tuple(word for part in (self.keyword or "").split("|") if (word := part.strip().casefold()))

    @property
    def reasons(self) -> tuple[str, str]:
        """Why it decides, in words: zh, en."""
        if self.of_matter:
            return self.reason_zh, self.reason_en
        return f"规则 {self.position}：{self.reason_zh}", f"rule {self.position}: {self.reason_en}"

    @property
    def to_owner(self) -> bool:
        """Whether the owner answers."""
        return self.assignee_code is None and not self.to_street

    @property
    def asks_nothing(self) -> bool:
        """Whether it fits every request (兜底): no condition but the kind, and who answers is not to be found first."""
        given = (*EXACT, *(name for name, _ in BEGINS), "hours", "keyword")
        return not self.to_owner and all(
            getattr(self, name) is None or (name == "kind" and self.kind == REQUEST) for name in given
        )

    @property
    def of_place(self) -> bool:
        """Whether it goes by the place alone: to its street office, or without a look at what the matter is."""
        looks = (self.class_code, self.defect_code, self.owner_code, self.matter_code, self.keyword)
        return self.to_street or not any(looks)


@dataclass(frozen=True, slots=True)
class Matter:
    """What is to be routed: a ticket, or a resident's request (`kind`) of any department's matter.

    `hours` is one of working, night and rest; `territory_org` is the street office of the place. `side_org` answers for
    the side of the road it lies on (`registry.roadsides`), with why.
    """

    class_code: str | None
    defect_code: str | None
    owner_code: str | None
    setting: str | None
    community_code: str | None
    kind: str = "ticket"
    matter_code: str | None = None
    hazard: bool | None = None
    channel: str | None = None
    hours: str | None = None
    text: str = ""
    territory_org: str | None = None
    side_org: str | None = None
    side_zh: str = ""
    side_en: str = ""


@dataclass(frozen=True, slots=True)
class Route:
    """The proposal: an organisation (None: the dispatcher names one), the rule, and the reason in words.

    `assignee_code` answers for the matter (属事), `territory_org` for the place (属地).
    """

    assignee_code: str | None
    rule_id: int | None
    reason_zh: str
    reason_en: str
    territory_org: str | None = None


NOBODY = Route(None, None, "没有适用的派遣规则，由受理台指定", "no rule fits: the desk names who answers")


def misses(rule: Rule, matter: Matter) -> list[str]:
    """The conditions of the rule that the matter does not meet, by name; `answers` where the rule would name nobody."""
    return list(_missed(rule, matter))


def fits(rule: Rule, matter: Matter) -> bool:
    """Whether every condition the rule gives holds for the matter, and the rule names somebody."""
    return next(_missed(rule, matter), None) is None


def route(matter: Matter, rules: Sequence[Rule], *, desk: str | None = None) -> Route:
    """The first rule by position that fits decides; where none does, the default desk, if there is one.

    The side of a road goes before a rule of the place and before the desk, never before an owner who is known.
    """
    first = next((rule for rule in sorted(rules, key=lambda rule: rule.position) if fits(rule, matter)), None)
    if matter.side_org and matter.owner_code is None and (first is None or first.of_place):
        return Route(matter.side_org, None, matter.side_zh, matter.side_en, matter.territory_org)
    if first is None:
        return by_default(matter.territory_org, desk)
    return Route(_answer(first, matter), first.id, *first.reasons, matter.territory_org)


def by_default(territory_org: str | None, desk: str | None) -> Route:
    """What holds where no rule fits: the desk, and 属地兜底 in words."""
    if desk is None:
        return Route(None, None, NOBODY.reason_zh, NOBODY.reason_en, territory_org)
    zh, en = f"没有适用的派遣规则，由默认受理台 {desk} 受理", f"no rule fits: the default desk {desk} answers"
    if territory_org:
        zh, en = f"{zh}，属地 {territory_org} 兜底", f"{en}, {territory_org} for the territory"
    return Route(desk, None, zh, en, territory_org)


def _missed(rule: Rule, matter: Matter) -> Iterator[str]:
    for name in EXACT:
        if (wanted := getattr(rule, name)) is not None and wanted != getattr(matter, name):
            yield name
    for name, of in BEGINS:
        if (prefix := getattr(rule, name)) and not (getattr(matter, of) or "").startswith(prefix):
            yield name
    if rule.hours is not None and matter.hours not in HOURS[rule.hours]:
        yield "hours"
    if rule.keyword is not None and not any(word in matter.text.casefold() for word in rule.words):
        yield "keyword"
    if _answer(rule, matter) is None:
        yield "answers"


def _answer(rule: Rule, matter: Matter) -> str | None:
    if rule.to_street:
        return matter.territory_org
    return rule.assignee_code or matter.owner_code
