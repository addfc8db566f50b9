"""The plan in words says every number a planner needs."""

import json

import pandas as pd
import pytest
import shapely

from inspections.campaigns.explanation import as_json, chinese, english, notes
from inspections.campaigns.layout import lay_out
from inspections.campaigns.parameters import Parameters, Staffing
from inspections.campaigns.plan import Plan


@pytest.fixture(params=[Staffing.TEAM, Staffing.GRID_WORKERS], ids=str)
def plan(request: pytest.FixtureRequest) -> Plan:
    road = shapely.LineString([(0, 0), (1000, 0)])
    units = pd.DataFrame(
        {
            "kind": "segment",
            "place_code": ["a", "b"],
            "grid_code": ["1", "2"],
            "community_code": "370203005001",
            "targets": [400, 440],
            "line_m": 1000.0,
            "width_m": 20.0,
            "area_m2": float("nan"),
            "outline_m": float("nan"),
            "shape": [road, shapely.LineString([(1000, 0), (2000, 0)])],
        }
    )
    return lay_out(units, parameters=Parameters(), staffing=request.param, days=2, seed=1).plan


def test_it_says_what_was_reckoned_with(plan: Plan) -> None:
    for words in (chinese(plan), english(plan)):
        for figure in ("840", "45", "2.0", "4.0", "10.5", "6", "5%", "5.7", str(plan.people), f"{plan.days_needed}"):
            assert figure in words


def test_it_is_stored_as_plain_values_with_its_words(plan: Plan) -> None:
    stored = json.loads(json.dumps(as_json(plan), ensure_ascii=False))
    assert stored["people"] == plan.people
    assert stored["words_zh"] == chinese(plan)
    assert stored["parameters"]["look_s"] == 45
    assert stored["total_min"] == pytest.approx(stored["looking_min"] + stored["walking_min"] + stored["getting_min"])


def test_grid_workers_are_called_so(plan: Plan) -> None:
    grid_workers = plan.staffing is Staffing.GRID_WORKERS
    assert ("网格员" in chinese(plan)) == grid_workers
    assert ("grid workers" in english(plan)) == grid_workers


def test_notes_come_in_both_languages() -> None:
    found = {"bridges": 2, "longest_m": 120.0, "too_large_min": 600.0, "units_a_share": 1.5, "fewer_units": 3}
    zh, en = notes(found | {"overdue_days": 17})
    assert len(zh) == len(en) == 5
    assert "120" in zh[0]
    assert "120" in en[0]
    assert notes({}) == ((), ())
