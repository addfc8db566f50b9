"""How files call the fields of the register, and what they write in them: English, Chinese, pinyin, norms. Pure.

Names of GB/T 47678.5-2026 and the older short names: domain.md §2.4; the local ones are seen in published layers.
"""

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache

from registry import pinyin

EXACT, SPELT, HURRIED, PARTLY = 0.95, 0.85, 0.6, 0.65
"""How sure a name makes: said as such, in pinyin, by its initials, or as a part of the name."""

_AREA_CODES = (
    "代码 编码 网格编码 网格代码 单元网格标识码 区划代码 行政区划代码 街道代码 社区代码 szdywgbsm bgid adcode nbs_code"
)
_NAMES: Mapping[str, str] = {
    "source_id": "编号 标识码 唯一标识 唯一编号 设施编号 部件编号 井编号 井盖编号 窨井编号 资产编号 "
    "id gid uid uuid guid globalid ref osm_id",
    "class_code": "类型 类别 分类 种类 小类 小类代码 小类名称 井盖类型 井盖类别 井类型 窨井类型 设施类型 部件类型 "
    "部件名称 管理部件名称 glbjmc objname class type manhole category",
    "code": "管理部件标识码 部件标识码 部件编码 部件代码 glbjbsm objid",
    "status": "状态 管理部件状态 部件状态 井盖状态 设施状态 使用状态 完好情况 现状 glbjzt objstate condition",
    "setting": "位置类型 所处位置 设置位置 道路位置",
    "segment_code": "路段编号 路段编码 路段代码 road_id",
    "compound_code": "小区编号 小区编码 小区代码 楼院编号",
    "owner_code": "权属单位代码 qsdwdm deptcode2",
    "maintainer_code": "养护单位代码 yhdwdm deptcode3",
    "authority_code": "主管部门代码 zgbmdm deptcode1",
    "material": "材质 井盖材质 材料",
    "shape": "形状 井盖形状 外形",
    "size_mm": "规格 尺寸 口径 直径 井盖规格 井盖尺寸 diameter size",
    "load_class": "荷载 荷载等级 承载等级 承压等级",
    "built_year": "年份 建设年份 建成年份 安装年份 建设年代 建成年代 year install_year start_date",
    "fall_net": "防坠网 是否有防坠网 有无防坠网 防坠设施",
    "fall_net_installed_on": "防坠网安装日期 防坠网安装时间",
    "fall_net_tested_on": "防坠网检测日期 防坠网检测时间",
    "locking": "锁闭 锁闭方式 锁具",
    "depth_m": "井深 深度 depth",
    "note": "备注 说明 bz note remark remarks comment comments",
    "accuracy_m": "精度 定位精度 accuracy",
    "position_source": "数据来源 sjly datasource",
    "road_name": "道路名称 路名 所属道路 street_name streetname addr_street",
    "from_road": "起点 起点道路 起始道路",
    "to_road": "终点 止点 终点道路",
    "road_class": "道路等级 highway",
    "width_m": "宽度 路宽 道路宽度 width",
    "households": "户数 总户数",
    "storeys": "层数 楼层数 地上层数 building_levels floors levels",
    "house_no": "门牌号 楼号 门牌 housenumber addr_housenumber street_number",
    "use": "用途 房屋用途 使用性质 building",
    "institution_zh": "单位名称 机构名称",
    "building_code": "楼栋编号 楼编号 建筑编号 bldgid",
    "number": "单元号 单元",
    "community_code": "社区代码 所属社区代码 szsqdm",
    "street_code": "街道代码 所属街道代码 szjddm",
    "short_name": "简称",
    "name_en": "英文名称 英文名",
    "parent_code": "上级代码 上级单位代码",
    "kind": "类别 类型 性质 type",
}
_OF_KIND: Mapping[str, Mapping[str, str]] = {
    **{
        kind: {"code": _AREA_CODES, "name_zh": "名称 区名 街道名称 社区名称 网格名称 name"}
        for kind in ("divisions", "streets", "communities", "grids", "unit_grids", "micro_grids")
    },
    "compounds": {"name_zh": "名称 小区名称 楼院名称 name"},
    "organisations": {"code": "代码 单位代码 统一社会信用代码", "name_zh": "名称 单位名称 name"},
    "landmarks": {"name_zh": "名称 name"},
    "roads": {"road_name": "名称 name"},
    "covers": {"name_zh": ""},
    "assets": {"name_zh": ""},
}
_VALUES: Mapping[str, Mapping[str, str]] = {
    "status": {
        "intact": "完好 正常 良好 existing ok good",
        "broken": "破损 损坏 破裂 破碎 damaged",
        "missing": "丢失 缺失",
        "disused": "废弃 废置 停用 abandoned",
        "removed": "移除 拆除 demolished",
    },
    "fall_net": {
        "with": "有 是 已安装 已装 y yes true 1",
        "without": "无 否 未安装 未装 没有 n no false 0",
        "broken": "破损 损坏",
        "unknown": "不详 不明 未知",
    },
    "setting": {
        "carriageway": "车行道 机动车道 行车道 车道",
        "footway": "人行道 便道 sidewalk",
        "verge": "绿化带 绿地",
        "compound": "小区 小区内 院内 楼院 庭院",
    },
    "locking": {"none": "无", "bolt": "螺栓", "lock": "锁 有锁", "hinge": "铰链 铰接", "unknown": "不详 未知"},
    "position_source": {
        "survey": "实测 测量 rtk",
        "map": "地形图 图纸 基础地理数据",
        "gnss": "gps 北斗 手机",
        "file": "其他",
    },
    "road_class": {
        "trunk": "快速路 motorway",
        "main": "主干路 主干道 primary",
        "secondary": "次干路 次干道",
        "branch": "支路 tertiary residential unclassified",
    },
    "kind": {"bureau": "局 部门", "company": "公司 企业", "crew": "班组 队伍", "property": "物业"},
}
_SHORT = 10  # as much of a name as a shapefile keeps
_SPOKEN = re.compile("[a-z0-9]+")


@lru_cache(maxsize=8192)
def plain(text: str) -> str:
    """A name or value as it is compared: half width, small, without blanks and marks."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text).lower())


@lru_cache(maxsize=1024)
def names(kind: str, field: str) -> tuple[str, ...]:
    """How files call a field of a kind, besides its own name."""
    of_kind = _OF_KIND.get(kind, {}).get(field)
    return tuple((_NAMES.get(field, "") if of_kind is None else of_kind).split())


@lru_cache(maxsize=1024)
def _forms(kind: str, field: str) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """The names as written, in pinyin, and by initials; those by initials have three letters at least."""
    said = names(kind, field)
    chinese = [name for name in said if any(map(pinyin.is_han, name))]
    hurried = frozenset(word for name in chinese if len(word := pinyin.initials(name)) > 2)
    return frozenset(map(plain, said)), frozenset(map(pinyin.spell, chinese)), hurried


def sure(kind: str, field: str, column: str) -> tuple[float, str]:
    """How sure the name of a column makes that it is a field of a kind (0 to 1), and why."""
    name = plain(column)
    if name in {plain(field), plain(field[:_SHORT]), plain(field.removesuffix("_code"))}:
        return 1.0, "is called so"
    said, spelt, hurried = _forms(kind, field)
    if name in said:
        return EXACT, "is a name for it"
    if name in spelt:
        return SPELT, "is its name in pinyin"
    if name in hurried:
        return HURRIED, "has the initials of its name"
    inside = [
        word for word in said if len(word) > 1 and word in name and (not _SPOKEN.fullmatch(word) or len(word) > 4)
    ]
    return (PARTLY, f"speaks of {max(inside, key=len)}") if inside else (0.0, "")


@lru_cache(maxsize=64)
def values(field: str) -> Mapping[str, str]:
    """What files write in a field, in the form of `plain`, and what it is in the register."""
    return {plain(word): ours for ours, words in _VALUES.get(field, {}).items() for word in (ours, *words.split())}
