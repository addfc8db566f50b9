"""The tables of an impact sheet: heads, rows of words, a foot."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import pandas as pd

from inspections.redraw.gathering import Impact
from inspections.redraw.replaying import KINDS, SIDES
from inspections.redraw.staffing import HAIR
from inspections.redraw.weighing import changes
from maps.words import Language, count, pick

_BUSY = 10


class Bad(str):
    """A word of a table that is printed as bad news."""

    __slots__ = ()

    def __html__(self) -> str:
        """What a template prints."""
        return f'<b class="late">{escape(str(self))}</b>'


Row = Sequence[str]


@dataclass(frozen=True, slots=True)
class Table:
    """`heads` over `rows`; the first `texts` columns are words, the others numbers."""

    heads: Sequence[str]
    rows: Sequence[Row]
    texts: int = 1
    foot: Row = ()


def _rows(frame: pd.DataFrame) -> Iterator[tuple[str, dict[str, Any]]]:
    """The rows of a frame with their code."""
    return (
        (str(code), {str(name): value for name, value in row.items()}) for code, row in frame.to_dict("index").items()
    )


class Tables:
    """The tables of one impact in one language."""

    def __init__(self, impact: Impact, words: Mapping[str, str], language: Language) -> None:
        self.impact, self.words, self.language = impact, words, language
        self.limit_minutes = impact.rounds.limit_minutes
        self.begun = any(moved.begun for moved in impact.staffed.moved.values())

    def heads(self, *keys: str) -> list[str]:
        return [self.words[key] for key in keys]

    def minutes(self, value: float) -> str:
        """Minutes of a cell; bad above the limit."""
        if pd.isna(value):
            return "—"
        return (Bad if value > self.limit_minutes + HAIR else str)(f"{value:,.0f}")

    def communities(self) -> Table:
        """Staff, hours and what changes, by community; the street stands before the first of its communities."""
        told = self.impact.staffed.communities
        rows: list[Row] = []
        street = ""
        for code, row in _rows(told):
            name = self.impact.communities.get(code, code)
            if code[:9] != street:
                street = code[:9]
                named = self.impact.streets.get(street)
                rows.append((f"§{pick(named, self.language) if named else street}",))
            rows.append((name, *self._community(row)))
        sums = told.sum()
        sums[["longest_before", "longest_after"]] = told[["longest_before", "longest_after"]].max()
        longest = self.heads("cells", "people", "person_hours_short", "longest", "over_short")
        heads = [*self.heads("community", "households"), *longest, *longest]
        heads += self.heads("assets_short", "tickets_short", "households_short")
        return Table(
            heads,
            rows,
            foot=(self.words["total"], *self._community({str(name): value for name, value in sums.items()})),
        )

    def _community(self, row: Mapping[str, float]) -> list[str]:
        told = [count(row["households"])]
        for side in SIDES:
            over = row[f"over_{side}"]
            told += [count(row[f"{name}_{side}"]) for name in ("cells", "people", "person_hours")]
            told += [f"{row[f'longest_{side}']:.1f}", (Bad if over else str)(count(over))]
        return [*told, *(count(row[f"{name}_changed"]) for name in ("assets", "tickets", "households"))]

    def former(self, *, most: int | None = None) -> Table:
        """Former cells, the longest rounds first; all of them with what the twelve months brought each."""
        told = self.impact.staffed.before.sort_values("minutes", ascending=False, kind="stable")
        keys = ("cell", "kind", "people", "minutes", "households", "assets", "open_tickets", "into", "then_longest")
        rows = [
            (
                code,
                self._kind(row["kind"]),
                f"{row['people']:g}",
                self.minutes(row["minutes"]),
                *(count(row[name]) for name in ("households", "assets", "tickets", "into")),
                self.minutes(row["longest"]),
            )
            for code, row in _rows(told.head(most or len(told)))
        ]
        return self._with_replay(Table(self.heads(*keys), rows, texts=2), "before", most)

    def new(self, *, most: int | None = None) -> Table:
        """New cells: in the order of their codes with what the twelve months bring each, or so many with the longest
        rounds.
        """
        told = self.impact.staffed.after
        if most is not None:
            told = told.sort_values("minutes", ascending=False, kind="stable").head(most)
        keys = ("cell", "kind", "origin", "people", "minutes", "origin_minutes", "households", "renumbered", "assets",
                "gained", "open_tickets", "stays")  # fmt: skip
        rows = [
            (
                code,
                self._kind(row["kind"]),
                row["origin"] if isinstance(row["origin"], str) else "—",
                f"{row['people']:g}",
                self.minutes(row["minutes"]),
                self.minutes(row["origin_minutes"]),
                *(count(row[name]) for name in ("households", "new_households", "assets", "gained", "tickets")),
                self.words["yes"] if row["stays"] else "",
            )
            for code, row in _rows(told)
        ]
        return self._with_replay(Table(self.heads(*keys), rows, texts=3), "after", most)

    def _with_replay(self, table: Table, side: str, most: int | None) -> Table:
        """A full table of cells with what the twelve months bring to each; a short one as it is."""
        if most is not None:
            return table
        counts = self.impact.replay.cells[side]
        brought = dict(zip(counts.index, counts[list(KINDS)].to_numpy().tolist(), strict=True))
        rows = [(*row, *map(count, brought[row[0]])) for row in table.rows]
        return Table([*table.heads, *self.heads(*KINDS)], rows, texts=table.texts)

    def flows(self) -> Table:
        """What goes from which cell to which; what stays where it is is left out."""
        flows = self.impact.weighed.flows
        pairs = flows.index.to_frame(index=False)
        moved = flows[(pairs["before"] != pairs["after"]).to_numpy()]
        rows = [
            (before or "—", after or Bad("—"), *(count(value) for value in values))
            for (before, after), *values in zip(
                moved.index, *(moved[name] for name in ("assets", "tickets", "addresses", "households")), strict=True
            )
        ]
        keys = ("from_cell", "to_cell", "assets", "open_tickets", "addresses", "households")
        return Table(self.heads(*keys), rows, texts=2)

    def tickets(self, *, most: int | None = None) -> Table:
        """Open tickets that go from one micro-grid to another, by number."""
        told = self.impact.handed
        lang = "zh" if self.language is Language.ZH else "en"
        keys = ("number", f"defect_{lang}", f"place_{lang}", "before", "after")
        rows = [tuple(str(row[key]) for key in keys) for _, row in _rows(told.head(most or len(told)))]
        return Table(self.heads("number", "defect", "place", "from_cell", "to_cell"), rows, texts=5)

    def months(self) -> Table:
        """What happened in each month, as it falls to the new cells, and whether both divisions have it all."""
        one, two = self.impact.replay.months["before"], self.impact.replay.months["after"]
        rows = [self._month(str(month), one.loc[month], two.loc[month]) for month in two.index]
        return Table(
            self.heads("month", *KINDS, "check"), rows, foot=self._month(self.words["total"], one.sum(), two.sum())
        )

    def _month(self, name: str, one: pd.Series, two: pd.Series) -> Row:
        counts = [
            count(two[kind]) if one[kind] == two[kind] else Bad(f"{count(one[kind])} → {count(two[kind])}")
            for kind in KINDS
        ]
        return (name, *counts, self.words["equal"] if one.equals(two) else Bad(self.words["unequal"]))

    def spread(self) -> Table:
        """How what happened is spread over the cells of both divisions."""
        told = self.impact.replay.spread.to_dict("index")
        names = ("cells", "median", "p95", "most")
        rows = [
            (self.words[kind], *(count(told[kind, side][name]) for side in SIDES for name in names)) for kind in KINDS
        ]
        return Table(["", *self.heads("cells_with_any", "median", "p95", "most") * 2], rows)

    def busiest(self, side: str) -> Table:
        """The cells with most tickets filed, then observations, in the twelve months."""
        told = self.impact.replay.cells[side].sort_values(["filed", "observed"], ascending=False, kind="stable")
        rows = [(str(code), *(count(row[kind]) for kind in KINDS)) for code, row in told.head(_BUSY).iterrows()]
        return Table(self.heads("cell", *KINDS), rows)

    def changed(self) -> int:
        """How many pairs of cells have something that changes hands."""
        return int(changes(self.impact.weighed.flows.index.to_frame(index=False)).sum())

    def _kind(self, kind: object) -> str:
        return self.words.get(f"kind_{kind}", "—")
