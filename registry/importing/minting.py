"""Codes and spoken numbers for new things: serials from the ledger, in the order of the source ids."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from sqlalchemy import Connection

from registry import codes, spoken
from registry.errors import Invalid
from registry.ledger import pass_serials, take_serials

Ints = npt.NDArray[np.integer[Any]]


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


@dataclass(frozen=True, slots=True)
class Codes:
    """New codes, kept as prefix and serial: so a million take a few megabytes, and sort as numbers.

    `prefixes` are a dictionary, `serials` as many numbers. Where `given` has a code, it is that one.
    """

    prefixes: pa.DictionaryArray
    serials: Ints
    digits: int
    given: pa.Array | None = None

    def texts(self, start: int = 0, length: int | None = None) -> pa.Array:
        """The codes of some rows as text."""
        prefixes = self.prefixes.slice(start, length)
        serials = pa.array(self.serials[start : start + len(prefixes)])
        digits = pc.utf8_lpad(pc.cast(serials, pa.large_string()), self.digits, "0")
        made = pc.binary_join_element_wise(
            pc.cast(prefixes, pa.large_string()), digits, pa.scalar("", pa.large_string())
        )
        return made if self.given is None else pc.coalesce(self.given.slice(start, length), made)

    def order(self, start: int, length: int) -> Ints:
        """Places of some rows, in the order of their codes."""
        if self.given is not None:
            places: Ints = pc.sort_indices(self.texts(start, length)).to_numpy().astype(np.int64)
            return places
        rank = np.argsort(np.argsort(self.prefixes.dictionary.to_numpy(zero_copy_only=False)))
        group = rank[self.prefixes.slice(start, length).indices.to_numpy()]
        return np.argsort(group * 10**self.digits + self.serials[start : start + length])

    def by_prefix(self) -> Iterator[tuple[str, Ints]]:
        """Each prefix, in order, with its serials in order."""
        prefixes, serials = self.prefixes, self.serials
        if self.given is not None:
            texts = self.texts()
            prefixes = pc.utf8_slice_codeunits(texts, 0, -self.digits).dictionary_encode()
            serials = pc.cast(pc.utf8_slice_codeunits(texts, -self.digits), pa.int64()).to_numpy()
        place = prefixes.indices.to_numpy()
        for number, name in sorted(enumerate(prefixes.dictionary.to_pylist()), key=lambda pair: pair[1]):
            mine = serials[place == number]
            if len(mine):
                yield name, np.sort(mine)


def mint_codes(
    conn: Connection, prefixes: pa.DictionaryArray, *, order: Ints, kind: codes.Kind, given: pa.Array | None = None
) -> Codes:
    """A code below each of `prefixes` (text, no nulls): a new one, or that of `given` where that has one.

    New ones of one prefix are numbered in `order`, places of rows: the same things in any order of rows get the same
    codes. Raises Invalid where the serials of a prefix are used up.
    """
    grammar = codes.GRAMMARS[kind]
    left = np.ones(len(prefixes), dtype=bool) if given is None else given.is_null().to_numpy(zero_copy_only=False)
    numbers = np.zeros(len(prefixes), dtype=np.int32)
    mine = prefixes if left.all() else prefixes.filter(pa.array(left))
    numbers[left] = _serials(conn, mine, order=among(order, left), kind=kind.value)
    full = np.flatnonzero(numbers > grammar.last)
    if len(full):
        prefix = prefixes[int(full[0])].as_py()
        raise Invalid(f"more than {grammar.last} codes of {kind.value} below {prefix}: there is no room for more")
    return Codes(prefixes, numbers, grammar.digits, given)


def hold_codes(conn: Connection, given: pa.Array, *, kind: codes.Kind) -> None:
    """Serials up to those of codes that came from elsewhere (in the form in force, no nulls) are minted no more."""
    digits = codes.GRAMMARS[kind].digits
    prefix, serial = pc.utf8_slice_codeunits(given, 0, -digits), pc.utf8_slice_codeunits(given, -digits)
    held = pa.table({"prefix": prefix, "last": pc.cast(serial, pa.int64())})
    lasts = held.group_by("prefix").aggregate([("last", "max")]).to_pylist()
    pass_serials(conn, kind.value, {one["prefix"]: one["last_max"] for one in lasts})


def mint_spoken(conn: Connection, prefixes: pa.DictionaryArray, *, order: Ints) -> pa.Array:
    """A spoken number below each prefix, null where the five digits are used up or there is no prefix."""
    there = prefixes.is_valid().to_numpy(zero_copy_only=False)
    numbers = np.zeros(len(prefixes), dtype=np.int32)
    if there.any():
        named = prefixes if there.all() else prefixes.filter(pa.array(there))
        numbers[there] = _serials(conn, named, order=among(order, there), kind="spoken")
    return pa.array(numbers, pa.int32(), mask=(numbers == 0) | (numbers > spoken.LAST))


def _serials(conn: Connection, prefixes: pa.DictionaryArray, *, order: Ints, kind: str) -> Ints:
    names = prefixes.dictionary.to_pylist()
    group = prefixes.indices.to_numpy().astype(np.uint16 if len(names) < 2**16 else np.int32)
    counts = np.bincount(group, minlength=len(names))
    wanted = {name: int(count) for name, count in zip(names, counts, strict=True) if count}
    taken = take_serials(conn, kind, wanted)
    first = np.array([taken.get(name, 0) for name in names], dtype=np.int64)
    ordered = order[np.argsort(group[order], kind="stable")]
    following = np.arange(len(group), dtype=np.int32)
    following += np.repeat((first - np.cumsum(counts) + counts).astype(np.int32), counts)
    numbers = np.empty(len(group), dtype=np.int32)
    numbers[ordered] = following
    return numbers
