"""What speaks for an owner of an orphan cover, in words: what it is, how many, how far. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from registry.orphans import Evidence, Kind
from registry.roadside import Words


@dataclass(frozen=True, slots=True)
class Setting:
    """The cover the evidence is about: whether its class says what it is for, and whether it lies in a compound."""

    known_class: bool
    in_compound: bool


def say(evidence: Evidence, setting: Setting, *, classes: Mapping[str, Words]) -> Words:
    """One thing that speaks for an organisation: 同一道路上与该单位 5 个污水井盖成行、间距约 35 m，最近 34 m。

    `classes` are names of classes by code.
    """
    return _SAY[evidence.kind](evidence, setting, classes)


_Say = Callable[[Evidence, Setting, Mapping[str, Words]], Words]


def _like(setting: Setting) -> Words:
    """What the cover is compared with: its class, or all where the class is not known."""
    return Words("同类井盖", "covers of the class") if setting.known_class else Words("井盖", "covers of any class")


def _ground(setting: Setting) -> Words:
    return Words("小区内", "in compounds") if setting.in_compound else Words("道路上", "on roads")


def _metres(metres: float | None) -> str:
    return f"{metres or 0.0:.0f} m"


def _accepted(evidence: Evidence, _: Setting, __: Mapping[str, Words]) -> Words:
    n = evidence.count
    return Words(f"该单位曾受理本井盖的 {n} 张工单", f"they accepted {n} ticket(s) on this very cover")


def _refused(evidence: Evidence, _: Setting, __: Mapping[str, Words]) -> Words:
    n = evidence.count
    return Words(f"该单位已 {n} 次答复本井盖非其所有", f"they said {n} time(s) that this very cover is not theirs")


def _row(evidence: Evidence, _: Setting, classes: Mapping[str, Words]) -> Words:
    name = classes.get(evidence.class_code or "", Words("井盖", "cover"))
    n, step, near = evidence.count, _metres(evidence.step_m), _metres(evidence.nearest_m)
    return Words(
        f"同一道路上与该单位 {n} 个{name.zh}成行，间距约 {step}，最近 {near}",
        f"in line and in step with {n} of theirs on the road ({name.en}), about every {step}, the nearest {near} away",
    )


def _near_same(evidence: Evidence, _: Setting, __: Mapping[str, Words]) -> Words:
    n, near = evidence.count, _metres(evidence.nearest_m)
    return Words(
        f"附近该单位同类井盖 {n} 个，最近 {near}",
        f"{n} cover(s) of the class around are theirs, the nearest {near} away",
    )


def _near(evidence: Evidence, setting: Setting, _: Mapping[str, Words]) -> Words:
    n, near = evidence.count, _metres(evidence.nearest_m)
    other_zh, other_en = ("其他类别", "of other classes ") if setting.known_class else ("", "")
    return Words(
        f"附近该单位{other_zh}井盖 {n} 个，最近 {near}",
        f"{n} cover(s) {other_en}around are theirs, the nearest {near} away",
    )


def _compound_same(evidence: Evidence, _: Setting, __: Mapping[str, Words]) -> Words:
    return _of(evidence, Words("本小区同类井盖", "covers of the class in the compound"))


def _compound(evidence: Evidence, _: Setting, __: Mapping[str, Words]) -> Words:
    return _of(evidence, Words("本小区全部井盖", "covers in the compound"))


def _street(evidence: Evidence, setting: Setting, _: Mapping[str, Words]) -> Words:
    like, ground = _like(setting), _ground(setting)
    return _of(evidence, Words(f"本街道{ground.zh}{like.zh}", f"{like.en} {ground.en} of the street"))


def _division(evidence: Evidence, setting: Setting, _: Mapping[str, Words]) -> Words:
    like, ground = _like(setting), _ground(setting)
    return _of(evidence, Words(f"全区{ground.zh}{like.zh}", f"{like.en} {ground.en} of the division"))


def _look(evidence: Evidence, setting: Setting, _: Mapping[str, Words]) -> Words:
    like, ground = _like(setting), _ground(setting)
    return _of(
        evidence,
        Words(
            f"本街道{ground.zh}材质、形状、尺寸相同的{like.zh}",
            f"{like.en} of the same material, shape and size {ground.en} of the street",
        ),
    )


def _of(evidence: Evidence, what: Words) -> Words:
    return Words(
        f"{what.zh} {evidence.total} 个中 {evidence.count} 个属该单位",
        f"{evidence.count} of {evidence.total} {what.en} are theirs",
    )


def _kept(evidence: Evidence, _: Setting, __: Mapping[str, Words]) -> Words:
    n = evidence.count
    return Words(
        f"本街道同类井盖中已有 {n} 个经人工认定属该单位",
        f"persons decided {n} cover(s) of the class in the street to be theirs",
    )


def _sent_back(evidence: Evidence, _: Setting, __: Mapping[str, Words]) -> Words:
    n = evidence.count
    return Words(f"本街道同类井盖中该单位已否认 {n} 个", f"they refused {n} other cover(s) of the class in the street")


_SAY: Mapping[Kind, _Say] = {
    Kind.ACCEPTED: _accepted,
    Kind.REFUSED: _refused,
    Kind.ROW: _row,
    Kind.NEAR_SAME: _near_same,
    Kind.NEAR: _near,
    Kind.COMPOUND_SAME: _compound_same,
    Kind.COMPOUND: _compound,
    Kind.STREET: _street,
    Kind.DIVISION: _division,
    Kind.LOOK: _look,
    Kind.KEPT: _kept,
    Kind.SENT_BACK: _sent_back,
}
