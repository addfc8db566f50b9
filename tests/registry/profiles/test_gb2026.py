"""The eighteen fields of GB/T 47678.5-2026, written and read."""

import pandas as pd

from registry.importing.shaping import PASSED
from registry.profiles import Names, mapping, write
from registry.profiles.gb2026 import PROFILE
from tests.registry.profiles.conftest import CLASSES, CREDIT

FIELDS = [
    *("GLBJBSM", "GLBJMC", "ZGBMDM", "ZGBMMC", "QSDWDM", "QSDWMC", "YHDWDM", "YHDWMC", "SZDYWGBSM"),
    *("GLBJZT", "CSRQ", "BGRQ", "SJLY", "BZ", "SZJDDM", "SZJDMC", "SZSQDM", "SZSQMC"),
]


def test_there_are_eighteen_fields() -> None:
    assert sorted(entry.name for entry in PROFILE.entries) == sorted(FIELDS)
    assert len(PROFILE.entries) == 18
    mandatory = {entry.name for entry in PROFILE.entries if entry.mandatory}
    assert mandatory == {"GLBJBSM", "GLBJMC", "ZGBMDM", "ZGBMMC", "SZDYWGBSM", "GLBJZT", "CSRQ"}


def test_a_cover_is_written(covers: pd.DataFrame, names: Names) -> None:
    written, _ = write(covers, profile=PROFILE, names=names)
    assert list(written.index) == [3]
    assert written.loc[3].to_dict() == {
        "GLBJBSM": "37020301002000001",
        "GLBJMC": "一号井",
        "ZGBMDM": CREDIT,
        "ZGBMMC": "排水公司",
        "QSDWDM": CREDIT,
        "QSDWMC": "排水公司",
        "YHDWDM": CREDIT,
        "YHDWMC": "排水公司",
        "SZDYWGBSM": "370203005001007",
        "GLBJZT": "破损",
        "CSRQ": "20261101",
        "BGRQ": "20261225",
        "SJLY": "实测",
        "BZ": "备注，一",
        "SZJDDM": "370203005",
        "SZJDMC": "辽宁路街道",
        "SZSQDM": "370203005001",
        "SZSQMC": "科技街社区",
    }


def test_what_cannot_be_written_is_told(covers: pd.DataFrame, names: Names) -> None:
    _, faults = write(covers, profile=PROFILE, names=names)
    assert faults.to_numpy().tolist() == [
        ["37020301014000001", "ZGBMDM", "CGJ", "local_code"],
        ["37020301023000009", "ZGBMDM", None, "missing"],
        ["37020301023000009", "ZGBMMC", None, "missing"],
        ["37020301023000009", "SZDYWGBSM", None, "missing"],
    ]
    written, _ = write(covers, profile=PROFILE, names=names, allow=("local_code",))
    assert list(written["GLBJMC"]) == ["一号井", "园林井盖"]
    assert list(written["BGRQ"]) == ["20261225", None]
    assert list(written["SJLY"]) == ["实测", "其他"]


def test_how_it_is_read() -> None:
    fields, defaults = mapping("gb2026", classes=CLASSES)
    assert defaults == {}
    assert fields["code"] == fields["source_id"] == "GLBJBSM"
    assert fields["class_code"] == {"column": "GLBJBSM", "part": [6, 11]}
    assert isinstance(fields["status"], dict)
    assert fields["status"]["values"]["移除"] == "removed"
    spoken_of = {
        rule if isinstance(rule, str) else rule.get("column") for name, rule in fields.items() if name != PASSED
    }
    passed = fields[PASSED]
    assert isinstance(passed, dict)
    assert set(FIELDS) <= spoken_of | set(passed["columns"])
