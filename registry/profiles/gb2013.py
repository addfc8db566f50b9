"""GB/T 30428.2-2013 部件: the short names in use before 2026, with the 16-digit code (domain.md §2.4). Pure.

The text of the older norm was not at hand: which fields must be there is taken from that of 2026, and organisations
have codes of any form.
"""

from collections.abc import Sequence

import pandas as pd

from registry import codes
from registry.importing.shaping import PASSED, FieldMap
from registry.profiles.profile import (
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
_ENTRIES = (
    Entry("ObjID", "标识码", 16, mandatory=True, pattern="[0-9]{16}", lacking="no_old_code"),
    Entry("ObjName", "名称", 30, mandatory=True),
    Entry("DeptCode1", "主管部门代码", 18, mandatory=True),
    Entry("DeptName1", "主管部门名称", 100, mandatory=True),
    Entry("DeptCode2", "权属单位代码", 18),
    Entry("DeptName2", "权属单位名称", 100),
    Entry("DeptCode3", "养护单位代码", 18),
    Entry("DeptName3", "养护单位名称", 100),
    Entry("BGID", "所在单元网格", 15, mandatory=True, pattern="[0-9A-Z]{14,15}"),
    Entry("ObjState", "状态", 10, mandatory=True, choices=tuple(STATUSES.values())),
    Entry("ORDate", "初始日期", 8, mandatory=True, pattern=_DAY),
    Entry("CHDate", "变更日期", 8, pattern=_DAY),
    Entry("DataSource", "数据来源", 30, choices=tuple(SOURCES_READ)),
    Entry("Note", "备注", 1000),
)


def _compose(frame: pd.DataFrame, names: Names) -> pd.DataFrame:
    kinds = {one.code: one.name_zh for one in names.classes}
    own = frame["name_zh"].astype(object)
    composed = {
        "ObjID": _old_codes(frame, names),
        "ObjName": own.where(own.notna(), called(frame["class_code"], kinds)),
        "DeptCode1": frame["authority_code"],
        "DeptName1": called(frame["authority_code"], names.organisations),
        "DeptCode2": frame["owner_code"],
        "DeptName2": called(frame["owner_code"], names.organisations),
        "DeptCode3": frame["maintainer_code"],
        "DeptName3": called(frame["maintainer_code"], names.organisations),
        "BGID": frame["unit_grid_code"],
        "ObjState": called(frame["status"], STATUSES),
        "ORDate": day(frame["first_at"]),
        "CHDate": since_change(frame),
        "DataSource": called(frame["position_source"], SOURCES),
        "Note": frame["note"],
    }
    return pd.DataFrame(composed, index=frame.index, dtype=object)


def _old_codes(frame: pd.DataFrame, names: Names) -> pd.Series:
    """The 16-digit code a thing bears; else the form of its own code, null where its class is new."""
    old = {one.code: one.old_code for one in names.classes if one.old_code is not None}
    formed = pd.Series([codes.to_2013(code, old_by_new=old) for code in frame["code"]], index=frame.index, dtype=object)
    borne = frame["old_code"].astype(object)
    return borne.where(borne.notna(), formed)


def _mapping(classes: Sequence[AssetClass]) -> dict[str, FieldMap]:
    own = {one.name_zh: None for one in classes}
    return {
        "source_id": "ObjID",
        "code": "ObjID",
        "class_code": {
            "column": "ObjID",
            "part": [6, 10],
            "values": {one.old_code: one.code for one in classes if one.old_code is not None},
        },
        "name_zh": optional("ObjName", values=own),
        "status": {"column": "ObjState", "values": {word: status for status, word in STATUSES.items()}},
        "authority_code": optional("DeptCode1"),
        "owner_code": optional("DeptCode2"),
        "maintainer_code": optional("DeptCode3"),
        "position_source": optional("DataSource", values=dict(SOURCES_READ)),
        "note": optional("Note"),
        PASSED: {
            "columns": ["ObjName", "DeptName1", "DeptName2", "DeptName3", "BGID", "ORDate", "CHDate", "Note"],
        },
    }


PROFILE = Profile("gb2013", "GB/T 30428.2-2013", _ENTRIES, _compose, _mapping)
