"""Fills the sheets of a layout from the register and the tickets, inside the areas of whoever asks."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import MappingProxyType

import numpy as np
import pandas as pd
import pyarrow as pa
import shapely
from sqlalchemy import Connection

from inspections.clocks.limits import UNIT_WORDS, Unit
from inspections.exchange.checking import Filled
from inspections.exchange.layouts import Layout, Sheet
from inspections.tickets.terms import STATES, State
from registry import profiles
from registry.assets import below
from registry.exporting import Selection, profiled
from registry.exporting.query import Query
from registry.exporting.rows import Rows, stream
from registry.sql import load

SQL = load(Path(__file__).parent / "sql" / "sheets.sql")
LIMITS = "default"
"""The profile of limits whose figures the sheet of standards tells: what a campaign may change is not the rule."""

# 大类 of GB/T 47678.5-2026 (domain.md §2.2: seen with one implementer).
_MAJORS = MappingProxyType(
    {"01": "市政公用设施", "02": "交通设施", "03": "市容环卫设施", "04": "园林绿化设施", "05": "其他管理部件"}
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What of a layout: areas asked for (none: all), areas one may see (None: everywhere), tickets reported when."""

    areas: tuple[str, ...]
    bound: Sequence[str] | None
    from_at: datetime
    until_at: datetime
    now: datetime

    def values(self) -> dict[str, object]:
        """As the statements take them."""
        return {
            "asked": below(self.areas),
            "is_asked": bool(self.areas),
            "bound": below(self.bound),
            "division": self.bound is None or any(len(area) == 6 for area in self.bound),
            "from_at": self.from_at,
            "until_at": self.until_at,
            "now": self.now,
            "limits": LIMITS,
        }


def fill(conn: Connection, layout: Layout, asked: Asked) -> list[Filled]:
    """Every sheet of a layout, its rows in the order of their keys."""
    return [_FILLS[sheet.name](conn, layout, sheet, asked) for sheet in layout.sheets]


def _parts(conn: Connection, layout: Layout, sheet: Sheet, asked: Asked) -> Filled:
    assert layout.parts is not None
    profile, selection = profiles.named(layout.parts), Selection("assets", areas=asked.areas)
    names, columns = profiled.names(conn), profiled.columns_for(selection)
    found = list(stream(conn, Query(selection, asked.bound), columns))
    frame = _frame(found, [column.name for column in columns])
    shapes = np.concatenate([rows.shapes for rows in found]) if found else np.empty(0, dtype=object)
    return Filled(sheet, profile.compose(frame, names), frame["code"], shapes)


def _frame(found: Sequence[Rows], names: Sequence[str]) -> pd.DataFrame:
    if not found:
        return pd.DataFrame({name: pd.Series(dtype="string") for name in names})
    text = {pa.string(): pd.StringDtype()}
    frame: pd.DataFrame = pa.concat_tables([rows.fields for rows in found]).to_pandas(types_mapper=text.get)
    return frame


def _matters(conn: Connection, _: Layout, sheet: Sheet, asked: Asked) -> Filled:
    return _filled(sheet, _asked(conn, "matters", asked))


def _cases(conn: Connection, _: Layout, sheet: Sheet, asked: Asked) -> Filled:
    frame = _asked(conn, "cases", asked)
    state = frame["AJZT"].map(lambda word: STATES[State(word)].zh)
    return _filled(sheet, frame.assign(AJZT=state, CZSX=_limits(frame)))


def _grids(conn: Connection, _: Layout, sheet: Sheet, asked: Asked) -> Filled:
    short = dict(zip(("code", "area", "first", "last", "note"), (entry.name for entry in sheet.entries), strict=True))
    return _filled(sheet, _asked(conn, "grids", asked).rename(columns=short))


def _standards(conn: Connection, _: Layout, sheet: Sheet, asked: Asked) -> Filled:
    frame = _asked(conn, "standards", asked)
    major = frame["大类代码"].map(_MAJORS)
    return _filled(sheet, frame.assign(大类名称=major, 处置时限=_limits(frame)))


def _asked(conn: Connection, name: str, asked: Asked) -> pd.DataFrame:
    result = conn.execute(SQL[name], asked.values())
    return pd.DataFrame(result.all(), columns=list(result.keys()), dtype=object)


def _limits(frame: pd.DataFrame) -> pd.Series:
    """A limit as people say it: 4 工作时."""
    said = [
        None if unit is None else f"{amount.normalize():f} {UNIT_WORDS[Unit(unit)][0]}"
        for amount, unit in zip(frame["amount"], frame["unit"], strict=True)
    ]
    return pd.Series(said, index=frame.index, dtype=object)


def _filled(sheet: Sheet, frame: pd.DataFrame) -> Filled:
    names = [entry.name for entry in sheet.entries]
    rows = frame[names].astype(object)
    shapes = None if sheet.shape is None else np.asarray(shapely.from_wkb(frame["shape"].to_numpy()), dtype=object)
    return Filled(sheet, rows.where(rows.notna(), None), frame["key"], shapes)


_Fill = Callable[[Connection, Layout, Sheet, Asked], Filled]
_FILLS: Mapping[str, _Fill] = MappingProxyType(
    {"parts": _parts, "matters": _matters, "cases": _cases, "grids": _grids, "standards": _standards}
)
