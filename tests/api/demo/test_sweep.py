"""The campaign of the demonstration runs over HTTP on the small district, and every cover is seen."""

from datetime import UTC, datetime

from sqlalchemy import text

from api.demo import cases, stage, sweep
from api.demo.world import Defect, Profile
from registry.database import reading
from tests.api.demo.conftest import Town

COVERS = "select a.code from registry.asset a join registry.asset_class c on c.code = a.class_code where is_cover"


def test_a_campaign_is_walked_and_its_hazards_are_reported(town: Town) -> None:
    with reading(town.engine) as conn:
        codes = conn.execute(text(COVERS)).scalars().all()
    truth = {code: Defect("missing", 3, hazard=True) for code in sorted(codes)[:30]}
    campaign = sweep.begin(
        town.desk, town.engine, profile=Profile.EXACT, org_code=stage.VERIFIERS, today=datetime.now(UTC).date()
    )
    seen: list[int] = []
    tally = sweep.walk(campaign, base_url=town.base, truth=truth, profile=Profile.EXACT, seed=1, progress=seen.append)
    assert (tally.refused, tally.items) == (0, tally.accepted + tally.known)
    assert sum(seen) == tally.items

    reported = cases.tickets(town.desk, hazard=True, state="reported")
    assert {one["properties"]["asset_code"] for one in reported} == truth.keys()
    days = {one["properties"]["reported_at"][:10] for one in reported}
    assert len(days) > 1, "each is told on the day it is seen"
    assert min(days) >= f"{campaign.starts_at:%Y-%m-%d}"

    progress = sweep.end(town.desk, campaign)
    assert progress["coverage"] == 1.0
