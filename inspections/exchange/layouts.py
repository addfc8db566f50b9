"""The layouts of exchange files (交换格式) as plain tables: sheets, fields, lengths, what must be there, and how sure.

Pure. None of the norms' texts was at hand (domain.md §9): every field says where it was seen, or that it is assumed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from registry.errors import Invalid
from registry.profiles import PROFILES
from registry.profiles.profile import CREDIT_CODE, Entry


class Certainty(StrEnum):
    """How sure a field is."""

    NORM = "norm"
    SEEN = "seen"
    ASSUMED = "assumed"


CERTAIN: Mapping[Certainty, str] = MappingProxyType(
    {
        Certainty.NORM: "标准条文已核对 the norm's text was read",
        Certainty.SEEN: "仅见于实施方资料，未核对标准原文 seen with implementers only, the norm's text was not at hand",
        Certainty.ASSUMED: "本系统约定，非标准条文 our own convention, of no norm",
    }
)


@dataclass(frozen=True, slots=True)
class Field:
    """A column: `kind` is char, number, date or time; `duty` M must be there, C on a condition, O as one likes."""

    entry: Entry
    kind: str
    duty: str
    certainty: Certainty
    source: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table of a file: `name` in file names and in SQL, `title` on the sheet; `shape` of its things, None without."""

    name: str
    title: str
    shape: str | None
    fields: tuple[Field, ...]

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Its columns as the register checks them."""
        return tuple(field.entry for field in self.fields)


@dataclass(frozen=True, slots=True)
class Layout:
    """An exchange file: `parts` is the profile of components in registry.profiles, None where it has none."""

    name: str
    standard: str
    parts: str | None
    sheets: tuple[Sheet, ...]


_DATE, _CONDITIONAL = "[0-9]{8}", frozenset({"BGRQ", "CHDate", "ZZRQ", "DEDate"})
_TIME = "[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}"
_UNIT_GRID = "[0-9A-Z]{15}"


def _field(entry: Entry, certainty: Certainty, source: str, *, kind: str | None = None) -> Field:
    kind = kind or ("date" if entry.pattern == _DATE else "time" if entry.pattern == _TIME else "char")
    duty = "M" if entry.mandatory else "C" if entry.name in _CONDITIONAL else "O"
    return Field(entry, kind, duty, certainty, source)


def _parts(profile: str, source: str) -> Sheet:
    fields = tuple(_field(entry, Certainty.SEEN, source) for entry in PROFILES[profile].entries)
    return Sheet("parts", "部件", "Point", fields)


def _seen(source: str, *entries: Entry) -> tuple[Field, ...]:
    return tuple(_field(entry, Certainty.SEEN, source) for entry in entries)


def _assumed(*entries: Entry) -> tuple[Field, ...]:
    return tuple(_field(entry, Certainty.ASSUMED, "short name and length: assumption") for entry in entries)


def _grids(*names: str) -> Sheet:
    """Unit grids; `names` are the short ones of code, area, first and last day, note: the norm's are not known."""
    source = "fields: domain.md §1 [3] (DB11), partly; short name and length: assumption"
    code, area, first, last, note = names
    fields = (
        _field(Entry(code, "单元网格标识码", 15, mandatory=True, pattern=_UNIT_GRID), Certainty.SEEN, source),
        _field(Entry(area, "面积", 12, mandatory=True), Certainty.SEEN, source, kind="number"),
        _field(Entry(first, "初始日期", 8, mandatory=True, pattern=_DATE), Certainty.SEEN, source),
        _field(Entry(last, "终止日期", 8, pattern=_DATE), Certainty.SEEN, source),
        _field(Entry(note, "备注", 1000), Certainty.SEEN, source),
    )
    return Sheet("grids", "网格", "MultiPolygon", fields)


_MATTERS = Sheet(
    "matters",
    "事项",
    "Point",
    _seen(
        "domain.md §2.1, §2.4: seen with one implementer [1]; short name: assumption by analogy",
        Entry("SXDM", "事项代码", 11, mandatory=True, pattern="[0-9]{11}"),
        Entry("SXMC", "事项名称", 100, mandatory=True),
        Entry("ZGBMDM", "主管部门代码", 18, mandatory=True, pattern=CREDIT_CODE, reason="local_code"),
        Entry("ZGBMMC", "主管部门名称", 100, mandatory=True),
        Entry("SFWZ", "事发位置", 256, mandatory=True),
        Entry("SZDYWGBSM", "所在单元网格标识码", 15, mandatory=True, pattern=_UNIT_GRID),
    ),
)


def _time(name: str, name_zh: str, *, mandatory: bool = False) -> Entry:
    return Entry(name, name_zh, 19, mandatory=mandatory, pattern=_TIME)


_CASES = Sheet(
    "cases",
    "案卷",
    "Point",
    _assumed(
        Entry("AJH", "案卷号", 30, mandatory=True),
        Entry("SXDM", "事项代码", 11, mandatory=True, pattern="[0-9]{11}"),
        Entry("SXMC", "事项名称", 100, mandatory=True),
        Entry("WTMC", "问题名称", 100, mandatory=True),
        Entry("GLBJBSM", "管理部件标识码", 17, pattern="[0-9]{17}"),
        Entry("SFWZ", "事发位置", 256, mandatory=True),
        Entry("SZDYWGBSM", "所在单元网格标识码", 15, mandatory=True, pattern=_UNIT_GRID),
        Entry("SZWGDM", "所在网格代码", 15, pattern="[0-9]{15}"),
        Entry("AJZT", "案卷状态", 10, mandatory=True),
        _time("SBSJ", "上报时间", mandatory=True),
        _time("LASJ", "立案时间"),
        _time("PQSJ", "派遣时间"),
        _time("CZSJ", "处置完毕时间"),
        _time("HCSJ", "核查时间"),
        _time("JASJ", "结案时间"),
        Entry("CZBMDM", "处置部门代码", 18),
        Entry("CZBMMC", "处置部门名称", 100),
        Entry("LATJ", "立案条件", 200),
        Entry("JATJ", "结案条件", 200),
        Entry("CZSX", "处置时限", 50),
        _time("CZJZSJ", "处置截止时间"),
        Entry("SFAQ", "是否按期处置", 2, choices=("是", "否")),
        Entry("FGCS", "返工次数", 4, mandatory=True, pattern="[0-9]+"),
        Entry("YQCS", "延期次数", 4, mandatory=True, pattern="[0-9]+"),
        Entry("THCS", "退回次数", 4, mandatory=True, pattern="[0-9]+"),
    ),
)

_STANDARDS = Sheet(
    "standards",
    "立结案标准",
    None,
    _seen(
        "domain.md §3.3: nine columns of an import file seen in one city [8]; length: assumption",
        Entry("大类代码", "大类代码", 2, mandatory=True, pattern="[0-9]{2}"),
        Entry("大类名称", "大类名称", 50, mandatory=True),
        Entry("小类代码", "小类代码", 5, mandatory=True, pattern="[0-9]{5}"),
        Entry("小类名称", "小类名称", 50, mandatory=True),
        Entry("处置单位", "处置单位", 100),
        Entry("主管部门", "主管部门", 100),
        Entry("立案条件", "立案条件", 200, mandatory=True),
        Entry("结案条件", "结案条件", 200, mandatory=True),
        Entry("处置时限", "处置时限", 50, mandatory=True),
    ),
)

LAYOUTS: Mapping[str, Layout] = MappingProxyType(
    {
        one.name: one
        for one in (
            Layout(
                "gbt47678",
                "GB/T 47678.5-2026, GB/T 47678.3",
                "gb2026",
                (
                    _parts("gb2026", "domain.md §2.4: seen with one implementer [1]"),
                    _MATTERS,
                    _grids("DYWGBSM", "MJ", "CSRQ", "ZZRQ", "BZ"),
                ),
            ),
            Layout(
                "gbt30428",
                "GB/T 30428.2-2013, GB/T 30428.1",
                "gb2013",
                (
                    _parts("gb2013", "domain.md §2.4: short names [6], [11]; duties and lengths taken from 2026"),
                    _grids("BGID", "BGArea", "ORDate", "DEDate", "Note"),
                ),
            ),
            Layout("case", "案卷（GB/T 30428.8 各环节 its steps）", None, (_CASES, _STANDARDS)),
        )
    }
)
"""Every layout by its name on the command line."""


def named(name: str) -> Layout:
    """The layout of that name. Raises Invalid with the names there are."""
    if name not in LAYOUTS:
        raise Invalid(f"{name!r} is no exchange layout; say one of {', '.join(LAYOUTS)}", field="profile", value=name)
    return LAYOUTS[name]


def explained(layout: Layout) -> Sequence[tuple[str, ...]]:
    """Every field of a layout in words: sheet, position, name, short name, type, length, duty, certainty, source."""
    return [
        (
            sheet.title,
            str(number),
            field.entry.name_zh,
            field.entry.name,
            field.kind,
            str(field.entry.longest),
            field.duty,
            CERTAIN[field.certainty],
            field.source,
        )
        for sheet in layout.sheets
        for number, field in enumerate(sheet.fields, start=1)
    ]
