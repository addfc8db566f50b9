"""What every solver is asked: 162 repairs and 20 crews over the road graph of the synthetic district (合成数据).

The repairs are the planted hazards with the minutes, skills and lids of the reference data. Crews begin at ten depots
in two shifts of eight hours; every second one has masons. Due 2 to 8 hours after the day begins, drawn with a seed.
"""

import csv
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import pyogrio

from inspections.crews import needs, roads
from inspections.crews.needs import Need
from inspections.crews.plan import Job, Van
from inspections.crews.roads import Matrix
from registry.datum import metric_crs

CREWS, DEPOTS, SHIFT_S = 20, 10, 8 * 3600
REFERENCE = Path(__file__).resolve().parent.parent.parent / "fixtures" / "reference"


@dataclass(frozen=True, slots=True)
class Sample:
    """Roads and places in metres (depots first), jobs and vans."""

    segments: gpd.GeoDataFrame
    points: gpd.GeoSeries
    jobs: list[Job]
    vans: list[Van]

    def matrix(self) -> Matrix:
        """Seconds and metres between all places."""
        graph = roads.build(self.segments)
        return roads.measure(graph, roads.snap(graph, self.points.to_numpy()))


def read_sample(folder: Path) -> Sample:
    """The sample of a district's files."""
    dice = np.random.default_rng(1)
    segments = pyogrio.read_dataframe(folder / "district.gpkg", layer="road_segments")
    middle = segments.union_all().centroid
    crs = metric_crs(middle.x, middle.y)
    segments = segments.to_crs(crs)
    with (folder / "planted.csv").open(encoding="utf-8") as file:
        hazards = {row["asset_source_id"]: row["defect_code"] for row in csv.DictReader(file) if row["hazard"] == "1"}
    assets = pyogrio.read_dataframe(folder / "district.gpkg", layer="assets", columns=["source_id"])
    assets = assets[assets["source_id"].isin(hazards)].to_crs(crs)
    depots = segments.geometry.interpolate(0.5, normalized=True).iloc[
        np.linspace(0, len(segments), DEPOTS, endpoint=False, dtype=int)
    ]
    points = gpd.GeoSeries([*depots, *assets.geometry], crs=crs)
    known, priority = _needs(), _priorities()
    jobs = []
    for place, source_id in enumerate(assets["source_id"], start=DEPOTS):
        code = hazards[source_id]
        need = needs.need_of(known, code, None)
        minutes, due_s = need.setup_minutes + need.work_minutes, int(dice.integers(2 * 60, 8 * 60)) * 60
        jobs.append(Job(source_id, place, round(minutes * 60), priority[code], due_s, need.skills, need.load))
    vans = []
    for i in range(CREWS):
        skills = frozenset({"lid", "masonry"} if i % 2 else {"lid", "confined_space"})
        begins = 3600 * (i % 4 == 3)
        vans.append(Van(f"crew-{i:02d}", i % DEPOTS, i % DEPOTS, begins, begins + SHIFT_S, skills, capacity=12))
    return Sample(segments, points, jobs, vans)


def _needs() -> dict[tuple[str, str | None], Need]:
    with (REFERENCE / "job_needs.csv").open(encoding="utf-8") as file:
        return {
            (row["defect_code"], row["class_code"] or None): Need(
                row["defect_code"],
                row["class_code"] or None,
                float(row["setup_minutes"]),
                float(row["work_minutes"]),
                frozenset(row["skills"].split("|")),
                int(row["load"]),
            )
            for row in csv.DictReader(file)
        }


def _priorities() -> dict[str, int]:
    with (REFERENCE / "defects.csv").open(encoding="utf-8") as file:
        return {row["code"]: int(row["priority"]) for row in csv.DictReader(file)}
