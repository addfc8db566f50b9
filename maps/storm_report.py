"""The report of a storm: one HTML file with figures and a table of its hazards, that opens offline and prints on A4."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from zoneinfo import ZoneInfo

from inspections.campaigns.coverage import ZONE
from inspections.guards.aftermath import Line
from inspections.guards.report import Report
from inspections.guards.storms import LEVELS
from inspections.tickets.terms import Words
from maps.panorama import PAGES, Imprint
from maps.words import IMPRINT, Language, pick

STORM: Mapping[str, Words] = MappingProxyType(
    {
        "title": Words("风暴应急报告", "Report of a storm"),
        "lasting": Words("进行中", "still on"),
        "hazards": Words("期间上报隐患", "hazards reported"),
        "shafts": Words("其中敞口井", "of these open shafts"),
        "safe_in_time": Words("1 小时内完成防护", "made safe within 1 h"),
        "late": Words("超过 1 小时", "later than 1 h"),
        "pending": Words("未满 1 小时", "hour not over"),
        "watchers": Words("布设值守", "watchers posted"),
        "open_before": Words("此前已敞口", "shafts open before"),
        "unguarded_minutes": Words("无人看护分钟", "minutes unguarded"),
        "number": Words("工单", "Ticket"),
        "defect": Words("问题", "Defect"),
        "place": Words("地点", "Place"),
        "reported": Words("上报", "Reported"),
        "safe": Words("防护用时（分钟）", "Safe after (min)"),
        "alone": Words("无人看护（分钟）", "Unguarded (min)"),
        "not_yet": Words("未防护", "not yet"),
        "posts": Words("值守", "Watchers"),
        "post": Words("岗位", "Post"),
        "from": Words("自", "From"),
        "until": Words("至", "Until"),
        "history": Words("经过", "What was said"),
        "tables": Words("时限表", "limits"),
        "tour": Words("巡查时长上限", "longest tour"),
        "table": Words("隐患明细", "Hazards"),
        "rules": Words(
            "统计口径：隐患为期间上报且未注销的；防护用时自上报至围挡或修复，以先者计；无人看护只计敞口井在风暴期间的时间。",
            "Hazards reported while it lasted and not found untrue; safe is barred or made good, whichever came first; "
            "minutes unguarded are of open shafts, within the storm.",
        ),
        "declare": Words("发布", "declared"),
        "grade": Words("调整级别", "graded"),
        "end": Words("解除", "ended"),
    }
)
_FIGURES = ("hazards", "shafts", "safe_in_time", "late", "pending", "watchers", "open_before")


def render(report: Report, *, language: Language, imprint: Imprint) -> str:
    """The file: every figure follows from the lines below it."""
    storm, figures = report.storm, report.figures
    words = {name: pick(one, language) for name, one in (IMPRINT | dict(STORM)).items()}
    tiles = [(words[name], f"{getattr(figures, name):,}") for name in _FIGURES]
    tiles.append((words["unguarded_minutes"], f"{figures.unguarded_minutes:,.0f}"))
    return PAGES.get_template("storm.html").render(
        language=language,
        words=words,
        level=pick(LEVELS[storm.level], language),
        storm=storm,
        begins=_moment(storm.begins_at),
        ends=_moment(storm.ended_at) if storm.ended_at else words["lasting"],
        made_at=_moment(report.made_at),
        tiles=tiles,
        lines=[_line(line, words, language) for line in report.lines],
        watchers=[
            (one.place, one.guard.post, _moment(one.guard.begins_at), _moment(one.guard.stand.ends_at))
            for one in report.watchers
        ],
        events=[(_moment(one.at), words[one.action], one.level, one.account, one.reason) for one in report.events],
        imprint=imprint,
    )


def _line(line: Line, words: Mapping[str, str], language: Language) -> tuple[str, ...]:
    hazard = line.hazard
    return (
        hazard.number,
        pick(hazard.defect, language),
        pick(hazard.place, language),
        _moment(hazard.reported_at),
        words["not_yet"] if line.safe_minutes is None else f"{line.safe_minutes:,.0f}",
        "" if line.unguarded_minutes is None else f"{line.unguarded_minutes:,.0f}",
    )


def _moment(at: datetime) -> str:
    return f"{at.astimezone(ZoneInfo(ZONE)):%Y-%m-%d %H:%M}"
