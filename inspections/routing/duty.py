"""The rules that hold at a moment, with what a matter of that moment is tried on beside itself. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace

import pandas as pd

from inspections.routing.comparing import Rules
from inspections.routing.masks import BY_SIDE, route_all
from inspections.routing.rules import Matter, Route, by_default, route
from registry.roadsides.side import Answer

_FOUND = ("assignee_code", "rule_id", "territory_org")
_COLUMNS = tuple(column.name for column in fields(Matter))


@dataclass(frozen=True, slots=True)
class Routing:
    """The set in force (None: a city without rules), its hours, and the street offices by street code."""

    set_id: int | None
    rules: Rules
    hours: str
    offices: Mapping[str, str]

    def decide(self, matter: Matter) -> tuple[Matter, Route]:
        """The matter with its hours and the office of its place, and who answers for it (属事) and its place (属地).

        The hours are those of the moment, unless it brings its own.
        """
        whole = self._whole(matter)
        return whole, route(whole, self.rules.rules, desk=self.rules.desk)

    def decide_all(self, matters: Sequence[Matter]) -> list[Route]:
        """Who answers for each of many, at once: the answers of `decide`."""
        whole = [self._whole(matter) for matter in matters]
        frame = pd.DataFrame({name: [getattr(one, name) for one in whole] for name in _COLUMNS}, dtype=object)
        desk, by_id = self.rules.desk, {rule.id: rule for rule in self.rules.rules}
        found = route_all(frame, self.rules.rules, desk=desk)
        routes = []
        for one, org, id_, street in zip(whole, *(found[name].tolist() for name in _FOUND), strict=True):
            if id_ == BY_SIDE:
                routes.append(Route(org, None, one.side_zh, one.side_en, street))
            else:
                routes.append(Route(org, id_, *by_id[id_].reasons, street) if id_ else by_default(street, desk))
        return routes

    def _whole(self, matter: Matter) -> Matter:
        office = self.offices.get((matter.community_code or "")[:9])
        return replace(matter, hours=matter.hours or self.hours, territory_org=office)


def beside(matter: Matter, side: Answer | None) -> Matter:
    """The matter with who answers for the side of the road it lies on, where somebody does."""
    return replace(matter, side_org=side.org_code, side_zh=side.zh, side_en=side.en) if side else matter
