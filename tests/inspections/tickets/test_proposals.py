"""What a hazard proposes."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal
from uuid import UUID

from inspections.clocks.limits import Kind, Limit, Unit
from inspections.routing.comparing import Rules
from inspections.routing.duty import Routing
from inspections.routing.rules import Rule
from inspections.tickets.proposals import Position, Proposal, propose
from inspections.tickets.sightings import Group, Sighting

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Place:
    zh: str = "辽宁路北侧"
    en: str = "north side of Liaoning Road"
    community_code: str | None = "370203005001"
    grid_code: str | None = "370203005001007"


SEEN = Sighting(
    UUID(int=1), "37020301002000001", "01002", "PSGS", "footway", None, None, 120.0, 36.0, 9.0, "missing", None, NOW
)
RULE = Rule(3, 4, None, None, None, None, "370203005", None, "谁所有、谁负责", "the owner")
LIMIT = Limit(
    1, "default", Kind.REPAIR, "missing", "", 1, Decimal(6), Unit.EMERGENCY_HOUR, "china", None, "Tianjin 2017", NOW
)


def proposal(seen: Sighting, *, limit: Limit | None = LIMIT) -> Proposal:
    return propose(
        Group((seen,)), number="20261123-00001", hazard=True, position=Position(120.37, 36.08, 0.5), place=Place(),
        routing=Routing(1, Rules((RULE,)), "working", {}), side=None, limit=limit, campaign_id=None,
    )  # fmt: skip


def test_it_takes_words_and_codes_from_the_place_and_the_route_from_the_rules() -> None:
    made = proposal(SEEN)
    assert (made.place_zh, made.community_code, made.grid_code) == ("辽宁路北侧", "370203005001", "370203005001007")
    assert (made.lon, made.lat, made.accuracy_m) == (120.37, 36.08, 0.5)
    assert (made.assignee_code, made.route_rule_id, made.route_reason_en) == ("PSGS", 3, "rule 4: the owner")
    assert made.limit_reason == "6 紧急工作时（6 emergency hours; default: Tianjin 2017）"
    assert (made.severity, made.hazard, made.id) == (2, True, Group((SEEN,)).id)


def test_the_codes_of_the_register_come_first() -> None:
    made = proposal(replace(SEEN, community_code="370203005002", grid_code="370203005002001", severity=3))
    assert (made.community_code, made.grid_code, made.severity) == ("370203005002", "370203005002001", 3)


def test_without_a_limit_it_says_nothing_of_one() -> None:
    assert proposal(SEEN, limit=None).limit_reason == ""
