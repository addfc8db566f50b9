import { defineWords } from "@/words";

export default defineWords({
  "zh-CN": {
    copy: "复制为新规则集", new_name: "新规则集名称", draft: "存为草稿并试算", about: "按顺序从上到下试，先符合者生效；空条件不限。存为草稿后即试算，核对后再启用。",
    desk: "受理台（无规则符合时）", add: "添加规则", rule: "第 {at} 条", edit: "编辑第 {at} 条", close: "收起第 {at} 条", up: "第 {at} 条上移", down: "第 {at} 条下移",
    remove: "删除第 {at} 条", was_moved: "已移到第 {at} 位", was_removed: "已删除第 {at} 条", back: "撤销删除", any: "不限", all: "一切事项",
    kind: "适用于", class_code: "部件类别", defect_code: "缺陷", owner_code: "权属单位", setting: "所在位置", area_code: "区域", hazard: "安全隐患", channel: "来源渠道",
    hours: "时间", matter_code: "事项代码开头", keyword: "关键词（用 | 分开）", answers: "由谁处置", assignee_code: "处置单位", reason_zh: "理由（中文）", reason_en: "理由（英文）",
    source: "依据（已定：文号；未定：assumption）", enabled: "启用这条规则", off: "停用", organisation: "指定单位", owner: "权属单位", street: "属地街道",
    ticket: "工单", request: "诉求", carriageway: "车行道", footway: "人行道", verge: "绿化带", compound: "小区院内", working: "工作时间", night: "夜间", yes: "是", no: "否",
    off_hours: "工作时间以外", needed: "请填写", digits: "请填 6 至 15 位数字代码", longer: "太长", wrong: "有 {count} 条规则需要修改", whole: "全部区域",
    numbers_change: "顺序号按现在的次序重新编排（10、20、30…）。", fields: "条件", target: "去向与理由",
  },
  en: {
    copy: "Copy to a new set", new_name: "Name of the new set", draft: "Keep as a draft and try it", about: "Tried from top to bottom, the first that fits decides; an empty condition fits anything. Kept as a draft, it is tried at once; then put it in force.",
    desk: "Desk (where no rule fits)", add: "Add a rule", rule: "Rule {at}", edit: "Edit rule {at}", close: "Close rule {at}", up: "Move rule {at} up", down: "Move rule {at} down",
    remove: "Remove rule {at}", was_moved: "Moved to place {at}", was_removed: "Rule {at} was removed", back: "Take it back", any: "Any", all: "everything",
    kind: "Applies to", class_code: "Class", defect_code: "Defect", owner_code: "Owner", setting: "Where it lies", area_code: "Area", hazard: "Hazard", channel: "Channel",
    hours: "Time", matter_code: "Matter code begins", keyword: "Words (parted by |)", answers: "Who answers", assignee_code: "Organisation", reason_zh: "Reason (Chinese)", reason_en: "Reason (English)",
    source: "Source (decided: its number; not yet: assumption)", enabled: "This rule is on", off: "Off", organisation: "An organisation", owner: "The owner", street: "The street office",
    ticket: "Tickets", request: "Requests", carriageway: "Carriageway", footway: "Footway", verge: "Verge", compound: "Compound", working: "Working hours", night: "Night", yes: "Yes", no: "No",
    off_hours: "Outside of working hours", needed: "To be filled in", digits: "6 to 15 digits of a code", longer: "Too long", wrong: "{count} rules need a change", whole: "All areas",
    numbers_change: "They are numbered anew in their order (10, 20, 30 …).", fields: "Conditions", target: "Where it goes, and why",
  },
});
