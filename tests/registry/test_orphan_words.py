"""What speaks for an owner, in words."""

import pytest

from registry.orphan_words import Setting, say
from registry.orphans import Evidence, Kind
from registry.roadside import Words

CLASSES = {"01002": Words("污水井盖", "sewage cover")}
ROAD, YARD, UNKNOWN = Setting(True, False), Setting(True, True), Setting(False, False)


@pytest.mark.parametrize(
    ("evidence", "setting", "zh", "en"),
    [
        (
            Evidence(Kind.ROW, 3.0, 5, nearest_m=34.2, step_m=35.1, class_code="01002"),
            UNKNOWN,
            "同一道路上与该单位 5 个污水井盖成行，间距约 35 m，最近 34 m",
            "in line and in step with 5 of theirs on the road (sewage cover), about every 35 m, the nearest 34 m away",
        ),
        (
            Evidence(Kind.NEAR_SAME, 2.0, 4, nearest_m=12.4),
            ROAD,
            "附近该单位同类井盖 4 个，最近 12 m",
            "4 cover(s) of the class around are theirs, the nearest 12 m away",
        ),
        (
            Evidence(Kind.STREET, 2.0, 300, total=312),
            ROAD,
            "本街道道路上同类井盖 312 个中 300 个属该单位",
            "300 of 312 covers of the class on roads of the street are theirs",
        ),
        (
            Evidence(Kind.LOOK, 2.0, 30, total=40),
            YARD,
            "本街道小区内材质、形状、尺寸相同的同类井盖 40 个中 30 个属该单位",
            "30 of 40 covers of the class of the same material, shape and size in compounds of the street are theirs",
        ),
        (
            Evidence(Kind.ACCEPTED, 9.0, 2),
            ROAD,
            "该单位曾受理本井盖的 2 张工单",
            "they accepted 2 ticket(s) on this very cover",
        ),
        (
            Evidence(Kind.REFUSED, -9.0, 1),
            ROAD,
            "该单位已 1 次答复本井盖非其所有",
            "they said 1 time(s) that this very cover is not theirs",
        ),
    ],
)
def test_evidence_says_what_it_is_how_many_and_how_far(evidence: Evidence, setting: Setting, zh: str, en: str) -> None:
    assert say(evidence, setting, classes=CLASSES) == Words(zh, en)


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("setting", [ROAD, YARD, UNKNOWN, Setting(False, True)])
def test_every_kind_has_words_with_its_count(kind: Kind, setting: Setting) -> None:
    words = say(Evidence(kind, 1.0, 17, total=23, nearest_m=9.0, step_m=40.0), setting, classes={})
    assert "17" in words.zh
    assert "17" in words.en
    if not setting.known_class and kind in {Kind.STREET, Kind.DIVISION, Kind.LOOK, Kind.NEAR}:
        assert "同类" not in words.zh, "a cover of unknown use has no class to be compared with"
