"""The figures of a campaign's report. Pure: frames in, frames and values out; `now` is an argument.

Rates follow GB/T 30428.4 (按期处置率): on time = repaired within the limit / due; due counts only what was repaired or
whose limit has passed. An empty denominator is "no figure" (NaN), never 100 %.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import pandas as pd

from inspections.tickets.terms import UNTRUE

RESULTS = ("fine", "defect", "not_found", "no_access", "unseen")
GROUPS: Mapping[str, str] = {
    "street": "street_code",
    "class": "class_code",
    "defect": "defect_code",
    "department": "assignee_code",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """Tickets in all; `voided` are not counted in `found`. `on_time` is None where nothing was due."""

    found: int
    closed: int
    open: int
    late: int
    voided: int
    reworked: int
    on_time: float | None
    median_hours: float | None  # from report to repair


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What the report prints. Frames are sorted as they are printed.

    `groups`: by street, class, defect and department, one row a code with found, closed, open, late, due, in_time and
    on_time (share). `coverage`: by street the covers by result, and seen (share). `days`: found and closed by date.
    """

    totals: Totals
    groups: Mapping[str, pd.DataFrame]
    coverage: pd.DataFrame
    coverage_total: pd.Series
    days: pd.DataFrame


def figure_out(tickets: pd.DataFrame, covers: pd.DataFrame, *, now: datetime, zone: str) -> Figures:
    """All figures. `covers`: street_code, result (of RESULTS) and covers (a count), in any number of rows.

    `tickets`: one row each with state, reworks, the four codes of GROUPS, reported_at, due_at, repaired_at, closed_at
    (UTC).
    """
    judged = judge(tickets, now=now)
    coverage = cover(covers)
    total = coverage[[*RESULTS, "targets"]].sum().astype("float64")
    total["seen"] = _share(total["targets"] - total["unseen"], total["targets"])
    return Figures(
        totals=_totals(tickets, judged),
        groups={name: tally(judged, by=column) for name, column in GROUPS.items()},
        coverage=coverage,
        coverage_total=total,
        days=by_day(judged, zone=zone),
    )


def judge(tickets: pd.DataFrame, *, now: datetime) -> pd.DataFrame:
    """The tickets that count (not voided), with truth values closed, due, in_time and late added; the index is kept."""
    kept = tickets[~tickets["state"].isin(UNTRUE)]
    moment = pd.Timestamp(now)
    repaired = kept["repaired_at"].notna()
    in_time = repaired & (kept["repaired_at"] <= kept["due_at"])
    past = kept["due_at"].notna() & (kept["due_at"] <= moment)
    return kept.assign(
        closed=kept["closed_at"].notna(),
        due=kept["due_at"].notna() & (repaired | past),
        in_time=in_time,
        late=past & ~repaired & kept["closed_at"].isna(),
    )


def tally(judged: pd.DataFrame, *, by: str) -> pd.DataFrame:
    """Counts by one column, most found first; a missing code is the empty text."""
    grouped = judged.assign(**{by: judged[by].fillna("")}).groupby(by, sort=True)
    counts = grouped[["closed", "late", "due", "in_time"]].sum().astype("int64")
    counts.insert(0, "found", grouped.size())
    counts["open"] = counts["found"] - counts["closed"]
    counts["on_time"] = counts["in_time"] / counts["due"].where(counts["due"] > 0)
    return counts.sort_values("found", ascending=False, kind="stable")


def cover(covers: pd.DataFrame) -> pd.DataFrame:
    """Covers by street and result, with targets and the share seen ("not found" and "no access" are results)."""
    wide = covers.pivot_table(index="street_code", columns="result", values="covers", aggfunc="sum", fill_value=0)
    wide = wide.reindex(columns=list(RESULTS), fill_value=0).astype("int64").sort_index()
    wide["targets"] = wide.sum(axis=1)
    wide["seen"] = (wide["targets"] - wide["unseen"]) / wide["targets"].where(wide["targets"] > 0)
    return wide


def by_day(judged: pd.DataFrame, *, zone: str) -> pd.DataFrame:
    """Tickets found and closed by date in `zone`, every day from the first to the last of them."""
    found = _per_date(judged["reported_at"], zone=zone)
    closed = _per_date(judged.loc[judged["closed"], "closed_at"], zone=zone)
    days = pd.concat([found.rename("found"), closed.rename("closed")], axis=1).fillna(0).astype("int64").sort_index()
    if days.empty:
        return days
    return days.reindex(pd.date_range(days.index.min(), days.index.max(), freq="D"), fill_value=0)


def _per_date(times: pd.Series, *, zone: str) -> pd.Series:
    stamps = pd.to_datetime(times.dropna(), utc=True)
    return stamps.dt.tz_convert(zone).dt.tz_localize(None).dt.normalize().value_counts()


def _totals(tickets: pd.DataFrame, judged: pd.DataFrame) -> Totals:
    hours = (judged["repaired_at"] - judged["reported_at"]).dropna().dt.total_seconds() / 3600
    on_time = _share(judged["in_time"].sum(), judged["due"].sum())
    return Totals(
        found=len(judged),
        closed=int(judged["closed"].sum()),
        open=int((~judged["closed"]).sum()),
        late=int(judged["late"].sum()),
        voided=len(tickets) - len(judged),
        reworked=int((judged["reworks"] > 0).sum()),
        on_time=None if pd.isna(on_time) else on_time,
        median_hours=float(hours.median()) if len(hours) else None,
    )


def _share(part: float, whole: float) -> float:
    return float(part) / float(whole) if whole else float("nan")
