"""Which column may be which field, by its name and by the values that were seen in it, and how sure that is. Pure.

A column is offered only where nearly all values that were seen would pass the field's checks, so that what is taken as
it stands refuses few rows.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import pandas as pd

from registry.importing import checks, vocabulary
from registry.importing.classing import Classes, is_like_class
from registry.importing.kinds import Field, Sort
from registry.importing.shaping import FieldMap

TAKEN = 0.5
"""From this on a column is taken for the field."""
IDENTITY = "source_id"
_NEARLY_ALL = 0.98
_MOSTLY = 0.8
_FEW = 60
_ALIAS = "[0-9]{16,17}"


@dataclass(frozen=True, slots=True)
class Seen:
    """What was seen of a layer: its first rows as text (null for empty), the types of their shapes, and names of the
    layer and the file. `position` are the columns that hold the position.
    """

    texts: pd.DataFrame
    shapes: frozenset[str] = frozenset()
    names: tuple[str, ...] = ()
    position: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """A column proposed for a field: how sure (0 to 1), why, the rule for the mapping, the values not understood."""

    field: str
    column: str
    confidence: float
    reason: str
    rule: FieldMap = ""
    unread: tuple[str, ...] = ()


class _Hint(NamedTuple):
    """How sure the name of a column makes, and why."""

    sure: float
    why: str


def offers(seen: Seen, sort: Sort, classes: Classes) -> tuple[list[Choice], dict[str, str]]:
    """Each column that may be a field of the sort, and what stands against the others that seemed so."""
    offered, against = list[Choice](), dict[str, str]()
    for column in map(str, seen.texts.columns):
        if column in seen.position:
            continue
        said = seen.texts[column].dropna()
        for one in sort.fields:
            if one.name == IDENTITY:
                continue
            choice, fault = _offer(one, column, said, hint=_hint(sort, one, column), classes=classes)
            if choice is not None:
                offered.append(choice)
            elif fault:
                against[column] = fault
    return offered, against


def chosen(offered: Sequence[Choice]) -> tuple[Choice, ...]:
    """Each field and each column once, the surest first; those too unsure are left out."""
    fields, columns, taken = set[str](), set[str](), list[Choice]()
    for one in sorted(offered, key=lambda one: -one.confidence):
        if one.field not in fields and one.column not in columns and one.confidence >= TAKEN:
            taken.append(one)
            fields.add(one.field)
            columns.add(one.column)
    return tuple(taken)


def _hint(sort: Sort, one: Field, column: str) -> _Hint:
    if column in one.aliases:
        return _Hint(1.0, "is its name in exchange files")
    is_coded = (one.known or one.link) and one.known != "class" and one.name != "code"
    if is_coded and vocabulary.plain(column) == vocabulary.plain(one.name.removesuffix("_code")):
        return _Hint(0.0, "")  # `owner` holds a name, and the field takes a code
    return _Hint(*vocabulary.sure(sort.name, one.name, column))


def _offer(one: Field, column: str, said: pd.Series, *, hint: _Hint, classes: Classes) -> tuple[Choice | None, str]:
    if said.empty:
        unseen = Choice(one.name, column, round(hint.sure * 0.6, 2), f"{hint.why}; no values seen", column)
        return unseen if hint.sure else None, ""
    meaning = _meaning(one, said, classes)
    if meaning is not None:
        return _translated(one, column, said, hint=hint, meaning=meaning)
    if not hint.sure and one.pattern == _ALIAS and said.str.fullmatch(_ALIAS).mean() > _NEARLY_ALL:
        hint = _Hint(0.8, "has codes of 16 or 17 digits")
    if not hint.sure:
        return None, ""
    wrong = _wrong(one, said)
    if len(wrong) > (1 - _NEARLY_ALL) * len(said):
        return None, f"may be {one.name}, but {wrong.iloc[0]!r} is no value for it"
    return Choice(one.name, column, round(hint.sure, 2), hint.why, column), ""


def _meaning(one: Field, said: pd.Series, classes: Classes) -> dict[str, str | None] | None:
    """What each value that was seen is in the register; None for a field without a list of values."""
    distinct = [str(value) for value in said.unique()[:_FEW]]
    if one.known == "class":
        return {value: classes.code(value) for value in distinct}
    if one.choices:
        table = vocabulary.values(one.name)
        return {value: value if value in one.choices else table.get(vocabulary.plain(value)) for value in distinct}
    return None


def _translated(
    one: Field, column: str, said: pd.Series, *, hint: _Hint, meaning: Mapping[str, str | None]
) -> tuple[Choice | None, str]:
    read = {value: ours for value, ours in meaning.items() if ours is not None}
    unread = tuple(value for value in meaning if value not in read)
    share = float(said.isin(list(read)).mean())
    is_class, is_few = one.known == "class", said.nunique() <= _FEW
    alike = is_class and is_few and float(said.map(is_like_class).mean()) > _MOSTLY
    if not hint.sure:
        is_status = one.name == "status" and share > _NEARLY_ALL and len(read) > 1
        if not (alike or (is_few and (is_status or (is_class and share > _MOSTLY)))):
            return None, ""
        hint = _Hint(0.7, f"has values that are a {one.name.removesuffix('_code')}")
    if share < TAKEN and not alike and not (is_class and is_few and hint.sure >= vocabulary.EXACT):
        return None, f"may be {one.name}, but {unread[0]!r} means nothing here"
    values = {value: ours for value, ours in read.items() if value != ours}
    rule: FieldMap = {"column": column, "values": values} if values else column
    why = f"{hint.why}; {len(unread)} of {len(meaning)} values are not understood" if unread else hint.why
    return Choice(one.name, column, round(hint.sure * (0.6 + 0.4 * share), 2), why, rule, unread), ""


def _wrong(one: Field, said: pd.Series) -> pd.Series:
    """Values that the field's checks would refuse."""
    alone = Sort("seen", "seen", (replace(one, required=False, known=None, link=None),))
    _, faults = checks.check_values(said.reset_index(drop=True).to_frame(one.name), sort=alone, known={})
    return said.iloc[faults["row_no"].to_numpy(dtype=int)] if len(faults) else said.iloc[:0]
