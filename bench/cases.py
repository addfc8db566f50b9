"""A month of a district's hotline, 66,100 requests, routed and de-duplicated in one run; at most 60 s.

`python bench/cases.py [--json]`, or `./run bench cases`. Made up with a seed: matters, places along streets, words in
Chinese and English, of every eighth a second telling by somebody else: a few metres away, hours or days later, in
other words. Ours, in seconds of processor time: all routed as a file is, by a rule for each matter, and compared. The
peer is the bound of 60 s. How many of the planted pairs were found, and of the found how many were planted, is told.
"""

import argparse
import json
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from inspections.duplicates import weights  # noqa: E402 - run as a file, the house is found first
from inspections.duplicates.cases import Case  # noqa: E402 - as above
from inspections.duplicates.finding import find  # noqa: E402 - as above
from inspections.requests.routing import KIND  # noqa: E402 - as above
from inspections.routing.comparing import Rules  # noqa: E402 - as above
from inspections.routing.duty import Routing  # noqa: E402 - as above
from inspections.routing.rules import Matter, Rule  # noqa: E402 - as above

REQUESTS, EVERY, DAYS, MOST_S = 66_100, 8, 30, 60.0
SIDE_M = 8_100.0  # 65.84 km², Shibei's area
WEST, SOUTH, METRES = 120.33, 36.05, 111_195.0
FAMILIES = tuple(f"f{n:02d}" for n in range(55))  # as many as there are departments
WHAT = (
    "井盖缺失很危险", "井盖松动有异响", "路灯不亮", "垃圾未清运", "污水外溢", "占道经营", "噪音扰民", "路面坑洼",
    "树枝折断", "违章停车", "the cover is missing", "street light out", "rubbish not collected", "water on the road",
)  # fmt: skip
MORE = (
    "请尽快处理",
    "已经好几天了",
    "孩子差点掉进去",
    "please hurry",
    "在小区门口",
    "靠近公交站",
    "since yesterday",
    "晚上更严重",
)


def measure() -> list[dict[str, object]]:
    """One row: seconds of the bound over ours, which has to be 1 at least."""
    cases, planted = make(seed=1)
    weighed = weights.as_weights({str(row["kind"]): float(str(row["value"])) for row in weights.read_file(
        ROOT / "fixtures" / "reference" / weights.WEIGHTS)})  # fmt: skip
    routing = Routing(1, Rules(()).with_matters(_rules()), "working", {})
    began = time.process_time()
    routing.decide_all(
        [Matter(None, None, None, None, None, kind=KIND, matter_code=case.matter, text=case.words) for case in cases]
    )
    routed = time.process_time() - began
    found = {(pair.first, pair.second) for pair in find(cases, weighed)}
    took = time.process_time() - began
    return [
        {
            "name": "cases",
            "ratio": round(MOST_S / took, 2),
            "bar": 1.0,
            "ours": f"{took:.1f} s ({routed:.1f} s of it routing)",
            "peer": f"{MOST_S:.0f} s",
            "peer_is": f"the bound for {len(cases):,} requests",
            "pairs": len(found),
            "planted_found": round(len(found & planted) / len(planted), 3),
            "found_planted": round(len(found & planted) / len(found), 3),
        }
    ]


def make(*, seed: int, requests: int = REQUESTS) -> tuple[list[Case], set[tuple[str, str]]]:
    """Requests of a month, and the pairs of ids of which the second tells the first again."""
    random = np.random.default_rng(seed)
    began = datetime(2026, 10, 1, tzinfo=UTC)
    first_told = requests * EVERY // (EVERY + 1)
    cases: list[Case] = []
    planted: set[tuple[str, str]] = set()
    for n in range(first_told):
        family = int(random.integers(len(FAMILIES)))
        x, y = random.uniform(0, SIDE_M, 2)
        at = began + timedelta(days=float(random.uniform(0, DAYS)))
        what = WHAT[(family * 3 + int(random.integers(3))) % len(WHAT)]
        matter = f"{FAMILIES[family]}-{int(random.integers(3))}"
        case = _case(f"r{n:06d}", matter, at, x, y, what, random)
        cases.append(case)
        if n % EVERY == 0 and len(cases) + first_told - n - 1 < requests:
            east, north = random.normal(0, 8, 2)
            again = at + timedelta(days=float(random.exponential(2)))
            told = matter if random.random() < 0.8 else f"{FAMILIES[family]}-{int(random.integers(3))}"
            cases.append(_case(f"s{n:06d}", told, again, x + east, y + north, what, random))
            planted.add((case.id, cases[-1].id))
    return cases, planted


def _case(name: str, matter: str, at: datetime, x: float, y: float, what: str, random: np.random.Generator) -> Case:
    lat = SOUTH + y / METRES
    lon = WEST + x / (METRES * np.cos(np.radians(SOUTH)))
    words = f"{what}，{MORE[int(random.integers(len(MORE)))]}"
    return Case(
        name, matter.partition("-")[0], matter, at, lon=float(lon), lat=float(lat), accuracy_m=10.0, words=words
    )


def _rules() -> list[Rule]:
    return [
        Rule(
            -n,
            n,
            None,
            None,
            None,
            None,
            None,
            f"D{n:03d}",
            "规则",
            "rule",
            kind=KIND,
            matter_code=f"{family}-{kind}",
            of_matter=True,
        )
        for n, (family, kind) in enumerate(((f, k) for f in FAMILIES for k in range(3)), start=1)
    ]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    for row in measure():
        print(json.dumps(row, ensure_ascii=False) if options.json else row)
