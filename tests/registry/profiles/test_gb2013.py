"""The short names in use before 2026, written and read."""

import pandas as pd

from registry.importing.shaping import PASSED
from registry.profiles import Names, mapping, write
from registry.profiles.gb2013 import PROFILE
from tests.registry.profiles.conftest import CLASSES, CREDIT

FIELDS = [
    *("ObjID", "ObjName", "DeptCode1", "DeptName1", "DeptCode2", "DeptName2", "DeptCode3"),
    *("DeptName3", "BGID", "ObjState", "ORDate", "CHDate", "DataSource", "Note"),
]


def test_a_cover_is_written_under_the_code_it_bore(covers: pd.DataFrame, names: Names) -> None:
    written, _ = write(covers, profile=PROFILE, names=names)
    assert [entry.name for entry in PROFILE.entries] == FIELDS == list(written.columns)
    assert list(written.loc[3]) == [
        "3702030102000777",
        "一号井",
        *(CREDIT, "排水公司") * 3,
        "370203005001007",
        "破损",
        "20261101",
        "20261225",
        "实测",
        "备注，一",
    ]


def test_a_class_without_an_old_code_is_told_and_a_local_code_is_none_of_its_faults(
    covers: pd.DataFrame, names: Names
) -> None:
    written, faults = write(covers, profile=PROFILE, names=names, allow=("missing",))
    assert list(written["ObjID"]) == ["3702030102000777", "3702030114000009"]
    assert faults.to_numpy().tolist() == [
        ["37020301014000001", "ObjID", None, "no_old_code"],
        ["37020301023000009", "DeptCode1", None, "missing"],
        ["37020301023000009", "DeptName1", None, "missing"],
        ["37020301023000009", "BGID", None, "missing"],
    ]


def test_how_it_is_read() -> None:
    fields, _ = mapping("gb2013", classes=CLASSES)
    assert fields["class_code"] == {"column": "ObjID", "part": [6, 10], "values": {"0102": "01002", "0114": "01023"}}
    spoken_of = {
        rule if isinstance(rule, str) else rule.get("column") for name, rule in fields.items() if name != PASSED
    }
    passed = fields[PASSED]
    assert isinstance(passed, dict)
    assert set(FIELDS) <= spoken_of | set(passed["columns"])
