/** What the fields of the register are called, for the table of a mapping. */
import { defineWords } from "@/words";

export default defineWords({
  "zh-CN": {
    source_id: "来源编号", class_code: "部件类别", code: "标识码", status: "状态", setting: "所在位置", segment_code: "所在路段", compound_code: "所在小区", owner_code: "权属单位", maintainer_code: "养护单位", authority_code: "主管部门",
    material: "材质", shape: "形状", size_mm: "尺寸（毫米）", load_class: "承载等级", built_year: "建设年份", fall_net: "防坠网", fall_net_installed_on: "防坠网安装日期", fall_net_tested_on: "防坠网检测日期", locking: "锁闭方式", depth_m: "井深（米）",
    name_zh: "名称", name_en: "英文名", note: "备注", accuracy_m: "位置精度（米）", position_source: "位置来源", kind: "种类", parent_code: "上级单位", street_code: "所属街道", short_name: "简称", households: "户数", minutes: "分钟数", floor_from: "起始层", floor_to: "终止层",
    road_name: "路名", from_road: "起点道路", to_road: "终点道路", from_junction: "起点路口", to_junction: "终点路口", road_class: "道路等级", width_m: "宽度（米）", community_code: "所属社区", house_no: "门牌号", use: "用途", storeys: "层数", shops: "商铺数", institution_zh: "单位名称", building_code: "所属楼栋", number: "单元号",
  },
  en: {
    source_id: "Id of the source", class_code: "Class", code: "Code", status: "Status", setting: "Setting", segment_code: "Road segment", compound_code: "Compound", owner_code: "Owner", maintainer_code: "Maintainer", authority_code: "Authority",
    material: "Material", shape: "Shape", size_mm: "Size (mm)", load_class: "Load class", built_year: "Year built", fall_net: "Fall net", fall_net_installed_on: "Fall net installed on", fall_net_tested_on: "Fall net tested on", locking: "Locking", depth_m: "Depth (m)",
    name_zh: "Name", name_en: "English name", note: "Note", accuracy_m: "Accuracy (m)", position_source: "Where the position is from", kind: "Kind", parent_code: "Parent organisation", street_code: "Street", short_name: "Short name", households: "Households", minutes: "Minutes", floor_from: "From floor", floor_to: "To floor",
    road_name: "Road name", from_road: "From road", to_road: "To road", from_junction: "From junction", to_junction: "To junction", road_class: "Road class", width_m: "Width (m)", community_code: "Community", house_no: "House number", use: "Use", storeys: "Storeys", shops: "Shops", institution_zh: "Institution", building_code: "Building", number: "Number",
  },
});
