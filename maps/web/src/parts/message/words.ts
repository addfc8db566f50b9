import { defineWords } from "@/words";

export default defineWords({
  "zh-CN": {
    copy: "复制为消息",
    copied: "已复制，可粘贴到群里",
    by_hand: "请长按选中后复制：",
    number: "【{number}】{what}",
    hazard: "隐患",
    place: "位置：{place}",
    due: "期限：{due}",
    who: "办理：{who}",
    link: "详情：{link}",
  },
  en: {
    copy: "Copy as message",
    copied: "Copied: paste it into the chat",
    by_hand: "Select and copy:",
    number: "[{number}] {what}",
    hazard: "hazard",
    place: "Place: {place}",
    due: "Due: {due}",
    who: "With: {who}",
    link: "Details: {link}",
  },
});
