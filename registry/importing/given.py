"""Codes that things bear already when they come: a 17-digit code is taken over, a 16-digit one becomes an alias. Pure.

A district that numbered its components keeps its numbers (GB/T 47678.5-2026); the older form (GB/T 30428.2-2013) stays
a name by which the thing is found. Two things never bear one code.
"""

from collections.abc import Set as AbstractSet

import pandas as pd

from registry.codes import Scheme
from registry.importing import faults

NEW_LENGTH = 17


def check_given(rows: pd.DataFrame, *, taken: AbstractSet[str]) -> pd.DataFrame:
    """Faults of given codes. `rows` have given_code (or null), division, class_code and known: whether the register
    knows the thing by that very code.

    `taken` are codes and aliases that the register holds; a thing it does not know by them may bear none, nor one that
    an earlier row bears.
    """
    given = rows["given_code"]
    there = given.notna()
    text = given.where(there, "").astype(str)
    new_form = text.str.len() == NEW_LENGTH
    of_class = (text.str.slice(6, 11) == rows["class_code"]) | ~new_form
    strange = there & ((text.str.slice(0, 6) != rows["division"]) | ~of_class)
    fresh = there & ~rows["known"].astype(bool)
    twice = fresh & (text.isin(list(taken)) | text.duplicated())
    parts = [
        faults.of(rows.index[mask], field="code", values=given[mask], reason=reason)
        for mask, reason in ((strange, "code_mismatch"), (twice, "code_taken"))
    ]
    return faults.together(parts)


def adopted(given: pd.Series) -> pd.Series:
    """Whether a given code becomes the code of the thing: those of the form in force."""
    return given.astype("string").str.len().eq(NEW_LENGTH).fillna(value=False).astype(bool)


def aliases(rows: pd.DataFrame) -> pd.DataFrame:
    """scheme, alias, code for each row whose given_code is not its code."""
    other = rows[rows["given_code"].notna() & (rows["given_code"] != rows["code"])]
    scheme = adopted(other["given_code"]).map({True: Scheme.GB_2026.value, False: Scheme.GB_2013.value})
    return pd.DataFrame({"scheme": scheme, "alias": other["given_code"], "code": other["code"]})
