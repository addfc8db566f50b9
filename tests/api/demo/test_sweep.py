"""The campaign of the demonstration runs over HTTP on the small district, and every cover is seen."""

from datetime import UTC, datetime

from sqlalchemy import text

from api.demo import cases, sweep
from api.demo.world import Defect, Profile
from registry.database import reading
from tests.api.demo.conftest import Town

COVERS = "select a.code from registry.asset a join registry.asset_class c on c.code = a.class_code where is_cover"


def test_a_campaign_is_walked_and_its_hazards_are_brought_to_an_end(town: Town) -> None:
    with reading(town.engine) as conn:
        codes = conn.execute(text(COVERS)).scalars().all()
    truth = {code: Defect("missing", 3, hazard=True) for code in sorted(codes)[:30]}
    campaign = sweep.begin(town.desk, town.engine, profile=Profile.EXACT, org_code=None, today=datetime.now(UTC).date())
    seen: list[int] = []
    tally = sweep.walk(campaign, base_url=town.base, truth=truth, profile=Profile.EXACT, seed=1, progress=seen.append)
    assert (tally.refused, tally.items) == (0, tally.accepted + tally.known)
    assert sum(seen) == tally.items

    reported = cases.tickets(town.desk, hazard=True, state="reported")
    assert {one["properties"]["asset_code"] for one in reported} == truth.keys()
    wrong = reported[0]["properties"]["asset_code"]
    real = {code: defect for code, defect in truth.items() if code != wrong}
    cases.work(town.desk, town.base, crews=town.crews, verifiers=campaign.inspectors, truth=real, progress=seen.append)
    assert {one["properties"]["asset_code"] for one in cases.tickets(town.desk, state="void")} == {wrong}
    closed = cases.tickets(town.desk, state="closed")
    assert {one["properties"]["asset_code"] for one in closed} == real.keys()
    assert sum(one["properties"]["reworks"] for one in closed) == 1, "one in twenty-five is done again"

    progress = sweep.end(town.desk, campaign)
    assert progress["coverage"] == 1.0
