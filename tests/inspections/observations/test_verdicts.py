"""What becomes of an item, decided from facts alone."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from inspections.observations.batches import read_batch
from inspections.observations.faults import Reason
from inspections.observations.items import Fault, read_items
from inspections.observations.matching import Near
from inspections.observations.verdicts import (
    Asset,
    Campaign,
    Facts,
    Kept,
    KeptVisit,
    Unit,
    Verdict,
    campaign_fault,
    judge,
)
from tests.inspections.observations.quarter import (
    CAMPAIGN,
    FAR,
    LAT,
    LON,
    NOW,
    WEST,
    code,
    hazard,
    inspector,
    item_id,
    look,
    place,
    sent,
)


def _asset(community: str, n: int) -> Asset:
    at = place(community, n)
    return Asset(code(community, n), "01002", None, None, community, None, float(str(at["lon"])), LAT, 0.5)


ASSETS = {one.code: one for one in (_asset(WEST, 0), _asset(WEST, 1), _asset(FAR, 0))}
RUNNING = Campaign("running", "370203005", NOW - timedelta(days=7), None)
FACTS = Facts(campaign=RUNNING, assets=ASSETS, defects=frozenset({"missing"}))


def _verdict(item: object, facts: Facts = FACTS, **envelope: object) -> Verdict:
    batch = read_batch(sent(item, **({"campaign_id": CAMPAIGN} | envelope)))
    (verdict,) = judge(inspector(), batch, read_items(batch.items), facts, now=NOW)
    return verdict


def _kept(item: object, facts: Facts = FACTS) -> Kept:
    verdict = _verdict(item, facts)
    assert isinstance(verdict, Kept), verdict
    return verdict


def _reason(item: object, facts: Facts = FACTS, **envelope: object) -> Reason:
    verdict = _verdict(item, facts, **envelope)
    assert isinstance(verdict, Fault)
    return verdict.reason


def test_a_code_is_followed() -> None:
    kept = _kept(look(1, code(WEST, 0), position=place(WEST, 0)))
    assert (kept.asset, kept.matched_by, kept.review, kept.community_code) == (
        ASSETS[code(WEST, 0)],
        "code",
        None,
        WEST,
    )
    assert _kept(look(1, pick=code(WEST, 0))).matched_by == "pick"


def test_codes_that_nobody_knows_are_refused() -> None:
    assert _reason(look(1, code(WEST, 4))) is Reason.UNKNOWN_ASSET
    assert _reason(hazard(1, code(WEST, 0), defect_code="dragon")) is Reason.UNKNOWN_DEFECT
    assert _reason({"id": item_id(1), "unit_id": 3, "result": "walked"}) is Reason.UNKNOWN_UNIT


def test_another_street_is_refused_by_code_and_by_position() -> None:
    assert _reason(look(1, code(FAR, 0))) is Reason.AREA
    assert _reason(look(1, position=place(FAR, 0)), replace(FACTS, communities={0: FAR})) is Reason.AREA
    near = replace(FACTS, near={0: [Near(code(FAR, 0), "01002", 1.0, 0.5)]}, communities={0: WEST})
    assert _reason(look(1, position=place(FAR, 0)), near) is Reason.AREA, "where the matched asset lies decides"


def test_candidates_of_another_street_are_not_told() -> None:
    near = [Near(code(WEST, 0), "01002", 5.0, 0.5), Near(code(FAR, 0), "01002", 5.0, 0.5)]
    kept = _kept(look(1, position=place(WEST, 0)), replace(FACTS, near={0: near}, communities={0: WEST}))
    assert (kept.asset, kept.review) == (None, "match")
    assert [one.asset_code for one in kept.candidates] == [code(WEST, 0)]


def test_a_new_thing_is_never_matched() -> None:
    near = replace(FACTS, near={0: [Near(code(WEST, 0), "01002", 0.5, 0.5)]}, communities={0: WEST})
    assert _kept(look(1, position=place(WEST, 0)), near).asset is ASSETS[code(WEST, 0)]
    new = _kept(look(1, result="new", position=place(WEST, 0)), near)
    assert (new.asset, new.review, len(new.candidates)) == (None, "match", 1)


def test_a_code_far_from_its_place_and_an_odd_time_are_both_told() -> None:
    kept = _kept(look(1, code(WEST, 0), position={"lon": LON[FAR], "lat": LAT}, device_time=None))
    assert kept.review == "place time"


@pytest.mark.parametrize(
    ("campaign", "mine"),
    [
        (RUNNING, True),
        (replace(RUNNING, state="ended"), True),
        (replace(RUNNING, area_code="370203"), True),
        (replace(RUNNING, area_code=WEST), True),
        (replace(RUNNING, area_code="370203006"), False),
        (replace(RUNNING, state="planned"), False),
        (None, False),
    ],
)
def test_whose_campaign_it_is(campaign: Campaign | None, mine: bool) -> None:
    assert (campaign_fault(inspector(), campaign) is None) is mine
    if not mine:
        assert _reason(hazard(1, code(WEST, 0)), replace(FACTS, campaign=campaign)) is Reason.CAMPAIGN


def test_a_unit_is_visited_in_its_campaign_within_the_areas_or_by_its_own_inspector() -> None:
    visit = {"id": item_id(1), "unit_id": 3, "result": "no_access", "device_time": NOW.isoformat()}
    unit = Unit(UUID(CAMPAIGN), WEST, own=False)

    def with_unit(unit: Unit) -> Facts:
        return replace(FACTS, units={3: unit})

    assert isinstance(_verdict(visit, with_unit(unit)), KeptVisit)
    assert isinstance(_verdict(visit, with_unit(replace(unit, community_code=None, own=True))), KeptVisit)
    assert _reason(visit, with_unit(replace(unit, community_code=FAR))) is Reason.AREA
    assert _reason(visit, with_unit(unit), campaign_id=None) is Reason.CAMPAIGN
