"""What is settled with a house for a month: its jobs, each once, with the quantities that another house confirmed."""

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from openpyxl import Workbook
from sqlalchemy import Connection

from inspections.tickets.parties import party_of
from registry.actor import Actor, Role
from registry.cells import guard
from registry.contracts.contract import ZONE
from registry.errors import Forbidden, Invalid
from registry.sql import load

SQL = load(Path(__file__).parent / "sql" / "quantities.sql")
_MONTH = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])")
COLUMNS = {
    "job": "序号",
    "visited_on": "处置日期",
    "asset_code": "部件编码",
    "place_zh": "位置",
    "tickets": "工单",
    "defects": "问题",
    "material_code": "材料编码",
    "name_zh": "材料",
    "unit": "单位",
    "quantity": "数量",
    "confirmed": "已确认",
    "confirmed_house": "确认单位",
}


@dataclass(frozen=True, slots=True)
class Item:
    """A quantity that holds; it is settled once it is `confirmed_house`'s word too."""

    material_code: str
    name_zh: str
    name_en: str
    unit: str
    quantity: Decimal
    confirmed_house: str | None


@dataclass(frozen=True, slots=True)
class Job:
    """One visit to one cover: every ticket it ended, and the materials once."""

    visited_on: date
    asset_code: str | None
    place_zh: str
    tickets: tuple[str, ...]
    defects: tuple[str, ...]
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Settlement:
    """The closed jobs of a house in a month, by day."""

    house: str
    month: str
    jobs: tuple[Job, ...]

    @property
    def totals(self) -> dict[str, Decimal]:
        """By material what is confirmed."""
        sums: dict[str, Decimal] = {}
        for job in self.jobs:
            for item in job.items:
                if item.confirmed_house:
                    sums[item.material_code] = sums.get(item.material_code, Decimal(0)) + item.quantity
        return dict(sorted(sums.items()))


def settlement(conn: Connection, actor: Actor, house: str, month: str) -> Settlement:
    """The settlement of a house for a month (YYYY-MM, by the day of the repair in Qingdao).

    For desks, stewards and leaders in their areas, for the house itself all of it. Raises Forbidden, Invalid.
    """
    own = actor.has(Role.CREW) and party_of(conn, actor).house == house
    if not own and not actor.has(Role.DISPATCHER, Role.STEWARD, Role.LEADER, Role.SYSTEM):
        raise Forbidden("a settlement is shown to the desk and to the house it is about")
    begins, ends = _span(month)
    areas = None if own or actor.has(Role.SYSTEM) else list(actor.areas)
    asked = {"house": house, "begins": begins, "ends": ends, "areas": areas}
    jobs: dict[tuple[date, str], Job] = {}
    items: dict[tuple[date, str], list[Item]] = {}
    for row in conn.execute(SQL["settlement"], asked):
        key = (row.visited_on, row.thing)
        jobs[key] = Job(row.visited_on, row.asset_code, row.place_zh, tuple(row.tickets), tuple(row.defects), ())
        if row.material_code and row.quantity:
            item = Item(row.material_code, row.name_zh, row.name_en, row.unit, row.quantity, row.confirmed_house)
            items.setdefault(key, []).append(item)
    whole = (
        Job(job.visited_on, job.asset_code, job.place_zh, job.tickets, job.defects, tuple(items.get(key, ())))
        for key, job in jobs.items()
    )
    return Settlement(house, month, tuple(whole))


def _span(month: str) -> tuple[datetime, datetime]:
    found = _MONTH.fullmatch(month)
    if found is None or int(found[1]) == 0:
        raise Invalid(f"a month is written 2026-01, not {month!r}", field="month")
    year, number = int(found[1]), int(found[2])
    following = (year + 1, 1) if number == 12 else (year, number + 1)
    if following[0] > 9999:
        raise Invalid(f"{month} has no end in this calendar", field="month")
    return datetime(year, number, 1, tzinfo=ZONE), datetime(*following, 1, tzinfo=ZONE)


def records(of: Settlement) -> list[dict[str, object]]:
    """One plain record a material of a job; a job without any has one too. Jobs are numbered from 1."""
    found: list[dict[str, object]] = []
    for number, job in enumerate(of.jobs, start=1):
        plain: dict[str, object] = {
            "job": number,
            "visited_on": job.visited_on.isoformat(),
            "asset_code": job.asset_code or "",
            "place_zh": job.place_zh,
            "tickets": " ".join(job.tickets),
            "defects": "、".join(job.defects),
        }
        found += [plain | _item(item) for item in job.items] or [plain | dict.fromkeys(list(COLUMNS)[6:], "")]
    return found


def _item(item: Item) -> dict[str, object]:
    return {
        "material_code": item.material_code,
        "name_zh": item.name_zh,
        "unit": item.unit,
        "quantity": item.quantity,
        "confirmed": "是" if item.confirmed_house else "否",
        "confirmed_house": item.confirmed_house or "",
    }


def as_csv(of: Settlement) -> bytes:
    """UTF-8 with a byte-order mark, as spreadsheets want it for Chinese. What would be a formula is quoted."""
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerows(_rows(of))
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def as_xlsx(of: Settlement) -> bytes:
    """A workbook: the jobs, and what is confirmed by material."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None, "a new workbook has one"
    sheet.title = f"结算 {of.month}"
    for row in _rows(of):
        sheet.append(list(row))
    totals = book.create_sheet("合计")
    totals.append(["材料编码", "数量"])
    for code, quantity in of.totals.items():
        totals.append([code, quantity])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _rows(of: Settlement) -> list[Sequence[object]]:
    body = [[guard(value) if isinstance(value, str) else value for value in row.values()] for row in records(of)]
    return [list(COLUMNS.values()), *body]
