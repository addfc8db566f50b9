"""The plan in words: what was reckoned with, and what it comes to. Chinese and English.

Pure.
"""

from collections.abc import Mapping
from dataclasses import asdict

from inspections.campaigns.parameters import Staffing
from inspections.campaigns.plan import Plan


def _hours(minutes: float) -> str:
    hours = minutes / 60
    return f"{hours:,.0f}" if hours >= 100 else f"{hours:,.1f}"


def _count(number: int, one: str, more: str) -> str:
    return f"{number:,} {one if number == 1 else more}"


def as_json(plan: Plan) -> dict[str, object]:
    """Plain values with the words, as stored with the campaign and answered."""
    return asdict(plan) | {
        "staffing": plan.staffing.value,
        "parameters": plan.parameters.as_json(),
        "total_min": plan.total_min,
        "alternatives": [asdict(alternative) for alternative in plan.alternatives],
        "notes_zh": list(plan.notes_zh),
        "notes_en": list(plan.notes_en),
        "words_zh": chinese(plan),
        "words_en": english(plan),
    }


def notes(found: Mapping[str, float]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What keeps the shares from being alike or in one piece, in words (zh, en).

    `found` by word: `bridges` and `longest_m` (jumps between parts that touch nothing), `too_large_min` (one unit
    alone outweighs a fair share), `units_a_share` (so few that shares stay uneven), `fewer_units` (units, fewer than
    people), `overdue_days` (days the fullest grid needs).
    """
    zh: list[str] = []
    en: list[str] = []
    if found.get("bridges"):
        count, longest = int(found["bridges"]), found["longest_m"]
        zh.append(f"范围有 {count} 处断开，已与最近的单元相连（最远 {longest:,.0f} 米）：相应的任务要跨过这段距离。")
        en.append(
            f"The scope is broken in {_count(count, 'place', 'places')}, joined to the nearest unit "
            f"(longest jump {longest:,.0f} m): the shares there cross that gap."
        )
    if found.get("too_large_min"):
        zh.append(f"有一个单元本身就要 {_hours(found['too_large_min'])} 小时，超过平均一份，不能再均分。")
        en.append(
            f"One unit alone takes {_hours(found['too_large_min'])} h, more than a mean share: "
            "no division can even that out."
        )
    if found.get("fewer_units"):
        zh.append(f"只有 {int(found['fewer_units'])} 个单元，一个单元只给一个人：再多的人也分不到。")
        en.append(
            f"There are {int(found['fewer_units'])} units and a unit goes to one person: more people get nothing."
        )
    if found.get("units_a_share"):
        zh.append(f"平均每份只有 {found['units_a_share']:.1f} 个单元，单元不拆开，所以各份不能更均匀。")
        en.append(
            f"A share has only {found['units_a_share']:.1f} units on average and units are not cut, "
            "so the shares cannot be more alike."
        )
    if found.get("overdue_days"):
        zh.append(f"最重的网格要 {int(found['overdue_days'])} 天，超过给定的天数。")
        en.append(f"The fullest grid takes {int(found['overdue_days'])} days, more than the days given.")
    return tuple(zh), tuple(en)


def chinese(plan: Plan) -> str:
    """The reckoning in Chinese, one paragraph."""
    given = plan.parameters
    who = "名网格员各查本网格" if plan.staffing is Staffing.GRID_WORKERS else "人"
    remainder = f"，另有 {plan.remainders:,} 片零散区域" if plan.remainders else ""
    return (
        f"要看部件 {plan.covers:,} 个，每个 {given.look_s:g} 秒，共 {_hours(plan.looking_min)} 小时；"
        f"道路 {plan.segments:,} 段、{plan.roads_m / 1000:,.1f} 公里，宽 {given.wide_road_m:g} 米及以上走两侧，"
        f"共走 {plan.roads_walked_m / 1000:,.1f} 公里；小区 {plan.compounds:,} 个{remainder}，"
        f"内部共走 {plan.compounds_walked_m / 1000:,.1f} 公里；{_cut_zh(plan)}"
        f"时速 {given.walk_km_h:g} 公里，走路共 {_hours(plan.walking_min)} 小时；"
        f"从一处到下一处 {plan.getting_m / 1000:,.1f} 公里、{_hours(plan.getting_min)} 小时；"
        f"合计 {_hours(plan.total_min)} 小时。"
        f"每人每天有效作业 {given.hours_a_day:g} 小时，留 {given.reserve:.0%} 余量，"
        f"即 {given.minutes_a_day / 60:.1f} 小时。"
        f"需要 {plan.people:,} {who}，{plan.days_needed} 天（共 {plan.days} 天）："
        f"平均每份 {_hours(plan.mean_min)} 小时，"
        f"最重的一份 {_hours(plan.heaviest_min)} 小时，是平均的 {plan.max_over_mean:.2f} 倍。"
        f"{_second_look_zh(plan)}{''.join(plan.notes_zh)}"
    )


def _cut_zh(plan: Plan) -> str:
    if plan.staffing is not Staffing.GRID_WORKERS:
        return ""
    return f"按网格拆成 {plan.units:,} 个单元，作为网格边界的道路两边网格各走一侧；"


def _second_look_zh(plan: Plan) -> str:
    if not plan.second_look_people:
        return "不安排盲查复看。"
    return (
        f"另由 {plan.second_look_people} 人盲查复看 {plan.second_look_units:,} 个单元、"
        f"{plan.second_look_covers:,} 个部件（单元的 {plan.parameters.second_look_share:.0%}），"
        f"{_hours(plan.second_look_min)} 小时。"
    )


def english(plan: Plan) -> str:
    """The reckoning in English, one paragraph."""
    given = plan.parameters
    people = _count(plan.people, "person", "people")
    if plan.staffing is Staffing.GRID_WORKERS:
        people = _count(plan.people, "grid worker", "grid workers") + ", each in the own grid,"
    remainder = f" and {_count(plan.remainders, 'scattered area', 'scattered areas')}" if plan.remainders else ""
    words = (
        f"{plan.covers:,} covers at {given.look_s:g} s each are {_hours(plan.looking_min)} h of looking. "
        f"{plan.segments:,} road segments of {plan.roads_m / 1000:,.1f} km, "
        f"walked on both sides from {given.wide_road_m:g} m width, are {plan.roads_walked_m / 1000:,.1f} km on foot; "
        f"inside {plan.compounds:,} compounds{remainder} it is {plan.compounds_walked_m / 1000:,.1f} km"
        f"{_cut_en(plan)}: "
        f"{_hours(plan.walking_min)} h of walking at {given.walk_km_h:g} km/h. "
        f"From unit to unit {plan.getting_m / 1000:,.1f} km, {_hours(plan.getting_min)} h. "
        f"In all {_hours(plan.total_min)} h. "
        f"A person has {given.hours_a_day:g} h a day less {given.reserve:.0%} reserve, "
        f"{given.minutes_a_day / 60:.1f} h. "
        f"This takes {people} {_count(plan.days_needed, 'day', 'days')} (of {plan.days}): "
        f"a mean share is {_hours(plan.mean_min)} h, "
        f"the heaviest {_hours(plan.heaviest_min)} h, {plan.max_over_mean:.2f} times the mean."
    )
    return " ".join([words, _second_look_en(plan), *plan.notes_en])


def _cut_en(plan: Plan) -> str:
    if plan.staffing is not Staffing.GRID_WORKERS:
        return ""
    return f", cut by the grids into {plan.units:,} units, each side of a road on a border for its own grid"


def _second_look_en(plan: Plan) -> str:
    if not plan.second_look_people:
        return "No blind second look."
    return (
        f"A blind second look at {plan.second_look_units:,} units with {plan.second_look_covers:,} covers "
        f"({plan.parameters.second_look_share:.0%} of the units) takes "
        f"{_count(plan.second_look_people, 'more person', 'more people')} {_hours(plan.second_look_min)} h."
    )
