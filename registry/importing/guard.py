"""The datum guard: whether a batch lies where the register says such things lie, and if not, why. Pure.

Each guess at the cause moves the sample; what fits better is found by comparing with known things of the same class,
roads, borders and the outline, and weighed against decoys (registry.importing.evidence). A verdict needs evidence: a
batch that nothing known is near to is not judged, and neither are a few points.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from math import inf

import numpy as np
import numpy.typing as npt
import shapely

from registry.errors import Invalid
from registry.importing.comparing import Comparison, Finding, compare
from registry.importing.guesses import Cause
from registry.importing.trials import References, Trial
from registry.roadside import wind_of

Floats = npt.NDArray[np.float64]

BAR = 5.0
"""A guess must stand so many spreads above the decoys. With AHEAD and SUPPORT: no false alarm in 2,200 clean batches of
eleven kinds, and none of 2,200 wrong ones misnamed (tests/registry/importing/guard_rates.py)."""
AHEAD = 4.0
"""And so many above what was declared."""
SUPPORT = 5
"""And be borne out in so many places apart from each other."""
_SPEAKS = 3.0
_CERTAIN = 8.0
_CLEARLY = 2.0
_FEWEST_FAR = 3
_RADIUS_M = 6_371_000.0


class State(StrEnum):
    """What the guard makes of a batch: it fits, nothing is known of it, or it fits otherwise than declared."""

    FINE = "fine"
    UNKNOWN = "unknown"
    SUSPICIOUS = "suspicious"


@dataclass(frozen=True, slots=True)
class Verdict:
    """`cause` and what follows are None unless suspicious. `points` says how many places of the batch were compared.

    `offset_m` is how far the batch lies from where it belongs, `direction` whither (N, NE …), both None where it was
    not on earth. `option` would mend it, None where no option does; `also` is a second cause that it mends, too.
    `sure` is certain or likely, `strength` how far the guess stands above the decoys (infinite where it is no shift).
    """

    state: State
    points: int
    cause: Cause | None = None
    also: Cause | None = None
    option: str | None = None
    offset_m: float | None = None
    direction: str | None = None
    sure: str | None = None
    strength: float = 0.0
    findings: tuple[Finding, ...] = ()


def judge(trial: Trial, references: References) -> Verdict:
    """The verdict on a trial by what is known at its places."""
    if not trial.bases:
        return _unplaced(trial)
    compared = [compare(trial.sample, base, references) for base in trial.bases]
    if trial.bases[0].guesses[0].cause is None:
        return _shifted(trial, compared[0])
    return _misread(trial, compared)


def _shifted(trial: Trial, found: Comparison) -> Verdict:
    """Of a batch that lies in the region: whether a shift of the datum fits much better."""
    strengths = found.strengths.total
    at = _better(found)
    if at is None:
        state = State.FINE if strengths[0] >= _SPEAKS else State.UNKNOWN
        return Verdict(state, len(trial.read), strength=float(strengths[0]), findings=found.findings(0))
    guess, (lies, belongs) = found.base.guesses[at], found.base.probes[[0, at]]
    middle = np.median(belongs, axis=0)
    verdict = Verdict(State.SUSPICIOUS, len(trial.read), guess.cause, option=guess.option)
    verdict = _away(verdict, middle + np.median(lies - belongs, axis=0), middle)
    sure = "certain" if strengths[at] >= _CERTAIN else "likely"
    return replace(verdict, sure=sure, strength=float(strengths[at]), findings=found.findings(at))


def _better(found: Comparison) -> int | None:
    """The shift that fits much better than the base, than chance, and than any other shift."""
    strengths = found.strengths.total
    if len(strengths) < 2:
        return None
    at = 1 + int(np.argmax(strengths[1:]))
    rest = np.delete(strengths, at)
    clear = strengths[at] >= BAR and strengths[at] - rest[0] >= AHEAD and strengths[at] - rest.max() >= _CLEARLY
    return at if clear and found.support(at) >= SUPPORT else None


def _misread(trial: Trial, compared: list[Comparison]) -> Verdict:
    """Of a batch that lies in the region only if its numbers are read otherwise: the reading that fits best."""

    def fit(found: Comparison) -> tuple[float, float]:
        inside = found.fitting("outline", 0).mean() if "outline" in found.distances_m else 0.0
        return round(float(inside), 1), round(float(found.strengths.total.max()) / _CLEARLY)

    found = max(compared, key=fit)  # the first of equals: the simplest
    at = _better(found)
    base, guess = found.base.guesses[0], found.base.guesses[at or 0]
    verdict = Verdict(State.SUSPICIOUS, len(trial.read), base.cause, option=base.option)
    verdict = _away(verdict, _middle(trial.read), _middle(found.base.probes[at or 0]))
    also = None if at is None else guess.cause
    option = base.option if at is None else guess.option or base.option
    findings = found.findings(at or 0, before=False)
    return replace(verdict, also=also, option=option, sure="certain", strength=inf, findings=findings)


def _unplaced(trial: Trial) -> Verdict:
    """Of a batch that no reading brings to the region: what its numbers give away, or that it lies elsewhere."""
    if trial.numbers is not None:
        verdict = Verdict(State.SUSPICIOUS, len(trial.read), trial.numbers.cause, option=trial.numbers.option)
        return replace(verdict, sure="certain", strength=inf)
    outside = trial.region.complete and trial.inside == 0 and trial.sample.table != "division"
    if not outside or len(trial.sample.shapes) < _FEWEST_FAR or _middle(trial.read) is None:
        return Verdict(State.UNKNOWN, len(trial.read))
    nearest = shapely.shortest_line(trial.region.shape(), shapely.Point(_middle(trial.read)))
    verdict = _away(
        Verdict(State.SUSPICIOUS, len(trial.read), Cause.ELSEWHERE), *shapely.get_coordinates(nearest)[::-1]
    )
    return replace(verdict, sure="certain", strength=inf)


def _middle(positions: Floats) -> Floats | None:
    """The middle of lon/lat, where most of them are on earth."""
    possible = np.isfinite(positions).all(axis=1) & (np.abs(positions) <= (180, 90)).all(axis=1)
    return np.median(positions[possible], axis=0) if 2 * possible.sum() > len(positions) else None


def _away(verdict: Verdict, lies: Floats | None, belongs: Floats | None) -> Verdict:
    if lies is None or belongs is None:
        return verdict
    (east, north), (lon, lat) = np.radians(lies), np.radians(belongs)
    half = np.sin((north - lat) / 2) ** 2 + np.cos(north) * np.cos(lat) * np.sin((east - lon) / 2) ** 2
    wind = wind_of((east - lon) * np.cos(lat), north - lat)
    return replace(verdict, offset_m=round(float(2 * _RADIUS_M * np.arcsin(np.sqrt(half))), 1), direction=wind.name)


# Words -------------------------------------------------------------------------------------------------------------

_CAUSES: Mapping[Cause, str] = {
    Cause.GCJ02_AS_WGS84: "its positions look like GCJ-02 (the shifted datum of public maps) taken for WGS 84",
    Cause.BD09_AS_WGS84: "its positions look like BD-09 (Baidu) taken for WGS 84",
    Cause.WGS84_AS_GCJ02: "its positions look like WGS 84 that were taken for GCJ-02 and shifted",
    Cause.BD09_AS_GCJ02: "its positions look like BD-09 taken for GCJ-02",
    Cause.WGS84_AS_BD09: "its positions look like WGS 84 that were taken for BD-09 and shifted",
    Cause.GCJ02_AS_BD09: "its positions look like GCJ-02 taken for BD-09",
    Cause.SHIFTED_TWICE: "its positions look like WGS 84 that was shifted to GCJ-02 twice",
    Cause.SWAPPED_AXES: "its axes look exchanged: north where east should stand",
    Cause.WRONG_ZONE: "its numbers look like those of another projection or zone",
    Cause.ZONE_PREFIX: "its eastings and the reference system disagree on the number of the zone before them",
    Cause.NOT_DEGREES: "its numbers look like metres of a projection, not degrees",
    Cause.NOT_METRES: "its numbers look like degrees, not metres of the projection",
    Cause.ELSEWHERE: "it lies outside all that the register covers",
}
_FINDINGS: Mapping[str, str] = {
    "things": "within 5 m of a known thing of its class",
    "roads": "within 12 m of the middle of a road",
    "kerbs": "of the walls off the roads",
    "borders": "within 25 m of a known border",
    "outline": "inside the known outline",
}


def words(verdict: Verdict) -> str:
    """A suspicion in a sentence or two: what, how far, by what evidence, and what would mend it."""
    assert verdict.cause is not None
    said = [_CAUSES[verdict.cause]]
    if verdict.also is not None:
        said.append(f"besides, {_CAUSES[verdict.also]}")
    if verdict.offset_m is not None:
        there = "the nearest of it" if verdict.cause is Cause.ELSEWHERE else "where it belongs"
        said.append(f"it lies {_far(verdict.offset_m)} {verdict.direction} of {there}")
    shares = [
        f"{finding.after:.0%} {_FINDINGS[finding.name]}, not {finding.before:.0%}"
        for finding in verdict.findings
        if round(finding.after, 2) != round(finding.before, 2)
    ]
    if shares:
        said.append(f"put right, of {verdict.points} places {'; '.join(shares)}")
    return "; ".join(said)


def _far(metres: float) -> str:
    return f"{metres:.0f} m" if metres < 10_000 else f"{metres / 1000:,.0f} km"


def refuse(verdict: Verdict, *, name: str = "the batch") -> None:
    """Raises Invalid for a suspicious verdict: cause, also, offset_m, direction, option, sure, findings are its fields.

    The message says what would mend it, and `--trust-datum` for a file that is right all the same.
    """
    if verdict.state is not State.SUSPICIOUS:
        return
    raise Invalid(
        f"{name}: {words(verdict)}. Nothing was stored: {mend(verdict)}, or --trust-datum where the file is right",
        cause=verdict.cause,
        also=verdict.also,
        offset_m=verdict.offset_m,
        direction=verdict.direction,
        option=verdict.option,
        sure=verdict.sure,
        findings=[asdict(finding) for finding in verdict.findings],
    )


def mend(verdict: Verdict) -> str:
    """What to do about a suspicion, in words."""
    if verdict.option is None:
        return {
            Cause.NOT_DEGREES: "name its reference system, for instance --datum EPSG:4549",
            Cause.ELSEWHERE: "check which area the file is of",
        }.get(verdict.cause or Cause.ELSEWHERE, "ask whoever keeps the file for positions that were not shifted")
    if verdict.cause in {Cause.WRONG_ZONE, Cause.ZONE_PREFIX, Cause.NOT_DEGREES, Cause.NOT_METRES}:
        return f"say {verdict.option}, with --ignore-file-crs where the file names another CRS itself, as by a .prj"
    return f"say {verdict.option}"
