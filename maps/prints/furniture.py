"""What stands on every print beside the map: title, north, scale, legend, date, plan, approval, what is invented."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

import numpy as np
import shapely

from inspections.campaigns.coverage import ZONE
from maps.panorama import Imprint
from maps.plates.pen import BLACK, WHITE
from maps.prints.paper import Box, Window, bar_m
from maps.prints.sheet import Sheet
from maps.prints.signs import width_of
from maps.style import BAD, MUTED
from maps.words import CATALOGUE
from registry.redraw.present import PlanInEffect

BAND = "#14313f"
_GOLD = "#f4b942"


@dataclass(frozen=True, slots=True)
class Caption:
    """What a print says of itself: what it shows, the plan it shows, when it was made and by whom."""

    title: str
    subtitle: str
    plan: PlanInEffect | None
    made_at: datetime
    imprint: Imprint
    synthetic: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a legend: how it looks, `area`, `line` or `dashed`, and what it is."""

    look: str
    colour: str
    words: str
    edge: str | None = None


def begin(caption: Caption, size_mm: tuple[float, float]) -> Sheet:
    """A document without a page yet: the same facts at the same time are the same bytes."""
    sheet = Sheet(size_mm)
    sheet.set_title(f"井格 {caption.title} {caption.subtitle}")
    sheet.set_lang("zh-CN")
    sheet.set_creation_date(caption.made_at)
    return sheet


def title(sheet: Sheet, caption: Caption, box: Box) -> None:
    """The band at the head of a sheet."""
    high = box.height_mm
    sheet.box(box.x_mm, box.y_mm, box.width_mm, high, colour=BAND)
    sheet.mark(box.x_mm + high * 0.2, box.y_mm + high * 0.2, side_mm=high * 0.6)
    right = box.right_mm - high * 0.25
    if caption.synthetic:
        words = CATALOGUE["synthetic"].zh
        size = high * 0.3
        wide = width_of(words) * size + high * 0.3
        right -= wide
        sheet.box(right, box.y_mm + high * 0.25, wide, high * 0.5, colour=_GOLD)
        sheet.words(
            words, right + high * 0.15, box.y_mm + high * 0.61, size_mm=size, within_mm=wide - high * 0.3, bold=True,
            colour=BLACK, align="middle",
        )  # fmt: skip
        right -= high * 0.3
    begin = box.x_mm + high
    room = right - begin
    used = sheet.words(
        caption.title, begin, box.y_mm + high * 0.66, size_mm=high * 0.46, within_mm=room * 0.66, bold=True,
        colour=WHITE,
    )  # fmt: skip
    sheet.words(
        caption.subtitle, begin + used + high * 0.4, box.y_mm + high * 0.66, size_mm=high * 0.27,
        within_mm=room - used - high * 0.4, colour="#d7e2e8", align="right",
    )  # fmt: skip


def north(sheet: Sheet, x_mm: float, y_mm: float, *, high_mm: float) -> None:
    """An arrow to the north, its upper end in the middle of `x_mm`."""
    half = high_mm * 0.22
    foot, notch = y_mm + high_mm * 0.7, y_mm + high_mm * 0.55
    left = shapely.Polygon([(x_mm, y_mm), (x_mm - half, foot), (x_mm, notch)])
    right = shapely.Polygon([(x_mm, y_mm), (x_mm + half, foot), (x_mm, notch)])
    sheet.areas(np.array([left], dtype=object), fill=BLACK, edge=BLACK, width_mm=0.2)
    sheet.areas(np.array([right], dtype=object), fill=WHITE, edge=BLACK, width_mm=0.2)
    sheet.words(
        "北", x_mm - half, y_mm + high_mm, size_mm=high_mm * 0.26, within_mm=2 * half, bold=True, align="middle"
    )


def scale_bar(sheet: Sheet, window: Window, box: Box, *, on_map: bool = False) -> None:
    """The scale in numbers, and a bar of four parts below it; on a map they stand on white."""
    length_m = bar_m(window.scale, box.width_mm * 0.82)
    part_mm = length_m / 4 * 1000 / window.scale
    if on_map:
        sheet.box(box.x_mm - 1, box.y_mm, 4 * part_mm + box.height_mm, box.height_mm, colour=WHITE)
    size = box.height_mm * 0.3
    sheet.words(f"1:{window.scale:,}", box.x_mm, box.y_mm + size, size_mm=size, within_mm=box.width_mm, bold=True)
    thick, y = box.height_mm * 0.14, box.y_mm + box.height_mm * 0.45
    for n in range(4):
        piece = shapely.box(box.x_mm + n * part_mm, y, box.x_mm + (n + 1) * part_mm, y + thick)
        sheet.areas(np.array([piece], dtype=object), fill=WHITE if n % 2 else BLACK, edge=BLACK, width_mm=0.15)
    small = box.height_mm * 0.24
    for n in (0, 2, 4):
        words = f"{length_m * n // 4:,}" + (" m" if n == 4 else "")
        wide = width_of(words) * small
        x = box.x_mm + n * part_mm - (0 if n == 0 else wide / 2)
        sheet.words(words, x, y + thick + small * 1.15, size_mm=small, within_mm=wide * 1.2)


def legend(sheet: Sheet, entries: Sequence[Entry], box: Box, *, row_mm: float, columns: int = 1) -> None:
    """What colours and lines mean, column by column."""
    rows = -(-len(entries) // columns)
    wide = box.width_mm / columns
    for n, entry in enumerate(entries):
        x, y = box.x_mm + (n // rows) * wide, box.y_mm + (n % rows) * row_mm
        swatch = shapely.box(x, y + row_mm * 0.2, x + row_mm * 1.6, y + row_mm * 0.8)
        if entry.look == "area":
            sheet.areas(np.array([swatch], dtype=object), fill=entry.colour, edge=entry.edge or MUTED, width_mm=0.15)
        else:
            middle = shapely.LineString([(x, y + row_mm * 0.5), (x + row_mm * 1.6, y + row_mm * 0.5)])
            dash = "4 2" if entry.look == "dashed" else ""
            lines = np.array([middle], dtype=object)
            if entry.edge:
                sheet.lines(lines, colour=entry.edge, width_mm=row_mm * 0.3, round_ends=False)
            thick = row_mm * (0.2 if entry.edge else 0.1)
            sheet.lines(lines, colour=entry.colour, width_mm=thick, dash=dash, round_ends=False)
        begin = x + row_mm * 1.9
        sheet.words(entry.words, begin, y + row_mm * 0.7, size_mm=row_mm * 0.58, within_mm=wide - row_mm * 2.1)


def foot(sheet: Sheet, caption: Caption, box: Box, *, page: str = "") -> None:
    """The last line: plan and date on the left, approval and operator on the right, and what is invented."""
    size = box.height_mm * 0.62
    base = box.y_mm + box.height_mm * 0.75
    left = " · ".join([*_version(caption), *([page] if page else [])])
    used = sheet.words(left, box.x_mm, base, size_mm=size, within_mm=box.width_mm * 0.52, colour=MUTED)
    said = [CATALOGUE["synthetic_long"].zh] if caption.synthetic else []
    said += [f"审图号：{caption.imprint.approval}" if caption.imprint.approval else "未送审：内部使用，不得公开"]
    said += [one for one in (caption.imprint.operator, caption.imprint.attribution) if one]
    sheet.words(
        " · ".join(said), box.x_mm + used + size, base, size_mm=size, within_mm=box.width_mm - used - size,
        colour=BAD if caption.synthetic else MUTED, align="right",
    )  # fmt: skip


def _version(caption: Caption) -> list[str]:
    zone = ZoneInfo(ZONE)
    made = f"制图 {caption.made_at.astimezone(zone):%Y-%m-%d}"
    if caption.plan is None:
        return [made]
    since = f"{caption.plan.effective_at.astimezone(zone):%Y-%m-%d}"
    return [f"方案 {caption.plan.number}「{caption.plan.name}」{since} 起施行", made]
