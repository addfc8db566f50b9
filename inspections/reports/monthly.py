"""A month's tickets by micro-grid and grid, expressed on any version of the cells: by asset, not by area.

Each ticket counts where its asset stands, in exactly one cell of the version that is asked for. So every version gives
the same sums, and a past month can be laid beside a coming one on the same cells.
"""

import csv
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd
from sqlalchemy import Connection

from inspections.campaigns.coverage import ZONE
from inspections.reports.figures import judge, tally
from inspections.tickets.listing import Listed, Wanted, list_tickets
from inspections.tickets.sight import MOST
from registry.actor import Actor
from registry.cells import guard
from registry.errors import Invalid
from registry.redraw.versions import Version, homes_on, version_of
from registry.sql import load

SQL = load(Path(__file__).parent / "sql" / "monthly.sql")
COUNTS = ("tickets", "repaired", "closed", "open", "late", "due", "in_time", "on_time")
_TIMES = ("reported_at", "due_at", "repaired_at", "closed_at")
_MONTH = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])")


class By(StrEnum):
    """What a month is counted by."""

    MICRO_GRID = "micro_grid"
    GRID = "grid"


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """A month on one version. Frames by code, in its order, with COUNTS; the empty code is that of tickets that lie in
    no cell of the version. `on_time` is in_time / due (GB/T 30428.4), NaN where nothing was due. `names` of the cells.
    """

    month: str
    version: Version
    made_at: datetime
    micro_grids: pd.DataFrame
    grids: pd.DataFrame
    total: Mapping[str, int | float]
    names: Mapping[str, str]

    def rows(self, by: By) -> pd.DataFrame:
        """The frame of one way to count."""
        return self.micro_grids if by is By.MICRO_GRID else self.grids


def month_of(text: str) -> tuple[datetime, datetime]:
    """The first moment of a month, `2026-10`, and that of the next, in Qingdao. Raises Invalid."""
    found = _MONTH.fullmatch(text.strip())
    if found is None or not 2000 <= int(found[1]) < 2200:
        raise Invalid(f"a month is written 2026-10, not {text[:20]!r}", field="month")
    year, number = int(found[1]), int(found[2])
    after = date(year + number // 12, number % 12 + 1, 1)
    first, last = (datetime(day.year, day.month, 1, tzinfo=ZoneInfo(ZONE)) for day in (date(year, number, 1), after))
    return first, last


def monthly(conn: Connection, actor: Actor, month: str, *, cells_of: str = "", now: datetime) -> Month:
    """The tickets reported in a month that the actor may see, as they stand at `now`, on the cells of `cells_of`.

    `cells_of` is the number of a plan, a moment (ISO 8601 with its offset) or empty: the cells of now. Raises Invalid
    for what is none of these, NotFound for an unknown plan.
    """
    first, after = month_of(month)
    version = version_of(conn, cells_of, now=now)
    tickets = _tickets(conn, actor, Wanted(reported_from=first, reported_until=after), now=now)
    places = conn.execute(SQL["places"], {"ids": [one.ticket.id for one in tickets]})
    spots = {row.id: (row.lon, row.lat) for row in places}
    homes = homes_on(conn, version, [spots[one.ticket.id] for one in tickets])
    rows = [
        {name: getattr(one.ticket, name) for name in ("state", *_TIMES)}
        | {"micro_grid": home.micro_grid or "", "grid": home.grid or ""}
        for one, home in zip(tickets, homes, strict=True)
    ]
    frame = pd.DataFrame(rows, columns=["state", *_TIMES, "micro_grid", "grid"])
    judged = judge(frame.assign(**{name: pd.to_datetime(frame[name], utc=True) for name in _TIMES}), now=now)
    micro_grids, grids = count(judged, by="micro_grid"), count(judged, by="grid")
    named = conn.execute(SQL["names"], {"codes": [*micro_grids.index, *grids.index], "plan": version.plan})
    return Month(
        month=month.strip(),
        version=version,
        made_at=now,
        micro_grids=micro_grids,
        grids=grids,
        total=_total(judged),
        names={row.code: row.name_zh for row in named},
    )


def count(judged: pd.DataFrame, *, by: str) -> pd.DataFrame:
    """COUNTS of judged tickets (figures.judge) by a column, by its codes in order. Pure."""
    counts = tally(judged, by=by).rename(columns={"found": "tickets"})
    repaired = judged["repaired_at"].notna().groupby(judged[by].fillna("")).sum()
    counts["repaired"] = repaired.reindex(counts.index).fillna(0).astype("int64")
    return counts[list(COUNTS)].sort_index()


def in_words(version: Version) -> str:
    """Which cells these are (zh, en)."""
    if version.plan is None:
        return f"网格版本：{version.name or '当前'} cells of {version.name or 'now'}"
    laid = "（未生效，叠加于当前 laid over those of now）" if version.laid else ""
    return f"网格版本：方案 {version.plan} {version.name} cells of plan {version.plan}{laid}"


def as_plain(month: Month, *, by: By) -> dict[str, Any]:
    """A month as plain values: a row a code with its name and COUNTS; `on_time` is None where nothing was due."""
    version = month.version
    frame = month.rows(by)
    rows = [{"code": code} | dict(zip(COUNTS, row, strict=True)) for code, *row in frame.itertuples(name=None)]
    return {
        "month": month.month,
        "by": str(by),
        "cells_of": {"plan": version.plan, "name": version.name, "laid": version.laid} | version.moments.told,
        "made_at": month.made_at.isoformat(),
        "rows": [{"code": row["code"], "name_zh": month.names.get(row["code"], "")} | _figures(row) for row in rows],
        "total": _figures(month.total),
    }


def _figures(row: Mapping[str, Any]) -> dict[str, Any]:
    found = {name: row[name] for name in COUNTS}
    return found | {"on_time": None if pd.isna(found["on_time"]) else round(float(found["on_time"]), 6)}


def as_csv(month: Month, *, by: By) -> bytes:
    """The rows as CSV, UTF-8 with a byte-order mark; codes are text of digits, names guarded from spreadsheets."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, ("code", "name_zh", *COUNTS), lineterminator="\r\n")
    writer.writeheader()
    for row in as_plain(month, by=by)["rows"]:
        writer.writerow(row | {"name_zh": guard(row["name_zh"])})
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def _total(judged: pd.DataFrame) -> Mapping[str, int | float]:
    whole = count(judged.assign(all="all"), by="all")
    if whole.empty:
        return dict.fromkeys(COUNTS[:-1], 0) | {"on_time": float("nan")}
    return {name: whole[name].iloc[0].item() for name in COUNTS}


def _tickets(conn: Connection, actor: Actor, wanted: Wanted, *, now: datetime) -> list[Listed]:
    found: list[Listed] = []
    after = None
    while True:
        page = list_tickets(conn, actor, wanted, now=now, limit=MOST, after=after)
        found += page.tickets
        after = page.next
        if after is None:
            return found
