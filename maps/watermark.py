"""A copy of a picture with words on it, for chat groups and letters. The stored picture stays clean.

The words stand on a dark band at the foot: they are read on snow and at night alike, and hide as little as they can.
"""

from collections.abc import Sequence
from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

from inspections.clocks.calendar import ZONE
from inspections.observations.captions import Caption
from inspections.tickets.terms import Words
from maps.plates import fonts
from maps.words import Language, pick

QUALITY = 85
_SMALLEST_PX = 14
_SHARE = 1 / 34  # height of the type beside the shorter side: 30 px of a picture of 1,080
_BAND = (12, 22, 30, 190)
_TAKEN, _TOLD = Words("拍摄于 {at}", "Taken {at}"), Words("上报于 {at}", "Sent {at}")
_CLOSING = frozenset("，。；：、？！）」』》〕”’")  # never begin a line


def lines_of(caption: Caption, language: Language) -> tuple[str, ...]:
    """What is written: number, place in words, time in Qingdao, each where it is known."""
    at = f"{caption.at.astimezone(ZONE):%Y-%m-%d %H:%M}"
    time = pick(_TAKEN if caption.taken else _TOLD, language).format(at=at)
    place = pick(caption.place, language) if caption.place else ""
    return tuple(line for line in (caption.number, place, time) if line)


def stamp(picture: bytes, lines: Sequence[str]) -> bytes:
    """A JPEG of the same size with `lines` at its foot, broken where they are longer than it is wide.

    Raises Unavailable where no Chinese type is installed.
    """
    font = fonts.find(bold=False)
    with Image.open(BytesIO(picture), formats=("JPEG",)) as image:
        copy = image.convert("RGB")
    size_px = max(_SMALLEST_PX, round(min(copy.size) * _SHARE))
    face = ImageFont.truetype(font.path, size_px, index=font.face)
    margin = size_px // 2
    broken = [part for line in lines for part in fold(line, face, copy.width - 2 * margin)]
    step = round(size_px * 1.4)
    band_px = min(copy.height, step * len(broken) + margin)
    top = copy.height - band_px
    pen = ImageDraw.Draw(copy, "RGBA")
    pen.rectangle((0, top, copy.width, copy.height), fill=_BAND)
    for n, line in enumerate(broken):
        pen.text((margin, top + margin // 2 + n * step), line, fill="white", font=face)
    out = BytesIO()
    copy.save(out, "JPEG", quality=QUALITY, optimize=True)
    return out.getvalue()


def fold(line: str, face: ImageFont.FreeTypeFont, width_px: float) -> list[str]:
    """The parts of a line that fit; at least one character each."""
    parts = [""]
    for letter in line:
        if parts[-1] and face.getlength(parts[-1] + letter) > width_px and letter not in _CLOSING:
            parts.append("")
        parts[-1] += letter
    return [part.strip() for part in parts if part.strip()]
