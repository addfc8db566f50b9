"""What a verifier is told about the pictures of a repair, in words. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from types import MappingProxyType

from inspections.tickets.workflow import Words


class Grade(IntEnum):
    """How good a proof is; the order is that of the figures."""

    WEAK = 1
    FAIR = 2
    STRONG = 3


GRADES: Mapping[Grade, Words] = MappingProxyType(
    {Grade.WEAK: Words("弱", "weak"), Grade.FAIR: Words("一般", "fair"), Grade.STRONG: Words("强", "strong")}
)

STAGES: Mapping[str, Words] = MappingProxyType(
    {
        "before": Words("处置前", "before"),
        "barrier": Words("围护", "barrier"),
        "after": Words("处置后", "after"),
        "check": Words("核查", "check"),
    }
)


class Code(StrEnum):
    """What a hint is about."""

    NO_BEFORE = "no_before"
    BEFORE_NOT_COME = "before_not_come"
    NO_AFTER = "no_after"
    AFTER_NOT_COME = "after_not_come"
    NO_PLACE = "no_place"
    PLACE_OF_FILE = "place_of_file"
    UNSURE_PLACE = "unsure_place"
    VAGUE_PLACE = "vague_place"
    FAR = "far"
    NO_TIME = "no_time"
    WRONG_ORDER = "wrong_order"
    BEFORE_REPORT = "before_report"
    AFTER_STEP = "after_step"
    SAME_FILE = "same_file"
    LOOKS_ALIKE = "looks_alike"
    SAME_AS_BEFORE = "same_as_before"


@dataclass(frozen=True, slots=True)
class Hint:
    """One thing to look at: what, the best grade a proof can have with it, and in words."""

    code: Code
    at_best: Grade
    words: Words


_HINTS: Mapping[Code, tuple[Grade, str, str]] = MappingProxyType(
    {
        Code.NO_BEFORE: (Grade.FAIR, "没有处置前照片", "there is no picture of before"),
        Code.BEFORE_NOT_COME: (Grade.FAIR, "处置前照片尚未上传", "the picture of before has not come yet"),
        Code.NO_AFTER: (Grade.WEAK, "没有处置后照片", "there is no picture of after"),
        Code.AFTER_NOT_COME: (Grade.WEAK, "处置后照片尚未上传", "the picture of after has not come yet"),
        Code.NO_PLACE: (Grade.FAIR, "{zh}照片没有位置", "the {en} picture has no place"),
        Code.PLACE_OF_FILE: (
            Grade.FAIR,
            "{zh}照片的位置取自文件，不是按快门时的定位",
            "the place of the {en} picture is from its file, not from the fix at the shutter",
        ),
        Code.UNSURE_PLACE: (
            Grade.FAIR,
            "{zh}照片的定位未说明精度或时效",
            "the fix of the {en} picture tells no accuracy or no age",
        ),
        Code.VAGUE_PLACE: (
            Grade.FAIR,
            "{zh}照片的定位太粗或太旧，误差可达 {allowed_m} 米",
            "the fix of the {en} picture is too vague or too old: it may be {allowed_m} m off",
        ),
        Code.FAR: (
            Grade.WEAK,
            "{zh}照片拍摄于 {away_m} 米外，允许 {allowed_m} 米",
            "the {en} picture was taken {away_m} m away; {allowed_m} m would be allowed",
        ),
        Code.NO_TIME: (Grade.FAIR, "{zh}照片没有拍摄时间", "the {en} picture has no time"),
        Code.WRONG_ORDER: (
            Grade.WEAK,
            "处置后照片早于处置前照片 {minutes} 分钟",
            "the picture of after was taken {minutes} min before the picture of before",
        ),
        Code.BEFORE_REPORT: (
            Grade.WEAK,
            "处置后照片早于上报 {minutes} 分钟",
            "the picture of after was taken {minutes} min before the defect was reported",
        ),
        Code.AFTER_STEP: (
            Grade.FAIR,
            "处置后照片晚于报处置完毕 {minutes} 分钟",
            "the picture of after was taken {minutes} min after the repair was told",
        ),
        Code.SAME_FILE: (
            Grade.WEAK,
            "{zh}照片与 {of} 的是同一张",
            "the {en} picture is the very one of {of}",
        ),
        Code.LOOKS_ALIKE: (
            Grade.FAIR,
            "{zh}照片与 {of} 的很像，请对照",
            "the {en} picture looks like one of {of}: compare them",
        ),
        Code.SAME_AS_BEFORE: (
            Grade.WEAK,
            "{zh}照片与处置前照片几乎相同",
            "the {en} picture is almost the same as that of before",
        ),
    }
)


def hint(code: Code, stage: str = "after", **figures: object) -> Hint:
    """A hint with its words; `stage` and figures as its sentence names them."""
    at_best, zh, en = _HINTS[code]
    named = STAGES[stage]
    return Hint(code, at_best, Words(zh.format(zh=named.zh, **figures), en.format(en=named.en, **figures)))
