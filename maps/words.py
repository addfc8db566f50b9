"""What the sheets say, in both languages. States, defects, classes and organisations bring their own names."""

import math
from collections.abc import Mapping
from enum import StrEnum

from inspections.tickets.workflow import Words
from maps.certificate_words import CELL_KINDS, CERTIFICATE
from maps.owner_words import OWNER
from maps.request_words import REQUEST


class Language(StrEnum):
    """The languages of the interface."""

    ZH = "zh-CN"
    EN = "en"


CATALOGUE: Mapping[str, Words] = {
    # panorama
    "product": Words("井格", "Jingge"),
    "panorama": Words("全景图", "Panorama"),
    "synthetic": Words("合成数据", "Synthetic data"),
    "synthetic_long": Words("合成数据：形状为虚构，仅地名为真", "Synthetic data: invented shapes under real names"),
    "approval": Words("审图号", "Map approval no."),
    "operator": Words("运营单位", "Operator"),
    "privacy": Words("隐私", "Privacy"),
    "other_language": Words("English", "中文"),
    "sign_out": Words("退出", "Sign out"),
    "covers": Words("井盖", "Covers"),
    "grids": Words("网格", "Grids"),
    "micro_grids": Words("微网格", "Micro-grids"),
    "cells_from": Words("15 级起显示微网格；可点击", "Micro-grids are drawn from zoom 15, and can be clicked"),
    "open_cell": Words("微网格档案", "Certificate of the micro-grid"),
    "households": Words("户数", "Households"),
    "minutes": Words("工作量（分钟）", "Work (minutes)"),
    "segments": Words("路段", "Road segments"),
    "compounds": Words("小区", "Compounds"),
    "buildings": Words("楼栋", "Buildings"),
    "tickets": Words("工单", "Tickets"),
    "open_tickets": Words("未结工单", "Open tickets"),
    "tickets_by_state": Words("工单（按状态）", "Tickets by state"),
    "late": Words("超时", "Late"),
    "coverage": Words("普查覆盖率", "Coverage"),
    "seen": Words("已查看", "Looked at"),
    "campaign": Words("普查", "Campaign"),
    "report": Words("普查报告", "Campaign report"),
    "legend": Words("图例", "Legend"),
    "show_hide": Words("点击可显示或隐藏", "click to show or hide"),
    "density": Words("缩小时按数量合计；17 级起可点击井盖", "Counted when far out; from zoom 17 covers can be clicked"),
    "map_layers": Words("底图", "Base map"),
    "number": Words("编号", "Number"),
    "class": Words("类别", "Class"),
    "defect": Words("问题", "Defect"),
    "place": Words("位置", "Place"),
    "due": Words("期限", "Due"),
    "assignee": Words("处置单位", "Assignee"),
    "open_certificate": Words("部件档案", "Certificate"),
    "open_ticket": Words("工单详情", "Ticket"),
    "code": Words("标识码", "Code"),
    "no_tickets": Words("没有工单", "No tickets"),
    "offline": Words("数据读取失败，稍后重试", "The data could not be read; trying again soon"),
    "water": Words("供水、中水", "Water"),
    "sewage": Words("污水、化粪池", "Sewage"),
    "rain": Words("雨水", "Rainwater"),
    "power": Words("电力、照明、电缆", "Power and lighting"),
    "telecom": Words("通信、广电", "Telecom"),
    "heat": Words("热力", "Heating"),
    "gas": Words("燃气、输油", "Gas and oil"),
    "unknown": Words("不明", "Unknown"),
    "other": Words("其他", "Other"),
    # sign-in
    "sign_in": Words("登录", "Sign in"),
    "login": Words("用户名", "Login"),
    "password": Words("密码", "Password"),
    "wrong": Words("用户名或密码不正确", "Login or password is wrong"),
    "locked": Words("多次失败，帐号暂时锁定，请稍后再试", "Locked after failed attempts; try again later"),
    "no_answer": Words("服务没有应答，请稍后再试", "The service does not answer; try again later"),
    # report
    "made_at": Words("生成时间", "Made at"),
    "period": Words("时间", "Period"),
    "area": Words("范围", "Area"),
    "staffing": Words("组织方式", "Staffing"),
    "team": Words("普查队", "team"),
    "grid_workers": Words("网格员", "grid workers"),
    "summary": Words("概要", "Summary"),
    "found": Words("发现", "Found"),
    "closed": Words("结案", "Closed"),
    "open": Words("未结", "Open"),
    "due_count": Words("应处置", "Due"),
    "on_time": Words("按期处置率", "On time"),
    "median_hours": Words("处置时长中位数（小时）", "Median hours to repair"),
    "reworked": Words("返工", "Reworked"),
    "voided": Words("注销", "Voided"),
    "minor": Words("养护清单", "Maintenance list"),
    "minor_note": Words(
        "一般问题列入养护计划，不作应急工单", "Minor defects go to planned maintenance, not to tickets"
    ),
    "items": Words("项", "Items"),
    "map": Words("地图", "Map"),
    "by_street": Words("按街道", "By street"),
    "by_class": Words("按类别", "By class"),
    "by_defect": Words("按问题", "By defect"),
    "by_department": Words("按处置单位", "By department"),
    "street": Words("街道", "Street"),
    "department": Words("处置单位", "Department"),
    "not_dispatched": Words("尚未派遣", "not dispatched"),
    "elsewhere": Words("街道之外", "outside streets"),
    "by_day": Words("每日发现与结案", "Found and closed by day"),
    "coverage_by_street": Words("普查覆盖", "Coverage by street"),
    "targets": Words("应查", "In scope"),
    "fine": Words("完好", "Fine"),
    "not_found": Words("未找到", "Not found"),
    "no_access": Words("无法进入", "No access"),
    "unseen": Words("遗漏", "Missed"),
    "missed": Words("遗漏清单", "What was missed"),
    "missed_none": Words("没有遗漏", "Nothing was missed"),
    "missed_more": Words("仅列出前 {n} 项", "The first {n} are listed"),
    "missed_note": Words(
        "有井盖未查看、或无人走到的路段和小区", "Segments and compounds with covers nobody looked at, or not walked"
    ),
    "unit": Words("路段或小区", "Segment or compound"),
    "segment": Words("路段", "segment"),
    "compound": Words("小区", "compound"),
    "remainder": Words("零散井盖", "scattered covers"),
    "day": Words("第几天", "Day"),
    "assignment": Words("任务", "Assignment"),
    "estimate": Words("漏查估计", "Estimate of what was overlooked"),
    "estimate_note": Words(
        "依据盲查复核样本，按捕获再捕获法（Chapman）估计，95 % 置信区间",
        "From blind second looks, by capture and recapture (Chapman), with 95 % intervals",
    ),
    "estimate_all": Words("全部问题", "All defects"),
    "estimate_hazard": Words("隐患", "Hazards"),
    "estimate_minor": Words("一般问题", "Minor defects"),
    "estimated_total": Words("估计总数", "Estimated in all"),
    "estimated_missed": Words("估计遗漏", "Estimated overlooked"),
    "detection": Words("一次查看的发现率", "Share a first look sees"),
    "ticket_list": Words("工单清单", "Ticket list"),
    "state": Words("状态", "State"),
    "reported_at": Words("上报", "Reported"),
    "closed_at": Words("结案时间", "Closed"),
    "total": Words("合计", "Total"),
    "no_figure": Words("—", "—"),
    "rates_note": Words(
        "按期处置率 = 期限内处置 / 应处置；应处置只含已处置或期限已过的工单，无应处置时不计",
        "On time = repaired within the limit / due; due: repaired, or the limit has passed; none due, no figure",
    ),
    "page_footer": Words(
        "由井格生成；每个数字均由数据库统计得出", "Made by Jingge; every figure is counted from the database"
    ),
    **CERTIFICATE,
    **CELL_KINDS,
    **OWNER,
    **REQUEST,
}


IMPRINT: dict[str, Words] = {key: CATALOGUE[key] for key in ("approval", "operator")}
"""The words beside what an operator must print, for sheets with a catalogue of their own."""


def say(key: str, language: Language) -> str:
    """The word of the catalogue in a language. Raises KeyError for a word that is not in it."""
    return pick(CATALOGUE[key], language)


def pick(words: Words, language: Language) -> str:
    """One of the two languages."""
    return words.zh if language is Language.ZH else words.en


def share(value: float | None) -> str:
    """A share as people read it; no figure is a dash, never 100 %. What is not all is never rounded to all."""
    if value is None or math.isnan(value):
        return "—"
    return f"{min(round(value * 100, 1), 99.9 if value < 1 else 100.0):.1f} %"


def count(value: float) -> str:
    """A count with separators."""
    return f"{value:,.0f}"
