"""One reading of a sample beside what is known at its places: what each guess is worth, and by what. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from registry.importing import evidence
from registry.importing.evidence import Plane, Strengths
from registry.importing.sampling import Sample
from registry.importing.trials import Base, References

Floats = npt.NDArray[np.float64]

# What counts as fitting, and how large a place is that bears it out, in metres. A lamp stands beside the next one, a
# road goes on and on: what fits along one of them fits once.
_WITHIN_M = {"things": 5.0, "roads": 12.0, "kerbs": 0.0, "borders": 25.0, "outline": 25.0}
_CELL_M = {"things": 40.0, "roads": 150.0, "kerbs": 150.0, "borders": 150.0, "outline": 150.0}


_ROW_M = 50.0


@dataclass(frozen=True, slots=True)
class Finding:
    """One piece of evidence: the share of the sample that fits, as declared and as guessed.

    `name` is things (within 5 m of a known thing of its class), roads (within 12 m of a road's middle), kerbs (a
    building's edge off the road), borders (within 25 m of a known border), or outline (inside it, or within 25 m).
    Medians are metres to the nearest, None where most of the sample has nothing in reach.
    """

    name: str
    before: float
    after: float
    median_before_m: float | None
    median_after_m: float | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """`base` weighed by channel: `distances_m` of the `places`, a row for each guess and then for each decoy."""

    base: Base
    distances_m: Mapping[str, Floats]
    places: Mapping[str, Floats]
    strengths: Strengths

    def fitting(self, name: str, at: int) -> npt.NDArray[np.bool_]:
        """Which of the sample fit the channel under the guess of that number."""
        fits: npt.NDArray[np.bool_] = self.distances_m[name][at] <= _WITHIN_M[name]
        return fits

    def support(self, at: int) -> int:
        """In how many places apart from each other something fits under that guess and not under the base.

        Of what a line fits with, nothing counts where all of it lies in one row: a row fits one road by chance.
        """
        found = 0
        for name in self.distances_m:
            gained = self.places[name][at][self.fitting(name, at) & ~self.fitting(name, 0)]
            if name == "things" or not _in_a_row(gained):
                found += len(np.unique(np.floor(gained / _CELL_M[name]), axis=0))
        return found

    def findings(self, at: int, *, before: bool = True) -> tuple[Finding, ...]:
        """The evidence for the guess of that number, beside the base or (`before` false) beside nothing that fits."""
        found = []
        for name, distances in self.distances_m.items():
            share = float(self.fitting(name, 0).mean()) if before else 0.0
            medians = (_median(name, distances[0]) if before else None, _median(name, distances[at]))
            found.append(Finding(name, share, float(self.fitting(name, at).mean()), *medians))
        return tuple(found)


def _in_a_row(places_m: Floats) -> bool:
    if len(places_m) < 3:
        return True
    across_m = np.linalg.svd(places_m - places_m.mean(axis=0), compute_uv=False)[1] / np.sqrt(len(places_m))
    return bool(across_m < _ROW_M)


def _median(name: str, distances_m: Floats) -> float | None:
    reach_m = {"things": evidence.NEAR_M, "roads": evidence.NEAR_M, "borders": evidence.BORDER_M}.get(name)
    median = float(np.median(distances_m))
    return None if reach_m is None or median >= reach_m else round(median, 1)


def compare(sample: Sample, base: Base, references: References) -> Comparison:
    """Weigh a base and its shifts by every channel that says something of such a sample."""
    plane = Plane(*np.median(base.probes[0], axis=0))
    probes, spots = plane.metres(base.probes), plane.metres(base.spots)
    roads = plane.shapes(references.roads)
    distances: dict[str, Floats] = {}
    scores: dict[str, Floats] = {}
    if len(references.known) and base.spots.shape[1]:
        known = plane.metres(references.known[["lon", "lat"]].to_numpy(dtype=float))
        sorts = references.known["sort"].to_numpy(dtype=object)
        far = evidence.to_things(spots, base.sorts, known_m=known, known_sorts=sorts)
        distances["things"], scores["things"] = far, evidence.nearness(far, blur_m=2, reach_m=evidence.NEAR_M)
    if len(roads) and sample.stands:
        far = evidence.KERB_M - evidence.to_lines(probes, roads, reach_m=evidence.KERB_M)
        distances["kerbs"], scores["kerbs"] = far, -(far > 0).mean(axis=1)
    elif len(roads):
        far = evidence.to_lines(probes, roads, reach_m=evidence.NEAR_M)
        distances["roads"], scores["roads"] = far, evidence.nearness(far, blur_m=6, reach_m=evidence.NEAR_M)
    if len(references.borders) and sample.encloses:
        far = evidence.to_lines(probes, plane.shapes(references.borders), reach_m=evidence.BORDER_M)
        distances["borders"], scores["borders"] = far, evidence.nearness(far, blur_m=3, reach_m=evidence.BORDER_M)
    if len(references.region.outlines):
        far = evidence.beyond(probes, plane.shapes(np.array([references.region.shape()]))[0])
        distances["outline"] = far
        if "borders" not in scores:  # an area along a shore lies the better inside, the farther it was shifted inland
            scores["outline"] = evidence.nearness(far, blur_m=10, reach_m=evidence.OUT_M)
    places = {name: spots if name == "things" else probes for name in distances}
    return Comparison(base, distances, places, evidence.strengths(scores, guesses=len(base.guesses)))
