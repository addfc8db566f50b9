"""What is asked of the values of each row. Frames in, frames out; nothing is repaired in silence. Pure."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet

import numpy as np
import pandas as pd

from registry.importing import faults
from registry.importing.kinds import Field, Form, Sort

_CONTROL = "[\\x00-\\x1f\\x7f]"  # line breaks and other control characters have no place in a value


def check_values(
    values: pd.DataFrame, *, sort: Sort, known: Mapping[str, AbstractSet[str]]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Typed columns (text, Int64, Float64; null → the field's default) and the faults found.

    `values` are columns of text as shaping makes them; `known` the lists of codes that fields ask for.
    Where a value is at fault the typed column holds null.
    """
    typed = values.copy()
    found = []
    for field in sort.fields:
        if field.name not in values:
            continue
        column, wrong = _check(values[field.name], field, known)
        if field.default is not None:
            column = column.where(column.notna(), field.default)
        typed[field.name] = column
        found.append(wrong)
    if sort.parent is not None:
        name, length = sort.parent
        typed[name] = typed["code"].map(lambda code: code[:length], na_action="ignore")
    return typed, faults.together(found)


def _check(column: pd.Series, field: Field, known: Mapping[str, AbstractSet[str]]) -> tuple[pd.Series, pd.DataFrame]:
    there = column.notna()
    found: list[tuple[pd.Series, str]] = []
    if field.required:
        found.append((~there, "missing"))
    if field.form is Form.TEXT:
        typed = column
        found += _text_faults(column, there, field, known)
    else:
        number = pd.to_numeric(column, errors="coerce").astype("float64")
        broken = there & number.isna()
        infinite = there & np.isinf(number)
        if field.form is Form.INTEGER:
            broken |= there & ~infinite & (number != number.round())
        low, high = (-np.inf if field.low is None else field.low), (np.inf if field.high is None else field.high)
        found += [
            (broken, "not_a_number"),
            (there & ~broken & ((number < low) | (number > high) | infinite), "out_of_range"),
        ]
        wrong = found[-1][0] | found[-2][0]
        typed = number.where(~wrong).astype("Int64" if field.form is Form.INTEGER else "Float64")
    parts = [
        faults.of(column.index[mask], field=field.name, values=column[mask].to_numpy(), reason=reason)
        for mask, reason in found
    ]
    return typed, faults.together(parts)


def _text_faults(
    column: pd.Series, there: pd.Series, field: Field, known: Mapping[str, AbstractSet[str]]
) -> list[tuple[pd.Series, str]]:
    text = column.where(there, "").astype(str)
    found = [
        (there & (text.str.len() > field.longest), "too_long"),
        (there & text.str.contains(_CONTROL), "bad_form"),
    ]
    if field.pattern is not None:
        found.append((there & ~text.str.fullmatch(field.pattern), "bad_form"))
    if field.choices:
        found.append((there & ~text.isin(field.choices), "bad_choice"))
    if field.known is not None and field.name == "code":
        parents = known[field.known]
        length = len(next(iter(parents), ""))
        found.append((there & ~text.str.slice(0, length).isin(list(parents)), "unknown_code"))
    elif field.known is not None:
        found.append((there & ~text.isin(list(known[field.known])), "unknown_code"))
    return found
