"""What the impact sheet of a plan says, in both languages. Pure."""

from collections.abc import Mapping

from inspections.tickets.workflow import Words

IMPACT: Mapping[str, Words] = {
    "impact": Words("网格调整影响评估", "What a plan of micro-grids changes"),
    "impact_plan": Words("方案", "Plan"),
    "impact_limit": Words("一轮上限", "Limit of a round"),
    "impact_crew": Words("每格人数", "People of a cell"),
    "impact_start": Words("集结动员", "Mobilisation"),
    "minutes_n": Words("{n} 分钟", "{n} min"),
    "before": Words("调整前", "Before"),
    "after": Words("调整后", "After"),
    "main_points": Words("要点", "In short"),
    "say_cells": Words(
        "{grids} 个网格：调整前 {before} 个单元，调整后 {after} 个微网格；其中 {kept} 个编号和界线都不变。",
        "{grids} grids: {before} cells before, {after} micro-grids after, of which {kept} keep their number and shape.",
    ),
    "say_bare": Words(
        "{n} 个网格尚未划分微网格，调整前按整个网格计。",
        "{n} grids have no micro-grids yet; before, the whole grid counts as one cell.",
    ),
    "say_hours": Words(
        "一轮入户和动员用时：调整前中位数 {median_before} 小时、最长 {longest_before} 小时，{over_before} 个超过 "
        "{limit} 小时；"
        "调整后中位数 {median_after} 小时、最长 {longest_after} 小时，{over_after} 个超过。",
        "A round of visits and mobilisation takes {median_before} h at the median and {longest_before} h at most "
        "before, "
        "{over_before} cells longer than {limit} h; after, {median_after} h and {longest_after} h, {over_after} "
        "longer.",
    ),
    "say_people": Words(
        "人员：有任务的单元 × 每格人数，调整前 {before} 人，调整后需 {after} 人；每轮总用工由 {hours_before} "
        "人时变为 {hours_after} 人时。",
        "Staff, cells with work times their people: {before} before, {after} needed after; a round takes "
        "{hours_before} "
        "person-hours before and {hours_after} after.",
    ),
    "say_hands": Words(
        "{total} 个部件中 {changed} 个（{share}）换到另一个微网格；{tickets} 件未结工单中 {tickets_changed} 件换手。",
        "Of {total} assets {changed} ({share}) go to another micro-grid, and of {tickets} open tickets "
        "{tickets_changed}.",
    ),
    "say_begun": Words(
        "{assets} 个部件、{tickets} 件未结工单、{households} 户首次划入微网格，不算换手。",
        "{assets} assets, {tickets} open tickets and {households} households get a micro-grid for the first time; "
        "nothing is taken from anybody.",
    ),
    "say_codes": Words(
        "{total} 户（{addresses} 个门址）中 {changed} 户的微网格编号改变，占已有编号住户的 {share}。",
        "Of {total} households ({addresses} addresses), {changed} get another micro-grid number: {share} of those "
        "that had one.",
    ),
    "say_first_codes": Words(
        "{total} 户（{addresses} 个门址）原来都没有微网格编号，没有一户改号。",
        "None of {total} households ({addresses} addresses) had a micro-grid number before: none changes.",
    ),
    "say_replay": Words(
        "按新方案回放 {from_} 至 {to} 的立案 {filed} 件、结案 {closed} 件（按期 {in_time} 件）、巡查 {observed} 次：",
        "From {from_} to {to}, {filed} tickets filed, {closed} closed ({in_time} on time) and {observed} "
        "observations, replayed:",
    ),
    "say_equal": Words("每月合计前后相等。", "every month has the same sums before and after."),
    "say_unequal": Words(
        "有月份前后合计不等，方案可能漏划地块，请先运行 jingge redraw verify。",
        "months differ; the plan leaves ground out, run jingge redraw verify first.",
    ),
    "say_lost": Words(
        "{n} 个部件不在任何新微网格内，请先运行 jingge redraw verify。",
        "{n} assets would be in no micro-grid: run jingge redraw verify first.",
    ),
    "warn_codes": Words(
        "提醒：{share} 的住户编号改变，超过 5 %。门牌、公示牌、台账和住户告知都要跟着改，发布前请街道确认。",
        "Mind: {share} of the households get another number, more than 5 %. Plates, notice boards and lists follow; "
        "let the street offices confirm before it is published.",
    ),
    "cells": Words("单元", "Cells"),
    "cells_over": Words("超上限", "Over the limit"),
    "longest_hours": Words("最长（小时）", "Longest (h)"),
    "median_cell_hours": Words("中位数（小时）", "Median (h)"),
    "staff_needed": Words("所需人员", "Staff needed"),
    "person_hours": Words("每轮人时", "Person-hours a round"),
    "assets_changed": Words("部件换手", "Assets that change hands"),
    "tickets_changed": Words("未结工单换手", "Open tickets that change hands"),
    "households_changed": Words("住户改号", "Households with another number"),
    "impact_map": Words("调整前后对照图", "Map of before and after"),
    "map_note": Words(
        "颜色为一轮用时与上限之比；右上角切换调整前后，点击单元看数字。",
        "Colour: the time of a round as a share of the limit. Switch before and after at the upper right; click a "
        "cell.",
    ),
    "vacant": Words("无任务", "no work"),
    "of_limit": Words("一轮用时占上限", "A round, of the limit"),
    "hours_spread": Words("单元按一轮用时的分布（小时）", "Cells by the hours of a round"),
    "share_of_cells": Words("占单元的百分比", "per cent of the cells"),
    "by_community": Words("各社区", "By community"),
    "by_community_note": Words(
        "人员 = 有任务的单元 × 每格人数；小时为社区内各单元一轮用时之和，最长为其中一个单元。换手、"
        "改号不含首次划入的。",
        "People: cells with work × their people. Hours: sum over the cells of one round; longest: of one cell. "
        "What gets a micro-grid for the first time changes no hands and no number.",
    ),
    "person_hours_short": Words("人时", "Person-h"),
    "over_short": Words("超限", "Over"),
    "changes": Words("变化", "Change hands or number"),
    "check": Words("核对", "Check"),
    "by_month": Words("各月立案与按期结案（新方案）", "Filed and closed on time by month"),
    "community": Words("社区", "Community"),
    "people": Words("人员", "People"),
    "hours": Words("小时", "Hours"),
    "longest": Words("最长", "Longest"),
    "assets": Words("部件", "Assets"),
    "assets_short": Words("部件换手", "Assets"),
    "tickets_short": Words("工单换手", "Tickets"),
    "households_short": Words("住户改号", "Households"),
    "gap": Words("", " "),
    "say_busiest": Words(
        "一个单元最多：立案由 {filed_before} 件到 {filed_after} 件，巡查由 {observed_before} 次到 "
        "{observed_after} 次。",
        "Most in one cell: tickets {filed_before} before and {filed_after} after, observations {observed_before} "
        "and {observed_after}.",
    ),
    "renumbered": Words("改号", "Renumbered"),
    "former_cells": Words("调整前用时最长的单元", "The former cells with the longest rounds"),
    "former_note": Words(
        "它们分给几个新单元，其中最长的要多久。",
        "How many new cells take each over, and how long the longest of those is.",
    ),
    "new_cells": Words("调整后用时最长的微网格", "The new cells with the longest rounds"),
    "cell": Words("单元", "Cell"),
    "minutes": Words("分钟", "Minutes"),
    "into": Words("分为", "Into"),
    "then_longest": Words("其后最长（分钟）", "Longest then (min)"),
    "origin": Words("主要来自", "Mostly from"),
    "origin_minutes": Words("原分钟", "Its minutes"),
    "gained": Words("接收部件", "Assets gained"),
    "stays": Words("不变", "Stays"),
    "yes": Words("是", "yes"),
    "kind": Words("类型", "Kind"),
    "kind_residential": Words("居住", "residential"),
    "kind_street_front": Words("沿街", "street front"),
    "kind_dedicated": Words("专属", "dedicated"),
    "kind_vacant": Words("空置", "vacant"),
    "kind_grid": Words("整个网格", "whole grid"),
    "hands": Words("换手清单", "What changes hands"),
    "hands_note": Words(
        "按部件和工单的位置逐一判定，不按面积折算；编号与界线都不变的单元，其中的一切不换手。",
        "Judged one by one by where each lies, never by area. Nothing in a cell that keeps its number and shape "
        "changes hands.",
    ),
    "hands_none": Words("没有未结工单换手。", "No open ticket changes hands."),
    "from_cell": Words("原单元", "From"),
    "to_cell": Words("新单元", "To"),
    "addresses": Words("门址", "Addresses"),
    "replay": Words("近十二个月回放", "The last twelve months on the new plan"),
    "replay_note": Words(
        "立案按立案月份，结案和按期按结案月份，巡查按观察月份；部件上的观察计在部件所在单元。",
        "Tickets by the month they were filed in, closings by the month of theirs, observations by the month they "
        "were made; "
        "what was seen of an asset counts where the asset is.",
    ),
    "month": Words("月份", "Month"),
    "filed": Words("立案", "Filed"),
    "in_time": Words("按期结案", "Closed on time"),
    "observed": Words("巡查", "Observed"),
    "equal": Words("前后相等", "Equal"),
    "unequal": Words("不等", "differ"),
    "per_cell": Words("每单元十二个月", "Per cell in twelve months"),
    "cells_with_any": Words("有发生的单元", "Cells with any"),
    "median": Words("中位数", "Median"),
    "p95": Words("95 分位", "95th percentile"),
    "most": Words("最多", "Most"),
    "busiest_before": Words("调整前最忙的单元", "Busiest cells before"),
    "busiest_after": Words("调整后最忙的微网格", "Busiest cells after"),
    "full_tables": Words("全部数据", "All of it"),
    "full_note": Words(
        "点开可查看、复制全部行；打印时不展开的不印。",
        "Open to see and copy every row; what stays closed is not printed.",
    ),
    "save_csv": Words("存为 CSV", "Save as CSV"),
    "all_new": Words("全部新微网格（{n}）", "All new cells ({n})"),
    "all_former": Words("全部原单元（{n}）", "All former cells ({n})"),
    "all_flows": Words("由哪个单元到哪个单元（{n}）", "From which cell to which ({n})"),
    "all_tickets": Words("全部换手工单（{n}）", "All open tickets that change hands ({n})"),
    "how": Words("怎么算的", "How it was reckoned"),
    "how_minutes": Words(
        "一轮用时 = 动员 {start} 分钟 + 单元内工作量 ÷ 人数；调整前后用同一份工作量，按其位置分别归入原单元和新单元。"
        "原单元按每格 {crew} 人计；不变的单元和按几组人发布的单元照其人数。",
        "A round is {start} min of mobilisation and the work in the cell shared by its people. The same work is priced "
        "on both divisions, by where it lies. Former cells are done by {crew} people, but for those that stay and "
        "those "
        "that were published as the work of several crews.",
    ),
    "how_place": Words(
        "部件、工单、门址按登记册同一规则判定所在微网格；界线上的归编号在前的单元。按楼层划分的楼，住户按楼层分摊。",
        "Assets, tickets and addresses are in the cell the register would answer with; on a border, the first by "
        "code. Where floors divide "
        "a building, its households are shared by floors.",
    ),
    "how_codes": Words(
        "编号为按现在的登记册发布时会得到的编号；方案文件中 {n} 个编号已被用过，发布时改用新号。",
        "Codes are those the register would give if it were published now; {n} of the file were issued before and "
        "become others.",
    ),
}
