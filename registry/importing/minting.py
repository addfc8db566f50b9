"""Codes and spoken numbers for new things: serials from the ledger, in the order of the source ids."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from sqlalchemy import Connection

from registry import codes, spoken
from registry.errors import Invalid
from registry.ledger import pass_serials, take_serials

Ints = npt.NDArray[np.int64]


def sequence(order: Ints, columns: Sequence[pa.Array]) -> Ints:
    """Places of rows in the order of some columns, the first counting most, and where those are equal in `order`."""
    for column in reversed(columns):
        order = order[np.argsort(column.to_numpy(zero_copy_only=False)[order], kind="stable")]
    return order


def among(order: Ints, some: npt.NDArray[np.bool_]) -> Ints:
    """Places, among some rows alone, in the order in which those come among all."""
    if some.all():
        return order
    place: Ints = np.cumsum(some) - 1
    return place[order[some[order]]]


def mint_codes(conn: Connection, prefixes: pa.Array, *, order: Ints, kind: codes.Kind) -> pa.Array:
    """A new code below each of `prefixes` (text, no nulls); of one prefix they are numbered in `order`, places of rows.

    The same things in any order of rows get the same codes. Raises Invalid where the serials of a prefix are used up.
    """
    grammar = codes.GRAMMARS[kind]
    numbers = _serials(conn, prefixes, order=order, kind=kind.value)
    full = np.flatnonzero(numbers > grammar.last)
    if len(full):
        prefix = prefixes[int(full[0])].as_py()
        raise Invalid(f"more than {grammar.last} codes of {kind.value} below {prefix}: there is no room for more")
    digits = pc.utf8_lpad(pc.cast(pa.array(numbers), pa.large_string()), grammar.digits, "0")
    return pc.binary_join_element_wise(prefixes, digits, pa.scalar("", pa.large_string()))


def hold_codes(conn: Connection, given: pa.Array, *, kind: codes.Kind) -> None:
    """Serials up to those of codes that came from elsewhere (in the form in force, no nulls) are minted no more."""
    digits = codes.GRAMMARS[kind].digits
    prefix, serial = pc.utf8_slice_codeunits(given, 0, -digits), pc.utf8_slice_codeunits(given, -digits)
    held = pa.table({"prefix": prefix, "last": pc.cast(serial, pa.int64())})
    lasts = held.group_by("prefix").aggregate([("last", "max")]).to_pylist()
    pass_serials(conn, kind.value, {one["prefix"]: one["last_max"] for one in lasts})


def mint_spoken(conn: Connection, prefixes: pa.Array, *, order: Ints) -> pa.Array:
    """A spoken number below each prefix, null where the five digits are used up or there is no prefix."""
    there = prefixes.is_valid().to_numpy(zero_copy_only=False)
    numbers = np.zeros(len(prefixes), dtype=np.int64)
    if there.any():
        named = prefixes if there.all() else prefixes.filter(pa.array(there))
        numbers[there] = _serials(conn, named, order=among(order, there), kind="spoken")
    return pa.array(numbers, pa.int32(), mask=(numbers == 0) | (numbers > spoken.LAST))


def _serials(conn: Connection, prefixes: pa.Array, *, order: Ints, kind: str) -> Ints:
    encoded = prefixes.dictionary_encode()
    names = encoded.dictionary.to_pylist()
    group = encoded.indices.to_numpy().astype(np.uint16 if len(names) < 2**16 else np.int64)
    counts = np.bincount(group, minlength=len(names))
    taken = take_serials(conn, kind, dict(zip(names, counts.tolist(), strict=True)))
    first = np.array([taken[name] for name in names], dtype=np.int64)
    ordered = order[np.argsort(group[order], kind="stable")]
    numbers = np.empty(len(group), dtype=np.int64)
    numbers[ordered] = np.repeat(first - np.cumsum(counts) + counts, counts) + np.arange(len(group))
    return numbers
