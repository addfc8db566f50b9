"""An export in a layout: who may, what of it, checked against the layout, and in which file."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import pandas as pd
from sqlalchemy import Connection

from inspections.clocks.calendar import ZONE
from inspections.exchange import files
from inspections.exchange.checking import LACKING, check
from inspections.exchange.gathering import Asked, fill
from inspections.exchange.layouts import Layout, explained, named
from registry.actor import Actor, Role
from registry.errors import Forbidden, Invalid
from registry.exporting import Selection, systems
from registry.exporting.query import check_named
from registry.exporting.shapefile import ENCODINGS
from registry.exporting.systems import System

_FIELDS = (
    "表 sheet",
    "序号 no",
    "字段 field",
    "简称 name",
    "类型 type",
    "长度 length",
    "M/C/O",
    "可信度 certainty",
    "出处 source",
)
_MAY = (Role.STEWARD, Role.DISPATCHER, Role.SYSTEM)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A layout by its name, areas (none: all one may see), when tickets were reported, and the form of the file."""

    profile: str
    from_at: datetime
    until_at: datetime
    areas: tuple[str, ...] = ()
    format: str = "xlsx"
    encoding: str = "UTF-8"
    datum: str = "CGCS2000"


@dataclass(frozen=True, slots=True)
class Exchanged:
    """The files by name, how many rows each sheet has, and the faults (checking.COLUMNS) of all."""

    files: Mapping[str, bytes]
    rows: Mapping[str, int]
    datum: str
    faults: pd.DataFrame

    @property
    def counts(self) -> dict[tuple[str, str, str], int]:
        """How many faults by sheet, field and reason."""
        return dict(Counter(zip(self.faults["sheet"], self.faults["field"], self.faults["reason"], strict=True)))


def export(conn: Connection, actor: Actor, wanted: Wanted, *, now: datetime) -> Exchanged:
    """The files of a layout, nothing in them from outside the actor's areas; what breaks the layout is told by row.

    Raises Forbidden for whoever is neither steward nor dispatcher, Invalid or NotFound for a layout, span, area,
    format, encoding or datum that is none.
    """
    if not actor.has(*_MAY):
        raise Forbidden("stewards and dispatchers export")
    layout, system = named(wanted.profile), systems.named(wanted.datum)
    if wanted.format not in files.FORMATS:
        raise Invalid(f"{wanted.format!r} is no format; say one of {', '.join(files.FORMATS)}", field="format")
    if wanted.encoding not in ENCODINGS:
        raise Invalid(f"text is written in {' or '.join(ENCODINGS)}, not in {wanted.encoding}", field="encoding")
    if wanted.from_at >= wanted.until_at:
        raise Invalid("the span ends before it begins", field="until")
    check_named(conn, Selection("assets", areas=wanted.areas))
    bound = None if actor.has(Role.SYSTEM) else actor.areas
    filled = fill(conn, layout, Asked(wanted.areas, bound, wanted.from_at, wanted.until_at, now))
    encoding = "UTF-8" if wanted.format == "xlsx" else wanted.encoding
    sheets = [check(one, encoding=encoding, widths=wanted.format == "shp" and one.shapes is not None) for one in filled]
    rows = {one.filled.sheet.title: len(one.rows) for one in sheets}
    about = _about(layout, wanted, system, rows, now=now)
    return Exchanged(
        files=files.FORMATS[wanted.format](sheets, about, system, encoding),
        rows=rows,
        datum=system.label,
        faults=pd.concat([one.faults for one in sheets], ignore_index=True),
    )


def _about(
    layout: Layout, wanted: Wanted, system: System, rows: Mapping[str, int], *, now: datetime
) -> list[tuple[str, ...]]:
    span = f"{wanted.from_at.astimezone(ZONE):%Y-%m-%d %H:%M} – {wanted.until_at.astimezone(ZONE):%Y-%m-%d %H:%M}"
    return [
        ("格式 layout", layout.name),
        ("标准 standard", layout.standard),
        ("坐标系 datum", system.label),
        ("区域 areas", ", ".join(wanted.areas) or "全部可见区域 all that may be seen"),
        ("上报时段 tickets reported", span),
        ("导出时间 made at", f"{now.astimezone(ZONE):%Y-%m-%d %H:%M:%S}"),
        *((f"{title} rows", str(number)) for title, number in rows.items()),
        ("缺项 faults", f"逐行列于“缺项”表及 rejects.csv；不截断；{LACKING}代替编码没有的字符 by row; nothing is cut"),
        ("坐标 position", "lon lat / x y / wkt 为附加列，非标准字段 are additional columns, of no norm"),
        (
            "处置单位 主管部门",
            "由派遣规则按地点、权属确定，立结案标准中留空 left empty",
        ),
        (),
        (
            "表 sheet",
            "序号",
            "字段 field",
            "简称 name",
            "类型 type",
            "长度 length",
            "M/C/O",
            "可信度 certainty",
            "出处 source",
        ),
        *explained(layout),
    ]
