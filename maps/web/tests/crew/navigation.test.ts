import { expect, it } from "vitest";
import { waysOf } from "@/pages/crew/navigation";

const links = { amap_web: "https://amap", amap_android: "amapuri:", amap_ios: "iosamap:", baidu: "baidumap:", baidu_web: "bdapp:", tencent: "https://qq", geo: "geo:" };
const hrefs = (agent: string) => waysOf(links, agent).map((way) => way.href);

it("opens what the phone has, and in WeChat only what it lets through", () => {
  expect(hrefs("Mozilla/5.0 (Linux; Android 13) Chrome")).toEqual(["amapuri:", "bdapp:", "https://qq", "geo:"]);
  expect(hrefs("Mozilla/5.0 (iPhone; CPU iPhone OS 17)")).toEqual(["iosamap:", "baidumap:", "https://qq", "geo:"]);
  expect(hrefs("Mozilla/5.0 (Linux; Android 13) MicroMessenger/8")).toEqual(["https://amap", "https://qq"]);
  expect(waysOf(links, "desk").map((way) => way.datum)).toEqual(["GCJ-02", "GCJ-02", "GCJ-02", "WGS 84"]);
  expect(waysOf({}, "desk")).toEqual([]);
});
