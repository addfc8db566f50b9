"""The ticket that a hazard proposes, before the database decides whether an open one exists.

Pure: position, place in words, rules and limit are gathered by `filing`.
"""

from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from inspections.clocks.limits import Limit, in_words
from inspections.routing.duty import Routing, beside
from inspections.routing.rules import Matter, Route
from inspections.tickets.sightings import Group
from registry.roadsides.side import Answer

_SEVERITY_OF_HAZARD = 2


class Described(Protocol):
    """A place in words and by codes, as `registry.describe` gives it."""

    @property
    def zh(self) -> str: ...
    @property
    def en(self) -> str: ...
    @property
    def community_code(self) -> str | None: ...
    @property
    def grid_code(self) -> str | None: ...


@dataclass(frozen=True, slots=True)
class Handling:
    """What the table of defects says about one: a hazard or not, and whether it becomes a ticket."""

    hazard: bool
    handling: str


@dataclass(frozen=True, slots=True)
class Position:
    """Where a ticket lies."""

    lon: float
    lat: float
    accuracy_m: float | None


@dataclass(frozen=True, slots=True)
class Proposal:
    """A ticket to be opened, as `open_tickets` reads it, unless an open one of its asset and defect exists."""

    id: UUID
    number: str
    asset_code: str | None
    class_code: str | None
    defect_code: str
    severity: int
    hazard: bool
    campaign_id: UUID | None
    place_zh: str
    place_en: str
    community_code: str | None
    grid_code: str | None
    lon: float
    lat: float
    accuracy_m: float | None
    assignee_code: str | None
    route_rule_id: int | None
    route_reason_zh: str
    route_reason_en: str
    limit_reason: str
    matter: Matter
    set_id: int | None
    territory_org: str | None

    @property
    def route(self) -> Route:
        """Who answers, and why."""
        words = self.route_reason_zh, self.route_reason_en
        return Route(self.assignee_code, self.route_rule_id, *words, self.territory_org)


def propose(
    group: Group,
    *,
    number: str,
    hazard: bool,
    position: Position,
    place: Described,
    routing: Routing,
    side: Answer | None,
    limit: Limit | None,
    campaign_id: UUID | None,
) -> Proposal:
    """The ticket a group of sightings proposes: routed by rule, with its limit in words.

    `place` is where `position` lies, in words and by codes; `side` who answers for the side of the road there.
    """
    lead = group.lead
    community = lead.community_code or place.community_code
    matter = Matter(lead.class_code, lead.defect_code, lead.owner_code, lead.setting, community, hazard=hazard)
    matter, to = routing.decide(beside(matter, side))
    return Proposal(
        id=group.id,
        number=number,
        asset_code=lead.asset_code,
        class_code=lead.class_code,
        defect_code=lead.defect_code,
        severity=group.severity or _SEVERITY_OF_HAZARD,
        hazard=hazard,
        campaign_id=campaign_id,
        place_zh=place.zh,
        place_en=place.en,
        community_code=community,
        grid_code=lead.grid_code or place.grid_code,
        lon=position.lon,
        lat=position.lat,
        accuracy_m=position.accuracy_m,
        assignee_code=to.assignee_code,
        route_rule_id=to.rule_id,
        route_reason_zh=to.reason_zh,
        route_reason_en=to.reason_en,
        limit_reason=in_words(limit) if limit else "",
        matter=matter,
        set_id=routing.set_id,
        territory_org=to.territory_org,
    )
