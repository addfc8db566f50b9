"""GB/T 47678.5-2026 管理部件: the eighteen fields by their abbreviations (domain.md §2.4). Pure."""

from collections.abc import Sequence

import pandas as pd

from registry.importing.shaping import PASSED, FieldMap
from registry.profiles.profile import (
    CREDIT_CODE,
    SOURCES,
    SOURCES_READ,
    STATUSES,
    AssetClass,
    Entry,
    Names,
    Profile,
    called,
    day,
    optional,
    since_change,
)

_DAY = "[0-9]{8}"
_NAMES = ("GLBJMC", "ZGBMMC", "QSDWMC", "YHDWMC")
_AREAS = ("SZJDDM", "SZJDMC", "SZSQDM", "SZSQMC")


def _organisation(name: str, name_zh: str, *, mandatory: bool = False) -> tuple[Entry, Entry]:
    code = Entry(f"{name}DM", f"{name_zh}代码", 18, mandatory=mandatory, pattern=CREDIT_CODE, reason="local_code")
    return code, Entry(f"{name}MC", f"{name_zh}名称", 100, mandatory=mandatory)


_ENTRIES = (
    Entry("GLBJBSM", "管理部件标识码", 17, mandatory=True, pattern="[0-9]{17}"),
    Entry("GLBJMC", "管理部件名称", 30, mandatory=True),
    *_organisation("ZGBM", "主管部门", mandatory=True),
    *_organisation("QSDW", "权属单位"),
    *_organisation("YHDW", "养护单位"),
    Entry("SZDYWGBSM", "所在单元网格标识码", 15, mandatory=True, pattern="[0-9A-Z]{15}"),
    Entry("GLBJZT", "管理部件状态", 10, mandatory=True, choices=tuple(STATUSES.values())),
    Entry("CSRQ", "初始日期", 8, mandatory=True, pattern=_DAY),
    Entry("BGRQ", "变更日期", 8, pattern=_DAY),
    Entry("SJLY", "数据来源", 30, choices=tuple(SOURCES_READ)),
    Entry("BZ", "备注", 1000),
    Entry("SZJDDM", "所在街道代码", 9, pattern="[0-9]{9}"),
    Entry("SZJDMC", "所在街道名称", 50),
    Entry("SZSQDM", "所在社区代码", 12, pattern="[0-9]{12}"),
    Entry("SZSQMC", "所在社区名称", 50),
)


def _compose(frame: pd.DataFrame, names: Names) -> pd.DataFrame:
    kinds = {one.code: one.name_zh for one in names.classes}
    own = frame["name_zh"].astype(object)
    street = frame["community_code"].str.slice(0, 9)
    composed = {
        "GLBJBSM": frame["code"],
        "GLBJMC": own.where(own.notna(), called(frame["class_code"], kinds)),
        "ZGBMDM": frame["authority_code"],
        "ZGBMMC": called(frame["authority_code"], names.organisations),
        "QSDWDM": frame["owner_code"],
        "QSDWMC": called(frame["owner_code"], names.organisations),
        "YHDWDM": frame["maintainer_code"],
        "YHDWMC": called(frame["maintainer_code"], names.organisations),
        "SZDYWGBSM": frame["unit_grid_code"],
        "GLBJZT": called(frame["status"], STATUSES),
        "CSRQ": day(frame["first_at"]),
        "BGRQ": since_change(frame),
        "SJLY": called(frame["position_source"], SOURCES),
        "BZ": frame["note"],
        "SZJDDM": street,
        "SZJDMC": called(street, names.streets),
        "SZSQDM": frame["community_code"],
        "SZSQMC": called(frame["community_code"], names.communities),
    }
    return pd.DataFrame(composed, index=frame.index, dtype=object)


def _mapping(classes: Sequence[AssetClass]) -> dict[str, FieldMap]:
    own = {one.name_zh: None for one in classes}  # the name of a class is no name of a thing
    return {
        "source_id": "GLBJBSM",
        "code": "GLBJBSM",
        "class_code": {"column": "GLBJBSM", "part": [6, 11]},
        "name_zh": optional("GLBJMC", values=own),
        "status": {"column": "GLBJZT", "values": {word: status for status, word in STATUSES.items()}},
        "authority_code": optional("ZGBMDM"),
        "owner_code": optional("QSDWDM"),
        "maintainer_code": optional("YHDWDM"),
        "position_source": optional("SJLY", values=dict(SOURCES_READ)),
        "note": optional("BZ"),
        # what the register works out itself, or knows by the code beside it
        PASSED: {"columns": [*_NAMES, "SZDYWGBSM", "CSRQ", "BGRQ", "BZ", *_AREAS]},
    }


PROFILE = Profile("gb2026", "GB/T 47678.5-2026", _ENTRIES, _compose, _mapping)
