"""What is asked of the values of each row. Frames in, frames out; nothing is repaired in silence. Pure."""

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from registry.importing import faults
from registry.importing.kinds import Field, Form, Sort

_CONTROL = "[\\x00-\\x1f\\x7f]"  # line breaks and other control characters have no place in a value
_DATE = (
    "(?:[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[T ].*)?|[0-9]{8})"  # ISO 8601, also with a time; YYYYMMDD as the norm writes it
)

_SAMPLE = 1_000

Mask = npt.NDArray[np.bool_]


def check_values(
    values: pd.DataFrame, *, sort: Sort, known: Mapping[str, AbstractSet[str]]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Typed columns (str, Int64, Float64, dates as ISO text; null → the field's default) and the faults found.

    `values` are columns of text as shaping makes them; `known` the lists of codes that fields ask for.
    Where a value is at fault the typed column holds null.
    """
    typed = values.copy()
    found = []
    for field in sort.fields:
        if field.name not in values:
            continue
        column, wrong = _check(values[field.name].astype("str"), field, known)
        if field.default is not None:
            column = column.fillna(field.default)
        typed[field.name] = column
        found.append(wrong)
    if sort.parent is not None:
        name, length = sort.parent
        typed[name] = typed["code"].str.slice(0, length)
    return typed, faults.together(found)


def _check(column: pd.Series, field: Field, known: Mapping[str, AbstractSet[str]]) -> tuple[pd.Series, pd.DataFrame]:
    found: list[tuple[Mask, str]] = []
    if field.required:
        found.append((column.isna().to_numpy(), "missing"))
    typed = column
    match field.form:
        case Form.TEXT:
            found += _text_faults(column, field, known)
        case Form.DATE:
            typed, broken = _dates(column)
            found.append((broken, "not_a_date"))
        case _:
            typed, wrong = _numbers(column, field)
            found += wrong
    parts = [
        faults.of(column.index[mask], field=field.name, values=column[mask].to_numpy(), reason=reason)
        for mask, reason in found
        if mask.any()
    ]
    return typed, faults.together(parts)


def _numbers(column: pd.Series, field: Field) -> tuple[pd.Series, list[tuple[Mask, str]]]:
    there = column.notna()
    number = pd.to_numeric(column.astype(object), errors="coerce").astype("float64")
    broken = there & number.isna()
    infinite = there & np.isinf(number)
    if field.form is Form.INTEGER:
        broken |= there & ~infinite & (number != number.round())
    low, high = (-np.inf if field.low is None else field.low), (np.inf if field.high is None else field.high)
    outside = there & ~broken & ((number < low) | (number > high) | infinite)
    typed = number.where(~(broken | outside)).astype("Int64" if field.form is Form.INTEGER else "Float64")
    return typed, [(broken.to_numpy(), "not_a_number"), (outside.to_numpy(), "out_of_range")]


def _dates(column: pd.Series) -> tuple[pd.Series, Mask]:
    formed = column.where(column.str.fullmatch(_DATE).fillna(value=False))
    digits = formed.str.replace("-", "", regex=False).str.slice(0, 8)
    day = pd.to_datetime(digits, format="%Y%m%d", errors="coerce")
    broken = column.notna() & day.isna()
    return day.dt.strftime("%Y-%m-%d").astype("str"), broken.to_numpy()


def _text_faults(column: pd.Series, field: Field, known: Mapping[str, AbstractSet[str]]) -> list[tuple[Mask, str]]:
    """Few different texts are looked at once each, many as they come."""
    texts = pa.array(column, pa.large_string(), from_pandas=True)
    if pc.count_distinct(texts.slice(0, _SAMPLE)).as_py() * 2 > _SAMPLE:
        found = [(wrong.fill_null(fill_value=False), reason) for wrong, reason in _wrong_texts(texts, field, known)]
        return [(mask.to_numpy(zero_copy_only=False), reason) for mask, reason in found if mask.true_count]
    encoded = texts.dictionary_encode()
    place = encoded.indices.fill_null(len(encoded.dictionary)).to_numpy()
    found = []
    for wrong, reason in _wrong_texts(encoded.dictionary, field, known):
        if wrong.true_count:
            found.append((np.append(wrong.to_numpy(zero_copy_only=False), [False])[place], reason))
    return found


def _wrong_texts(
    texts: pa.Array, field: Field, known: Mapping[str, AbstractSet[str]]
) -> Iterator[tuple[pa.BooleanArray, str]]:
    yield pc.greater(pc.utf8_length(texts), field.longest), "too_long"
    yield pc.match_substring_regex(texts, _CONTROL), "bad_form"
    if field.pattern is not None:
        yield pc.invert(pc.match_substring_regex(texts, f"^(?:{field.pattern})$")), "bad_form"
    if field.choices:
        yield pc.invert(pc.is_in(texts, pa.array(field.choices, texts.type))), "bad_choice"
    if field.known is not None and not field.own:
        asked, codes = texts, known[field.known]
        if field.name == "code":
            asked = pc.utf8_slice_codeunits(texts, 0, len(next(iter(codes), "")))
        yield pc.invert(pc.is_in(asked, pa.array(sorted(codes), texts.type))), "unknown_code"
