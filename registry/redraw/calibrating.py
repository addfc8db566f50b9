"""Parameters of the workload model from timed visits: a robust fit with its uncertainty, and the rows that stand out.

Minutes of a visit = what starts it + (doors × share reached, shops, institutions) / people + floors, each times its own
minutes. None is below 0 (Lawson and Hanson's non-negative least squares); rows far from the fit count less (weights of
Huber 1964 at 1.345 robust standard deviations), until nothing changes.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.optimize import nnls
from scipy.stats import t as student

from registry.errors import Invalid
from registry.redraw.parameters import Parameters

Floats = npt.NDArray[np.float64]

COLUMNS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "door_minutes": ("doors", "households"),
        "shop_minutes": ("shops",),
        "institution_minutes": ("institutions", "institution"),
        "stair_minutes": ("floors", "storeys"),
    }
)
"""What is fitted, and the columns it is fitted on; besides them a visit has `minutes`, and may have `people`."""
SPARE = 3  # rows above what is fitted, at least
HUBER, ODD = 1.345, 3.5  # in robust standard deviations
COLLINEAR = 1e6  # condition of the scaled columns beyond which two of them tell the same


@dataclass(frozen=True, slots=True)
class Estimate:
    """One parameter in minutes: its value, standard error and the interval of 95 %. At 0 the error tells little."""

    name: str
    minutes: float
    error: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Odd:
    """A visit far from the fit: its row (from 1), its minutes and what the fit says."""

    row: int
    minutes: float
    expected_minutes: float


@dataclass(frozen=True, slots=True)
class Fit:
    """`parameters` are `base` with what was fitted; `spread_minutes` is a robust standard deviation of a visit."""

    parameters: Parameters
    estimates: tuple[Estimate, ...]
    odd: tuple[Odd, ...]
    rows: int
    spread_minutes: float


def fit(visits: pd.DataFrame, base: Parameters) -> Fit:
    """Fit the parameters whose columns the visits have; others stay as in `base`.

    Columns: minutes; people (else that of `base`); doors or households (all that were knocked at; the share reached is
    that of `base`), shops, institutions, floors or storeys climbed above the ground. A column without a value above 0
    is not fitted.

    Raises Invalid for no minutes, a value that is no number from 0, too few rows, columns that tell the same.
    """
    minutes = _column(visits, "minutes")
    if minutes is None:
        raise Invalid(f"the visits have no column minutes; they have {', '.join(map(str, visits.columns)) or 'none'}")
    people = _column(visits, "people")
    team = np.full(len(visits), float(base.people)) if people is None else people
    if len(team) and team.min() < 1:
        raise Invalid(f"row {int(np.argmin(team)) + 1}: people is {team.min():g}: a visit has one at least")
    names, columns = ["mobilisation_minutes"], [np.ones(len(visits))]
    for name, heads in COLUMNS.items():
        values = next((found for head in heads if (found := _column(visits, head)) is not None), None)
        if values is None or not (values > 0).any():
            continue
        names.append(name)
        if name == "door_minutes":
            columns.append(values * base.reached / team)
        else:  # stairs are climbed by all, whatever their number
            columns.append(values if name == "stair_minutes" else values / team)
    matrix = np.column_stack(columns)
    _check(matrix, names)
    return _robust(matrix, minutes, names, base)


def _column(visits: pd.DataFrame, name: str) -> Floats | None:
    if name not in visits.columns:
        return None
    values = pd.to_numeric(visits[name], errors="coerce").to_numpy(dtype=np.float64)
    if (bad := ~(np.isfinite(values) & (values >= 0))).any():
        at = int(np.flatnonzero(bad)[0])
        raise Invalid(f"row {at + 1}: {name} is {str(visits[name].iloc[at])!r}: say a number from 0", field=name)
    return np.asarray(values, dtype=np.float64)


def _check(matrix: Floats, names: list[str]) -> None:
    rows, wanted = matrix.shape
    if len(names) == 1:
        heads = ", ".join(head for heads in COLUMNS.values() for head in heads)
        raise Invalid(f"the visits have nothing to fit minutes to: give one of the columns {heads}, above 0 somewhere")
    if rows < wanted + SPARE:
        raise Invalid(
            f"{rows} visits are too few to fit {', '.join(names)}: give {wanted + SPARE} at least, better {10 * wanted}"
        )
    scaled = matrix / np.linalg.norm(matrix, axis=0)
    _, values, vectors = np.linalg.svd(scaled, full_matrices=False)
    if values[-1] * COLLINEAR < values[0]:
        together = [names[i] for i in np.flatnonzero(np.abs(vectors[-1]) > 0.1)]
        raise Invalid(
            f"the visits cannot tell {' from '.join(together)}: these go up and down together in every row; "
            "time visits where they differ, or leave a column out"
        )


def _robust(matrix: Floats, minutes: Floats, names: list[str], base: Parameters) -> Fit:
    weights = np.ones(len(minutes))
    found = np.zeros(len(names))
    scale = 0.0
    for _ in range(100):
        root = np.sqrt(weights)
        before, found = found, nnls(matrix * root[:, None], minutes * root)[0]
        rest = minutes - matrix @ found
        scale = _scale(rest, len(names))
        weights = 1.0 / np.maximum(1.0, np.abs(rest) / (HUBER * scale)) if scale > 0 else np.ones(len(minutes))
        if np.abs(found - before).max() <= 1e-9 * max(1.0, np.abs(found).max()):
            break
    errors = _errors(matrix, rest, weights, scale)
    reach = float(student.ppf(0.975, len(minutes) - len(names)))
    estimates = tuple(
        Estimate(name, float(value), float(error), max(0.0, float(value - reach * error)), float(value + reach * error))
        for name, value, error in zip(names, found, errors, strict=True)
    )
    far = np.flatnonzero(np.abs(rest) > ODD * max(scale, 1e-6))
    odd = tuple(Odd(int(i) + 1, float(minutes[i]), float(minutes[i] - rest[i])) for i in far)
    return Fit(_with(base, estimates), estimates, odd, len(minutes), scale)


def _scale(rest: Floats, wanted: int) -> float:
    """A standard deviation that a few wild rows do not move: of the absolute residuals, those left free."""
    free = np.sort(np.abs(rest))[min(wanted, len(rest) - 1) :]
    return float(np.median(free) / 0.6745)


def _errors(matrix: Floats, rest: Floats, weights: Floats, scale: float) -> Floats:
    """Huber's (1981) errors of an M-estimate: the spread of the bounded residuals over how many count in full."""
    rows, wanted = matrix.shape
    full = float((weights >= 1.0).mean())
    bounded = float(((weights * rest) ** 2).sum()) / (rows - wanted)
    inverse = np.linalg.inv(matrix.T @ matrix)
    spread = np.sqrt(np.diag(inverse) * bounded) / max(full, 1.0 / rows)
    return np.asarray(spread if scale > 0 else np.zeros(wanted), dtype=np.float64)


def _with(base: Parameters, estimates: tuple[Estimate, ...]) -> Parameters:
    """Fitted kinds of shops and institutions keep their proportions: the one known number moves them all."""
    value = {one.name: one.minutes for one in estimates}
    shop, institution = value.pop("shop_minutes", None), value.pop("institution_minutes", None)
    changed = replace(base, **value)  # type: ignore[arg-type]  # minutes all, which mypy cannot see by their names
    if shop is not None:
        changed = replace(changed, shop_minutes=_moved(base.shop_minutes, shop, base.shop_minutes.get("", shop)))
    if institution is not None:
        mean = sum(base.institution_minutes.values()) / max(1, len(base.institution_minutes))
        changed = replace(changed, institution_minutes=_moved(base.institution_minutes, institution, mean))
    return changed


def _moved(table: Mapping[str, float], fitted: float, standing: float) -> dict[str, float]:
    return {kind: round(minutes * fitted / standing, 4) if standing > 0 else fitted for kind, minutes in table.items()}
