"""The last twelve months on both divisions: what would have fallen to each cell. Pure.

Tickets count by the month they were filed in, closings by the month of theirs; on time as in reports
(GB/T 30428.4): repaired within the limit. Whatever happened lies in one cell of each division, so that the months of
both have equal sums; where they have not, the plan leaves ground out.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from registry.redraw.locating import NOWHERE

KINDS = ("filed", "closed", "in_time", "observed")
SIDES = ("before", "after")


@dataclass(frozen=True, slots=True)
class Replay:
    """`months` by side: a row a month, a column of `KINDS`; `cells` by side: a row for each cell, also those to which
    nothing fell. `spread`: by kind and side the median, p95 and most of a cell, and how many cells had any.
    """

    months: dict[str, pd.DataFrame]
    cells: dict[str, pd.DataFrame]
    spread: pd.DataFrame

    @property
    def holds(self) -> bool:
        """Whether every month has the same sums on both divisions."""
        return bool(self.months["before"].equals(self.months["after"]))


def replay(happened: pd.DataFrame, *, months: Sequence[str], cells: dict[str, pd.Index]) -> Replay:
    """`happened`: month, kind, count, before, after (`weighing.Weighed`); `cells` are the codes of each side."""
    by_month = {side: _wide(happened[happened[side] != NOWHERE], "month", pd.Index(months)) for side in SIDES}
    by_cell = {side: _wide(happened, side, cells[side]) for side in SIDES}
    return Replay(by_month, by_cell, _spread(by_cell))


def _wide(happened: pd.DataFrame, by: str, rows: pd.Index) -> pd.DataFrame:
    sums = happened.pivot_table(index=by, columns="kind", values="count", aggfunc="sum")
    return sums.reindex(index=rows, columns=list(KINDS)).fillna(0).astype("int64").rename_axis(columns=None)


def _spread(cells: dict[str, pd.DataFrame]) -> pd.DataFrame:
    rows = {}
    for kind in KINDS:
        for side in SIDES:
            counts = cells[side][kind]
            rows[kind, side] = {
                "cells": int((counts > 0).sum()),
                "median": float(counts.median()) if len(counts) else 0.0,
                "p95": float(counts.quantile(0.95, interpolation="higher")) if len(counts) else 0.0,
                "most": float(counts.max()) if len(counts) else 0.0,
            }
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis(["kind", "side"])
