"""What is wrong with a set of rules: dead ones, idle ones, conflicting ones, and such as name who has ended.

Pure. Dead (死规则): can never decide, since one before fits all that it fits.
Idle (闲置): might, but decided nothing of the matters that were given.
Conflicting: the same conditions and another answer.
Contested: two overlap, neither is the narrower, the answers differ, and the order alone decides.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations

import pandas as pd

from inspections.routing.masks import meeting, route_all
from inspections.routing.rules import BEGINS, EXACT, HOURS, Rule

_CONDITIONS = (*EXACT, "matter_code", "area_code", "hours", "keyword")


class Kind(StrEnum):
    """What is wrong; the last two are warnings."""

    DEAD = "dead"
    CONFLICT = "conflict"
    ENDED = "ended"
    IDLE = "idle"
    CONTESTED = "contested"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong with the rule at `position`; `other` is the rule it is about, `example` a matter."""

    kind: Kind
    position: int
    other: int | None
    zh: str
    en: str
    example: object = None


def covers(wide: Rule, narrow: Rule) -> bool:
    """Whether `wide` fits all that `narrow` fits. True is certain; what words mean to each other is not guessed."""
    for name in EXACT:
        if getattr(wide, name) is not None and getattr(wide, name) != getattr(narrow, name):
            return False
    if not all((getattr(narrow, name) or "").startswith(getattr(wide, name) or "") for name, _ in BEGINS):
        return False
    if wide.hours is not None and (narrow.hours is None or not set(HOURS[narrow.hours]) <= set(HOURS[wide.hours])):
        return False
    if wide.keyword is not None and (
        narrow.keyword is None or not all(any(word in other for word in wide.words) for other in narrow.words)
    ):
        return False
    if wide.to_street and not narrow.to_street:
        return False
    return not wide.to_owner or narrow.to_owner or narrow.owner_code is not None


def check(rules: Sequence[Rule], matters: pd.DataFrame, *, ended: Collection[str] = ()) -> list[Finding]:
    """All that is wrong, by position. `matters` are those of the past year, its index the numbers of tickets.

    `ended` are codes of organisations that answer for nothing any more.
    """
    ordered = sorted(rules, key=lambda rule: rule.position)
    found = [*_dead(ordered), *_ended(ordered, ended)]
    found += _idle(ordered, matters, dead={one.position for one in found if one.kind in {Kind.DEAD, Kind.CONFLICT}})
    found += _contested(ordered, matters)
    return sorted(found, key=lambda one: (one.position, one.kind, one.other or 0))


def _dead(rules: Sequence[Rule]) -> list[Finding]:
    found = []
    for at, rule in enumerate(rules):
        above = next((other for other in rules[:at] if covers(other, rule)), None)
        if above is None:
            continue
        if _conditions(above) == _conditions(rule) and _answer(above) != _answer(rule):
            zh = f"规则 {rule.position} 与规则 {above.position} 条件相同而去向不同，永远轮不到它"
            en = (
                f"rule {rule.position} has the conditions of rule {above.position} and another answer: it never decides"
            )
            found.append(Finding(Kind.CONFLICT, rule.position, above.position, zh, en))
        else:
            zh = f"规则 {rule.position} 是死规则：规则 {above.position} 在前且已全部覆盖"
            en = f"rule {rule.position} is dead: rule {above.position} before it fits all that it fits"
            found.append(Finding(Kind.DEAD, rule.position, above.position, zh, en))
    return found


def _ended(rules: Sequence[Rule], ended: Collection[str]) -> list[Finding]:
    return [
        Finding(
            Kind.ENDED,
            rule.position,
            None,
            f"规则 {rule.position} 指向已撤销的单位 {code}",
            f"rule {rule.position} names {code}, which has ended",
        )
        for rule in rules
        for code in sorted({code for code in (rule.assignee_code, rule.owner_code) if code in ended and code})
    ]


def _idle(rules: Sequence[Rule], matters: pd.DataFrame, *, dead: Collection[int]) -> list[Finding]:
    decided = set(route_all(matters, rules)["rule_id"])
    return [
        Finding(
            Kind.IDLE,
            rule.position,
            None,
            f"规则 {rule.position} 闲置：过去一年没有一件由它决定",
            f"rule {rule.position} is idle: it decided nothing of the past year",
        )
        for rule in rules
        if rule.id not in decided and rule.position not in dead
    ]


def _contested(rules: Sequence[Rule], matters: pd.DataFrame) -> list[Finding]:
    """Pairs told only with an example: a warning nobody can look at is noise."""
    masks = meeting(matters, rules)
    decided = route_all(matters, rules)["rule_id"].to_numpy()
    found = []
    for (rule, fit), (other, also) in combinations(zip(rules, masks, strict=True), 2):
        if _answer(rule) == _answer(other) or covers(rule, other) or covers(other, rule):
            continue
        both = fit & also & (decided == rule.id)
        if not both.any():
            continue
        example = matters.index[int(both.argmax())]
        zh = f"规则 {rule.position} 与规则 {other.position} 有交叉而去向不同，仅凭先后决定，例如 {example}"
        en = f"rules {rule.position} and {other.position} overlap and differ: order alone decides, as for {example}"
        found.append(Finding(Kind.CONTESTED, rule.position, other.position, zh, en, example))
    return found


def _conditions(rule: Rule) -> tuple[object, ...]:
    return tuple(frozenset(rule.words) if name == "keyword" else getattr(rule, name) for name in _CONDITIONS)


def _answer(rule: Rule) -> tuple[bool, str | None]:
    return rule.to_street, rule.assignee_code
