"""How things of every kind are titled."""

import pytest

from registry.codes import GRAMMARS, Kind
from registry.things import title

TITLES = [
    (Kind.DIVISION, "370203", {"name_zh": "市北区", "name_en": "Shibei"}, "市北区", "Shibei"),
    (Kind.STREET, "370203005", {"name_zh": "辽宁路街道", "name_en": ""}, "辽宁路街道", "Liaoning Road Subdistrict"),
    (Kind.COMMUNITY, "370203005010", {"name_zh": "大连路社区"}, "大连路社区", "Dalian Road Community"),
    (
        Kind.GRID, "370203005010007", {"name_zh": "第七网格", "community_zh": "大连路社区"},
        "大连路社区 第七网格", "Grid 007, Dalian Road Community",
    ),
    (
        Kind.GRID, "370203005010007", {"name_zh": "大连路社区007网格", "community_zh": "大连路社区"},
        "大连路社区007网格", "Grid 007, Dalian Road Community",
    ),
    (
        Kind.UNIT_GRID, "370203005010007", {"community_zh": "大连路社区"},
        "大连路社区 单元网格 007", "Unit grid 007, Dalian Road Community",
    ),
    (
        Kind.ROAD_SEGMENT, "370203R000002", {"road_name": "辽宁路", "from_road": "热河路", "to_road": "益都路"},
        "辽宁路（热河路—益都路）", "Liaoning Road (Rehe Road – Yidu Road)",
    ),
    (Kind.ROAD_SEGMENT, "370203R000002", {"road_name": "辽宁路", "from_road": ""}, "辽宁路", "Liaoning Road"),
    (Kind.COMPOUND, "370203005010C0001", {"name_zh": "大连山小区"}, "大连山小区", "Dalianshan Estate"),
    (
        Kind.BUILDING, "370203005010B00001", {"road_name": "辽宁路", "house_no": "12号", "institution_zh": "北海小学"},
        "北海小学（辽宁路 12 号）", "Beihai Primary School (12 Liaoning Road)",
    ),
    (
        Kind.ENTRANCE, "370203005010B00001U02", {"compound_zh": "大连山小区", "house_no": "3号楼", "number": 2},
        "大连山小区 3 号楼 2 单元", "Entrance 2, Building 3, Dalianshan Estate",
    ),
    (Kind.BUILDING, "370203005010B00001", {}, "370203005010B00001", "370203005010B00001"),
    (
        Kind.ASSET, "37020301002000412",
        {"class_zh": "污水井盖", "class_en": "sewer cover", "spoken_prefix": "大连路", "spoken_number": 1234,
         "road_name": "辽宁路"},
        "污水井盖 大连路 1234-0（辽宁路）", "sewer cover Dalian Road 1234-0 (Liaoning Road)",
    ),
    (
        Kind.ASSET, "37020301002000412", {"class_zh": "污水井盖", "class_en": "sewer cover"},
        "污水井盖 000412", "sewer cover 000412",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "code", "facts", "zh", "en"), TITLES)
def test_titles(kind: Kind, code: str, facts: dict[str, object], zh: str, en: str) -> None:
    words = title(kind, code, facts)
    assert (words.zh, words.en) == (zh, en)


def test_every_kind_has_a_title() -> None:
    for kind in Kind:
        assert isinstance(title(kind, GRAMMARS[kind].example, {}).zh, str)
