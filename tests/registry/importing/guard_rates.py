"""How often the datum guard cries wolf, and how often it finds the wolf: seeded batches on made-up ground.

python -m tests.registry.importing.guard_rates 4000    prints both tables.
"""

import sys
from collections import Counter
from collections.abc import Callable, Iterator

import numpy as np
import numpy.typing as npt
import shapely

from registry.importing.guard import State, Verdict
from registry.importing.guesses import Cause
from tests.registry.importing.ground import BD09, GCJ02, PLANE, WGS84, Floats, Ground, as_read, build, verdict

Rates = dict[str, Counter[str]]
WRONG = {
    "gcj02_as_wgs84": (GCJ02, WGS84),
    "bd09_as_wgs84": (BD09, WGS84),
    "wgs84_as_gcj02": (WGS84, GCJ02),
    "bd09_as_gcj02": (BD09, GCJ02),
    "gcj02_as_bd09": (GCJ02, BD09),
}


def clean(ground: Ground, count: int, *, seed: int = 1) -> Iterator[tuple[str, Verdict]]:
    """Verdicts on batches that lie where they belong, or that have nothing to do with what is known."""
    rng = np.random.default_rng(seed)
    kinds: dict[str, Callable[[Ground, np.random.Generator], Verdict]] = {
        "re-surveyed, 0-30 m of noise": _resurveyed,
        "of no class": lambda ground, rng: _resurveyed(ground, rng, classless=True),
        "beside roads alone": lambda ground, rng: _resurveyed(ground, rng, known=False),
        "beside the outline alone": lambda ground, rng: _resurveyed(ground, rng, known=False, roads=False),
        "scattered anywhere": _scattered,
        "round the border": _round_the_border,
        "in a row": _in_a_row,
        "lines anywhere": _lines,
        "roads that are known": _roads,
        "areas anywhere": _areas,
        "buildings anywhere": lambda ground, rng: _areas(ground, rng, kind="buildings"),
    }
    for number in range(count):
        name = list(kinds)[number % len(kinds)]
        yield name, kinds[name](ground, rng)


def wrong(ground: Ground, count: int, *, seed: int = 2) -> Iterator[tuple[str, str, Verdict]]:
    """Size, true cause and verdict of batches in a wrong datum."""
    rng = np.random.default_rng(seed)
    sizes = ((10, 150.0), (30, 300.0), (100, 800.0), (300, None))
    for number in range(count):
        points, within_m = sizes[number % len(sizes)]
        known = number // len(sizes) % 2 == 0
        cause, (true, read) = list(WRONG.items())[int(rng.integers(len(WRONG)))]
        positions, classes = ground.batch(rng, points, within_m=within_m, noise_m=float(rng.choice([0, 2, 5, 10])))
        found = verdict(ground, as_read(positions, true), system=read, classes=classes, known=known)
        yield f"{points} points, {'things and roads' if known else 'roads alone'}", cause, found


def _size(rng: np.random.Generator) -> int:
    return int(np.exp(rng.uniform(0, np.log(300))))


def _resurveyed(
    ground: Ground, rng: np.random.Generator, *, classless: bool = False, known: bool = True, roads: bool = True
) -> Verdict:
    within_m = None if rng.random() < 0.2 else float(np.exp(rng.uniform(np.log(40), np.log(2000))))
    positions, classes = ground.batch(rng, _size(rng), within_m=within_m, noise_m=float(rng.choice([0, 1, 5, 15, 30])))
    shapes = as_read(positions, WGS84)
    return verdict(ground, shapes, classes=None if classless else classes, known=known, roads=roads)


def _classes(ground: Ground, rng: np.random.Generator, count: int) -> npt.NDArray[np.object_]:
    return rng.choice(ground.covers["sort"].to_numpy(dtype=object), count)


def _scattered(ground: Ground, rng: np.random.Generator) -> Verdict:
    spread_m, count = float(np.exp(rng.uniform(np.log(30), np.log(1500)))), _size(rng)
    places = rng.uniform(-1200, 1200, 2) + rng.normal(0, spread_m, (count, 2))
    return verdict(ground, shapely.points(PLANE.lon_lat(places)), classes=_classes(ground, rng, count))


def _round_the_border(ground: Ground, rng: np.random.Generator) -> Verdict:
    count = _size(rng)
    at = shapely.line_interpolate_point(shapely.boundary(ground.outline), rng.random(), normalized=True)
    places = PLANE.metres(np.array([at.x, at.y])) + rng.normal(0, rng.choice([20, 100, 400, 1500]), (count, 2))
    return verdict(ground, shapely.points(PLANE.lon_lat(places)), classes=_classes(ground, rng, count))


def _row(rng: np.random.Generator, longest_m: float) -> Floats:
    """Two ends in metres; a third of the rows run as many streets of the town do."""
    way = rng.choice([0.3, 0.3 + np.pi / 2, rng.uniform(0, np.pi)])
    start = rng.uniform(-1300, 1300, 2)
    return np.array([start, start + rng.uniform(50, longest_m) * np.array([np.cos(way), -np.sin(way)])])


def _in_a_row(ground: Ground, rng: np.random.Generator) -> Verdict:
    start, end = _row(rng, 800)
    steps = np.linspace(0, 1, max(2, int(np.hypot(*(end - start)) / rng.choice([10, 30, 50]))))
    places = start + steps[:, None] * (end - start)
    classes = np.full(len(places), _classes(ground, rng, 1)[0], dtype=object)
    return verdict(ground, shapely.points(PLANE.lon_lat(places)), classes=classes)


def _lines(ground: Ground, rng: np.random.Generator) -> Verdict:
    lines = shapely.linestrings(PLANE.lon_lat(np.array([_row(rng, 500) for _ in range(max(1, _size(rng) // 10))])))
    return verdict(ground, lines, kind="roads")


def _roads(ground: Ground, rng: np.random.Generator) -> Verdict:
    chosen = rng.choice(ground.roads, max(1, _size(rng) // 4), replace=False)
    return verdict(ground, chosen, kind="roads")


def _areas(ground: Ground, rng: np.random.Generator, *, kind: str = "grids") -> Verdict:
    count = max(1, _size(rng) // 10)
    west, south = rng.uniform(-1400, 1400, (2, count))
    wide, high = rng.uniform(15, 60, (2, count)) if kind == "buildings" else rng.uniform(60, 600, (2, count))
    boxes = shapely.box(west, south, west + wide, south + high)
    return verdict(ground, shapely.transform(boxes, PLANE.lon_lat), kind=kind)


def false_alarms(ground: Ground, count: int, *, seed: int = 1) -> Rates:
    """How many verdicts of each sort each kind of clean batch got: fine, unknown, or the cause of a false alarm."""
    found: Rates = {}
    for name, said in clean(ground, count, seed=seed):
        found.setdefault(name, Counter())[str(said.cause or said.state)] += 1
    return found


def hits(ground: Ground, count: int, *, seed: int = 2) -> Rates:
    """How many batches of each size in a wrong datum were named rightly, missed, or named wrongly."""
    found: Rates = {}
    for name, cause, said in wrong(ground, count, seed=seed):
        told = "hit" if said.cause == Cause(cause) else "missed" if said.state is not State.SUSPICIOUS else "misnamed"
        found.setdefault(name, Counter())[told] += 1
    return found


if __name__ == "__main__":
    asked = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    for title, rates in (("clean", false_alarms(build(), asked)), ("wrong datum", hits(build(), asked))):
        print(title)
        for name, counted in rates.items():
            print(f"  {name:32}", dict(counted))
