"""Whom a change of the rules would move: the same matters under the rules of now and of a draft.

Pure.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import pandas as pd

from inspections.routing.masks import BY_SIDE, route_all
from inspections.routing.rules import Rule, by_default


@dataclass(frozen=True, slots=True)
class Rules:
    """A set of rules with its default desk."""

    rules: tuple[Rule, ...]
    desk: str | None = None

    def with_matters(self, duties: Sequence[Rule]) -> "Rules":
        """With what the table of matters says: it decides where no rule that asks for something fits.

        It stands before the first rule that asks nothing, which would leave nothing to it.
        """
        last = max((rule.position for rule in self.rules), default=0)
        position = min((rule.position for rule in self.rules if rule.asks_nothing), default=last + 1)
        placed = [replace(one, position=position) for one in duties]  # of one position, the first in the list decides
        return replace(self, rules=(*placed, *self.rules))


@dataclass(frozen=True, slots=True)
class Comparison:
    """What would go elsewhere of `routed` matters.

    `moved` has, under the index of the matters, from_org, to_org and the reasons before_zh, before_en, after_zh,
    after_en; `flows` counts it: columns from_org, to_org, count, the most first.
    """

    routed: int
    moved: pd.DataFrame
    flows: pd.DataFrame


def compare(matters: pd.DataFrame, before: Rules, after: Rules) -> Comparison:
    """Route all matters twice and tell those whose answer differs; another reason for the same answer moves nothing."""
    was, will = (route_all(matters, one.rules, desk=one.desk) for one in (before, after))
    differs = was["assignee_code"].fillna("").to_numpy() != will["assignee_code"].fillna("").to_numpy()
    was, will = was[differs], will[differs]
    moved = pd.DataFrame({"from_org": was["assignee_code"], "to_org": will["assignee_code"]}, index=was.index)
    for name, routed, one in (("before", was, before), ("after", will, after)):
        words = _words(routed, one, matters[differs])
        moved[f"{name}_zh"], moved[f"{name}_en"] = [zh for zh, _ in words], [en for _, en in words]
    flows = moved.groupby(["from_org", "to_org"], dropna=False).size().rename("count").reset_index()
    return Comparison(len(matters), moved, flows.sort_values("count", ascending=False, kind="stable"))


def _words(routed: pd.DataFrame, one: Rules, matters: pd.DataFrame) -> Sequence[tuple[str, str]]:
    known = {rule.id: rule.reasons for rule in one.rules}
    told = []
    sides = zip(matters["side_zh"], matters["side_en"], strict=True)
    for rule_id, street, side in zip(routed["rule_id"], routed["territory_org"], sides, strict=True):
        default = by_default(street, one.desk)
        told.append(side if rule_id == BY_SIDE else known.get(rule_id, (default.reason_zh, default.reason_en)))
    return told
