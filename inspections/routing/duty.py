"""The rules that hold at a moment, with what a matter of that moment is tried on beside itself. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from inspections.routing.comparing import Rules
from inspections.routing.rules import Matter, Route, route
from registry.roadsides.side import Answer


@dataclass(frozen=True, slots=True)
class Routing:
    """The set in force (None: a city without rules), its hours, and the street offices by street code."""

    set_id: int | None
    rules: Rules
    hours: str
    offices: Mapping[str, str]

    def decide(self, matter: Matter) -> tuple[Matter, Route]:
        """The matter with its hours and the office of its place, and who answers for it (属事) and its place (属地)."""
        office = self.offices.get((matter.community_code or "")[:9])
        whole = replace(matter, hours=self.hours, territory_org=office)
        return whole, route(whole, self.rules.rules, desk=self.rules.desk)


def beside(matter: Matter, side: Answer | None) -> Matter:
    """The matter with who answers for the side of the road it lies on, where somebody does."""
    return replace(matter, side_org=side.org_code, side_zh=side.zh, side_en=side.en) if side else matter
