"""Places of several kinds in one file: divisions, streets and communities, told apart by the length of their codes."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from sqlalchemy import Connection

from registry.errors import Invalid
from registry.importing import door, faults, shaping
from registry.importing.kinds import SORTS
from registry.importing.runs import Report

PLACES = "places"
"""The kind of such a file on the command line."""
LEAST = "communities"
"""The kind among them with the most fields: a file of places is looked into, and its columns are named, as these."""
# Codes of the statistical division: 6 digits, 9, 12; what contains comes before what is contained.
_BY_DIGITS: Mapping[str, int] = {"divisions": 6, "streets": 9, "communities": 12}


def run(conn: Connection, path: Path, *, kind: str, **options: Any) -> Report:
    """registry.importing.door.run, for `places` too: each kind is a run of its own, the report tells of all together.

    A row whose code is of none of the three lengths is refused among the communities. The run of the report is the
    last one; its notes name them all, for each is undone by itself.
    """
    if kind != PLACES:
        return door.run(conn, path, kind=kind, **options)
    mapping = options.get("mapping", {})
    rejects = options.pop("rejects", None)
    reports = []
    for name in _BY_DIGITS:
        only = partial(_of_kind, name=name, mapping=mapping)
        asked = {"mapping": _known(mapping, name), "defaults": _known(options.get("defaults", {}), name)}
        mine = rejects.with_stem(f"{rejects.stem}-{name}") if rejects is not None else None
        reports.append(door.run(conn, path, kind=name, only=only, rejects=mine, **{**options, **asked}))
    return _together(reports)


def _known(rules: Mapping[str, Any], name: str) -> dict[str, Any]:
    """The rules that a kind knows: streets have no short name."""
    fields = {field.name for field in SORTS[name].fields} | {*shaping.POSITIONS, shaping.PASSED, "division_code"}
    return {field: rule for field, rule in rules.items() if field in fields}


def _of_kind(raw: pd.DataFrame, *, name: str, mapping: Mapping[str, shaping.FieldMap]) -> npt.NDArray[np.bool_]:
    rule = mapping.get("code", "code")
    column = rule if isinstance(rule, str) else str(rule.get("column", ""))
    if column not in raw:
        raise Invalid(
            f"places are told apart by their codes, and there is no column {column}; map `code`", field="code"
        )
    digits = shaping.text_of(raw[column]).str.len()
    mine = digits == _BY_DIGITS[name]
    if name == "communities":
        mine |= ~digits.isin(list(_BY_DIGITS.values()))
    return mine.fillna(value=name == "communities").to_numpy(dtype=bool)


def _together(reports: list[Report]) -> Report:
    """One report of all; rows keep their numbers, for they are rows of one file."""
    last = reports[-1]
    counts: dict[str, Any] = {
        name: sum(getattr(one, name) for one in reports)
        for name in ("read", "new", "updated", "unchanged", "repeated", "review", "rejected")
    }
    reasons: dict[str, int] = {}
    for one in reports:
        for word, n in one.reasons.items():
            reasons[word] = reasons.get(word, 0) + n
    runs = ", ".join(f"{one.kind} {one.run}" for one in reports if one.run is not None)
    notes = [*dict.fromkeys(note for one in reports for note in one.notes), *([f"runs: {runs}"] if runs else [])]
    return replace(
        last,
        kind=PLACES,
        reasons=dict(sorted(reasons.items())),
        repeats=tuple(again for one in reports for again in one.repeats),
        faults=faults.together([one.faults for one in reports]),
        notes=tuple(notes),
        seconds={part: sum(one.seconds.get(part, 0.0) for one in reports) for part in last.seconds},
        rejects=next((one.rejects for one in reports if one.rejects is not None), None),
        **counts,
    )
