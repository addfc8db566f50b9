"""What a plan of micro-grids would do to posts: who goes on, what would be vacant, who would hold two cells. Pure.

Whoever holds a post of the former cell that most households of a new cell come from would go on in the new one. So one
person may be looked for by several cells, and another by none: both are told, nobody is appointed.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from registry.codes import Kind
from registry.posts.post import Post, PostKind, State

STAFFED_BUT = "vacant"
"""The kind of cell at which no post is missed."""


@dataclass(frozen=True, slots=True)
class Seat:
    """A post of a new cell: `holder` would go on from the cell `former`; empty where nobody would.

    `households` of the cell come from there, of `of` in all.
    """

    cell: str
    kind: str
    former: str
    holder: str
    households: float
    of: float


@dataclass(frozen=True, slots=True)
class Missing:
    """A new cell where fewer would hold a post than are needed; `former` is the cell most of it comes from."""

    cell: str
    kind: str
    missing: int
    former: str


@dataclass(frozen=True, slots=True)
class Twice:
    """Somebody who would go on in several cells, that of most households first."""

    holder: str
    kind: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Idle:
    """Somebody whose cell goes and who would go on in no new one."""

    holder: str
    kind: str
    former: str


@dataclass(frozen=True, slots=True)
class Prospects:
    """What would come of posts: by cell, kind and holder, in this order."""

    seats: tuple[Seat, ...]
    missing: tuple[Missing, ...]
    twice: tuple[Twice, ...]
    idle: tuple[Idle, ...]

    def figures(self) -> dict[str, int]:
        """How many of each."""
        return {
            "carried": len(self.seats),
            "vacancies": sum(one.missing for one in self.missing),
            "two_cells": len(self.twice),
            "without_cell": len(self.idle),
        }


def prospects(
    cells: Mapping[str, str], demand: pd.DataFrame, posts: Sequence[Post], kinds: Iterable[PostKind]
) -> Prospects:
    """What a plan would do to the posts of micro-grids.

    `cells` are the new codes with their kind (residential, street_front, dedicated, vacant), `demand` has `cell`,
    `former` and `households` a row, `posts` are those that are held now in the former cells, `kinds` every kind of
    post. A cell with nobody living in it comes from the cell of most of its rows. Of equals the first code wins.
    """
    told = sorted((kind for kind in kinds if kind.place_kind is Kind.MICRO_GRID), key=lambda kind: kind.code)
    origins = _origins(demand)
    held: dict[tuple[str, str], list[str]] = {}
    for post in posts:
        if post.state in {State.HELD, State.TO_REAPPOINT} and post.kind.place_kind is Kind.MICRO_GRID and post.holder:
            held.setdefault((post.kind.code, post.place), []).append(post.holder)
    seats: list[Seat] = []
    missing: list[Missing] = []
    for cell in sorted(cells):
        former, households, whole = origins.get(cell, ("", 0.0, 0.0))
        for kind in told:
            going = held.get((kind.code, former), [])[: kind.seats]
            seats += [Seat(cell, kind.code, former, holder, households, whole) for holder in going]
            if len(going) < kind.needed and cells[cell] != STAFFED_BUT:
                missing.append(Missing(cell, kind.code, kind.needed - len(going), former))
    return Prospects(tuple(seats), tuple(missing), _twice(seats), _idle(held, seats))


def _origins(demand: pd.DataFrame) -> dict[str, tuple[str, float, float]]:
    """Of each new cell the former one with most of its households, how many those are, and all of its households."""
    placed = demand[demand["cell"].notna()]
    whole = placed.groupby("cell")["households"].sum().to_dict()
    known = placed[placed["former"].notna()].assign(rows=1)
    sums = known.groupby(["cell", "former"])[["households", "rows"]].sum().reset_index()
    ranked = sums.sort_values(["cell", "households", "rows", "former"], ascending=[True, False, False, True])
    first = ranked.drop_duplicates("cell")
    told = zip(first["cell"].tolist(), first["former"].tolist(), first["households"].tolist(), strict=True)
    return {cell: (former, households, whole[cell]) for cell, former, households in told}


def _twice(seats: Sequence[Seat]) -> tuple[Twice, ...]:
    by_holder: dict[tuple[str, str], list[Seat]] = {}
    for seat in seats:
        by_holder.setdefault((seat.kind, seat.holder), []).append(seat)
    found = []
    for (kind, holder), own in sorted(by_holder.items()):
        ranked = sorted(own, key=lambda seat: (-seat.households, seat.cell))
        if len({seat.cell for seat in own}) > 1:
            found.append(Twice(holder, kind, tuple(dict.fromkeys(seat.cell for seat in ranked))))
    return tuple(found)


def _idle(held: Mapping[tuple[str, str], Sequence[str]], seats: Sequence[Seat]) -> tuple[Idle, ...]:
    going = {(seat.kind, seat.holder) for seat in seats}
    return tuple(
        Idle(holder, kind, former)
        for (kind, former), holders in sorted(held.items())
        for holder in holders
        if (kind, holder) not in going
    )
