"""Words on a copy: all of them, readable, inside the picture; the rest of it as it was."""

from datetime import UTC, datetime
from io import BytesIO

import pytest
from PIL import Image, ImageChops, ImageFont

from inspections.observations.captions import Caption
from inspections.tickets.terms import Words
from maps.plates import fonts
from maps.watermark import fold, lines_of, stamp
from maps.words import Language

AT = datetime(2026, 11, 26, 16, 30, tzinfo=UTC)
PLACE = Words("辽宁路街道 辽宁路 12 号北侧 8 米，近 大连路 1234-5 井盖", "Liaoning Road 12, 8 m north")
LINES = ("20261127-00012", PLACE.zh, "拍摄于 2026-11-27 00:30")


def jpeg(size: tuple[int, int], colour: str = "white") -> bytes:
    out = BytesIO()
    Image.new("RGB", size, colour).save(out, "JPEG", quality=95)
    return out.getvalue()


def opened(content: bytes) -> Image.Image:
    return Image.open(BytesIO(content)).convert("L")


def test_what_is_written() -> None:
    assert lines_of(Caption(LINES[0], PLACE, AT, taken=True), Language.ZH) == LINES
    assert lines_of(Caption("", None, AT, taken=False), Language.EN) == ("Sent 2026-11-27 00:30",)


@pytest.mark.parametrize("colour", ["white", "black"])
@pytest.mark.parametrize("size", [(2560, 1920), (1080, 1920), (320, 240)])
def test_the_words_stand_at_the_foot_and_are_read_on_any_ground(size: tuple[int, int], colour: str) -> None:
    before = jpeg(size, colour)
    after = stamp(before, LINES)
    copy = opened(after)
    assert copy.size == size
    changed = ImageChops.difference(copy, opened(before)).point(lambda n: 255 if n > 60 else 0)
    _, top, right, _ = changed.getbbox() or (0, 0, 0, 0)
    assert top > size[1] * (0.5 if size[0] < 400 else 0.8)  # the picture itself stays to be seen
    foot = copy.crop((0, top, *size))
    tones = [n for n, count in enumerate(foot.histogram()) if count]
    assert max(tones) > 240
    assert min(tones) < 80
    letters = foot.point(lambda n: 255 if n > 180 else 0).getbbox()
    assert letters is not None
    assert letters[0] > 0
    assert letters[2] < size[0]
    assert right <= size[0]
    assert "exif" not in Image.open(BytesIO(after)).info


def test_it_says_what_was_asked_and_nothing_else() -> None:
    plain, other = stamp(jpeg((1080, 800)), LINES), stamp(jpeg((1080, 800)), (*LINES[:2], "拍摄于 2026-11-27 00:31"))
    assert plain == stamp(jpeg((1080, 800)), LINES)
    assert plain != other


def test_long_lines_are_broken_and_no_comma_begins_one() -> None:
    font = fonts.find(bold=False)
    face = ImageFont.truetype(font.path, 30, index=font.face)
    parts = fold("辽宁路，" * 12, face, 130)
    assert "".join(parts) == "辽宁路，" * 12
    assert not any(part.startswith("，") for part in parts)
    assert len(parts) > 5
    assert fold("辽", face, 1) == ["辽"]
