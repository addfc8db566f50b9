import { defineWords } from "@/words";

export default defineWords({
  "zh-CN": {
    heading: "历史", moment: "看哪一天、几点的样子", now: "现在", slider: "在已知的变更之间移动", changes: "已知的变更", at: "自何时", deed: "变更", reason: "理由", look: "看那时", street: "街道", cells: "那时的微网格", none: "那时这里没有微网格", minutes: "分钟", more: "更早的", shows: "正在看：{at} 的登记", shows_now: "正在看：现在的登记", no_changes: "还没有变更", plan: "第 {id} 号方案 {name}", run: "第 {id} 次导入", count: "{n} 个微网格", limit: "时限 {minutes} 分钟", cell: "微网格", over: "超限", choose_street: "选择街道",
    deed_import: "导入", deed_redraw: "划分方案生效", "deed_import-undo": "撤销导入", "deed_import-review": "复核", deed_hand: "手工修改",
  },
  en: {
    heading: "History", moment: "The day and time to look at", now: "Now", slider: "Move between the known changes", changes: "Known changes", at: "From", deed: "Change", reason: "Reason", look: "Look at it", street: "Street", cells: "Micro-grids then", none: "No micro-grids stood here then", minutes: "Minutes", more: "Earlier ones", shows: "Shown: the register of {at}", shows_now: "Shown: the register of now", no_changes: "Nothing has changed yet", plan: "plan {id} {name}", run: "import {id}", count: "{n} micro-grids", limit: "Limit {minutes} minutes", cell: "Micro-grid", over: "over the limit", choose_street: "Choose a street",
    deed_import: "import", deed_redraw: "a plan takes effect", "deed_import-undo": "import undone", "deed_import-review": "review", deed_hand: "edit by hand",
  },
});
