"""Pictures are read from what phones make, and written anew without a trace."""

import struct
import zlib
from datetime import UTC, datetime
from io import BytesIO

import pytest
from PIL import ExifTags, Image

from inspections.observations.photos import LONGEST_SIDE_PX, read_picture
from registry.errors import Invalid, TooLarge, Unsupported


def picture(kind: str = "JPEG", *, size: tuple[int, int] = (80, 40), exif: Image.Exif | None = None) -> bytes:
    """A picture whose upper left quarter is red, the rest white."""
    image = Image.new("RGB", size, "white")
    image.paste((255, 0, 0), (0, 0, size[0] // 2, size[1] // 2))
    out = BytesIO()
    image.save(out, kind, **({"exif": exif} if exif else {}))
    return out.getvalue()


def exif_of(lon: float = 120.37, lat: float = -36.08, *, orientation: int = 1) -> Image.Exif:
    """EXIF as a phone writes it: place, time with offset, maker, orientation."""
    exif = Image.Exif()
    exif[ExifTags.Base.Make], exif[ExifTags.Base.Orientation] = "phone of somebody", orientation
    times = exif.get_ifd(ExifTags.IFD.Exif)
    times[ExifTags.Base.DateTimeOriginal] = "2026:11:23 09:00:00"
    times[ExifTags.Base.OffsetTimeOriginal] = "+08:00"
    place = exif.get_ifd(ExifTags.IFD.GPSInfo)
    for value, tag, side, sides in (
        (lon, ExifTags.GPS.GPSLongitude, ExifTags.GPS.GPSLongitudeRef, "EW"),
        (lat, ExifTags.GPS.GPSLatitude, ExifTags.GPS.GPSLatitudeRef, "NS"),
    ):
        minutes = abs(value) % 1 * 60
        place[tag] = (float(int(abs(value))), float(int(minutes)), round(minutes % 1 * 60, 4))
        place[side] = sides[value < 0]
    return exif


def huge_png(width: int = 10_000, height: int = 10_000) -> bytes:
    """A 100-megapixel picture of a few kilobytes, whole and valid."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    packer = zlib.compressobj(9)
    row = b"\x00" * (width // 8 + 1)
    body = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIF"])
def test_what_phones_make_is_read_and_nothing_of_it_is_left_but_the_picture(kind: str) -> None:
    made = read_picture(picture(kind, exif=exif_of()))
    assert (made.lon, made.lat) == pytest.approx((120.37, -36.08), abs=1e-6)
    assert made.taken_at == datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
    with Image.open(BytesIO(made.content)) as stored:
        assert (stored.format, stored.size) == ("JPEG", (made.width_px, made.height_px))
        assert not stored.getexif()
    assert b"somebody" not in made.content
    assert b"Exif" not in made.content


@pytest.mark.parametrize("kind", ["JPEG", "HEIF"])
def test_a_picture_is_turned_upright(kind: str) -> None:
    made = read_picture(picture(kind, exif=exif_of(orientation=6)))  # the camera lay on its side
    if kind == "JPEG":
        assert (made.width_px, made.height_px) == (40, 80)
        with Image.open(BytesIO(made.content)) as stored:
            red, green, _ = stored.convert("RGB").getpixel((35, 5))  # type: ignore[misc]  # three bands
        assert (red > 200, green < 60) == (True, True)


def test_a_large_picture_is_made_small_and_a_clear_one_white() -> None:
    made = read_picture(picture(size=(4000, 1000)))
    assert (made.width_px, made.height_px) == (LONGEST_SIDE_PX, 640)
    out = BytesIO()
    Image.new("RGBA", (20, 20), (0, 0, 0, 0)).save(out, "PNG")
    with Image.open(BytesIO(read_picture(out.getvalue()).content)) as stored:
        assert stored.getpixel((10, 10)) == (255, 255, 255)


def test_the_same_file_gives_the_same_bytes() -> None:
    assert read_picture(picture()).content == read_picture(picture()).content


NO_PICTURES = [b"", b"hello", b"%PDF-1.7", b"GIF89a" + b"\x00" * 50, b"<svg/>", b"\xff\xd8\xff"]


@pytest.mark.parametrize("content", NO_PICTURES, ids=range(len(NO_PICTURES)))
def test_what_is_no_picture_is_refused(content: bytes) -> None:
    with pytest.raises((Invalid, Unsupported)):
        read_picture(content)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIF"])
@pytest.mark.parametrize("part", [0.3, 0.6, 0.9])
def test_a_picture_that_breaks_off_is_refused(kind: str, part: float) -> None:
    whole = picture(kind, size=(600, 400))
    with pytest.raises((Invalid, Unsupported)):
        read_picture(whole[: int(len(whole) * part)])


def test_a_hundred_megapixels_are_refused_before_they_are_decoded() -> None:
    with pytest.raises(TooLarge) as told:
        read_picture(huge_png())
    assert told.value.fields == {"width_px": 10_000, "height_px": 10_000}


def test_a_picture_larger_than_its_header_says_is_refused() -> None:
    content = picture("HEIF", size=(1200, 800))
    size = content.index(b"ispe") + 8
    with pytest.raises(Invalid, match="damaged"):
        read_picture(content[:size] + struct.pack(">II", 64, 64) + content[size + 8 :])


def test_a_place_that_cannot_be_is_passed_over() -> None:
    exif = exif_of()
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitude] = (200.0, 0.0, 0.0)
    made = read_picture(picture(exif=exif))
    assert (made.lon, made.lat) == (None, None)
    assert read_picture(picture(exif=exif_of(0.0, 0.0))).lon is None
