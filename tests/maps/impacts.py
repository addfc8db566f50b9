"""The impact of a small redraw, made without a register."""

from datetime import UTC, datetime

import pandas as pd

from inspections.redraw.gathering import Impact
from inspections.redraw.replaying import replay
from inspections.redraw.staffing import Round, staff
from inspections.redraw.weighing import Scene, weigh
from inspections.tickets.workflow import Words
from tests.inspections.redraw import scene

ROUND = Round(limit_minutes=180, start_minutes=20, crew=2)
NOTHING = dict.fromkeys(("grounds", "roads", "streets"), '{"type":"FeatureCollection","features":[]}')
FIRST, SECOND = f"{scene.GRIDS[0]}010", f"{scene.GRIDS[0]}011"


def made(town: Scene | None = None) -> Impact:
    """The first grid cut elsewhere: what lies beyond 2 changes hands; the second had no micro-grids."""
    after = scene.cells(([2, 6], [5])).replace({f"{scene.GRIDS[0]}002": FIRST, f"{scene.GRIDS[0]}003": SECOND})
    town = town or scene.scene(
        scene.cells(([2, 4], [])),
        after,
        work=[(1, 100), (5, 120), (9, 150), (15.5, 400)],
        homes=[(1, 50), (5, 10), (9, 40), (12, 7)],
        assets=[1, 5, 9, 12],
        tickets=[5, 9],
        happened=[("2026-10", "filed", 2, "", 5.0), ("2026-11", "observed", 1500, "a2", 0.0)],
    )
    words = {"defect_zh": "缺失<b>", "defect_en": "missing<b>", "place_zh": "辽宁路", "place_en": "Liaoning Road"}
    weighed = weigh(
        Scene(
            town.grids,
            town.before,
            town.after,
            town.atoms,
            town.addresses,
            town.assets,
            town.tickets.assign(**words),
            town.happened,
        )
    )
    staffed = staff(town.before, town.after, weighed.flows, grids=town.grids, rounds=ROUND)
    return Impact(
        scene=town,
        rounds=ROUND,
        weighed=weighed,
        staffed=staffed,
        replay=replay(
            weighed.happened,
            months=[f"{month:%Y-%m}" for month in pd.date_range("2025-12-01", periods=12, freq="MS")],
            cells={"before": staffed.before.index, "after": staffed.after.index},
        ),
        communities={scene.GRIDS[0][:12]: "甲社区", scene.GRIDS[1][:12]: "乙社区"},
        streets={scene.GRIDS[0][:9]: Words("一街道", "First Subdistrict")},
        renumbered={},
        made_at=datetime(2026, 11, 23, 1, tzinfo=UTC),
    )
