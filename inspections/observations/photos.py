"""Pictures as they are kept: decoded, turned upright, made small, written anew as JPEG without a trace of the device.

Pure. Place and time are read from EXIF before it is dropped: pictures are handed on, and a place would go along unseen.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from io import BytesIO
from math import isfinite

import pillow_heif
from PIL import ExifTags, Image, ImageOps, UnidentifiedImageError

from registry.errors import Invalid, TooLarge, Unsupported

FORMATS = ("JPEG", "PNG", "WEBP", "HEIF")
MOST_PIXELS = 64_000_000  # the largest phone cameras take 50 MP; a bomb of 100 MP is refused before it is decoded
LONGEST_SIDE_PX = 2560
QUALITY = 85
MEDIA_TYPE = "image/jpeg"
_BROKEN = (
    OSError,
    ValueError,
    SyntaxError,
    EOFError,
    IndexError,
    KeyError,
    TypeError,
    ZeroDivisionError,
    OverflowError,
    RuntimeError,  # libheif, where a header asks for more than its limits
)

pillow_heif.register_heif_opener()
Image.MAX_IMAGE_PIXELS = None  # the limit of this page is tighter, and refuses instead of warning


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as it is stored, and what its EXIF said: WGS 84 degrees, and the time (None where it had no offset)."""

    content: bytes
    width_px: int
    height_px: int
    lon: float | None
    lat: float | None
    taken_at: datetime | None


def read_picture(content: bytes) -> Picture:
    """Decode a JPEG, PNG, WebP or HEIC file and write it anew: upright, at most 2,560 px, JPEG quality 85, no metadata.

    Raises Unsupported for what is no such picture, TooLarge for more than 64 megapixels (told by the header, before
    decoding), and Invalid for a picture that breaks off or is damaged.
    """
    try:
        with Image.open(BytesIO(content), formats=FORMATS) as image:
            width_px, height_px = image.size
            if width_px * height_px > MOST_PIXELS:
                most = MOST_PIXELS // 1_000_000
                raise TooLarge(
                    f"the picture has {width_px} × {height_px} pixels; at most {most} megapixels are taken",
                    width_px=width_px,
                    height_px=height_px,
                )
            exif = image.getexif()
            (lon, lat), taken_at = _place(exif), _time(exif)
            small = _written(image)
    except UnidentifiedImageError:
        raise Unsupported("this is no JPEG, PNG, WebP or HEIC picture") from None
    except _BROKEN as error:
        raise Invalid(f"the picture is damaged and cannot be read: {error}") from None
    return Picture(small.getvalue(), *_size(small), lon=lon, lat=lat, taken_at=taken_at)


def _written(image: Image.Image) -> BytesIO:
    image.draft("RGB", (LONGEST_SIDE_PX, LONGEST_SIDE_PX))  # JPEG alone: decoded near its final size
    image.thumbnail((LONGEST_SIDE_PX, LONGEST_SIDE_PX), Image.Resampling.LANCZOS)
    ImageOps.exif_transpose(image, in_place=True)  # small by now: a turned copy of the whole would take as much again
    flat = Image.new("RGB", image.size, "white")
    clear = image.convert("RGBA") if image.mode in {"RGBA", "LA", "PA", "P", "La", "RGBa"} else None
    flat.paste(clear or image.convert("RGB"), mask=clear)
    out = BytesIO()
    flat.save(out, "JPEG", quality=QUALITY, optimize=True)
    return out


def _size(picture: BytesIO) -> tuple[int, int]:
    with Image.open(BytesIO(picture.getvalue()), formats=("JPEG",)) as image:
        return image.size


def _place(exif: Image.Exif) -> tuple[float | None, float | None]:
    """Longitude and latitude, or neither: what cannot be a place is passed over, the picture is what matters."""
    tags = exif.get_ifd(ExifTags.IFD.GPSInfo)
    lon = _degrees(tags.get(ExifTags.GPS.GPSLongitude), tags.get(ExifTags.GPS.GPSLongitudeRef), "W", 180)
    lat = _degrees(tags.get(ExifTags.GPS.GPSLatitude), tags.get(ExifTags.GPS.GPSLatitudeRef), "S", 90)
    if lon is None or lat is None or (lon, lat) == (0.0, 0.0):
        return None, None
    return lon, lat


def _degrees(parts: object, side: object, negative: str, most: float) -> float | None:
    if not isinstance(parts, tuple) or len(parts) != 3:
        return None
    try:
        degrees, minutes, seconds = (float(part) for part in parts)
    except (TypeError, ValueError, ZeroDivisionError):
        return None
    value = degrees + minutes / 60 + seconds / 3600
    if not isfinite(value) or not 0 <= value <= most:
        return None
    return -value if side == negative else value


def _time(exif: Image.Exif) -> datetime | None:
    """The time of taking, only with its offset: a local time of an unknown place says little."""
    tags = exif.get_ifd(ExifTags.IFD.Exif)
    said, offset = tags.get(ExifTags.Base.DateTimeOriginal), tags.get(ExifTags.Base.OffsetTimeOriginal)
    try:
        time = datetime.strptime(str(said), "%Y:%m:%d %H:%M:%S")  # noqa: DTZ007 - its offset is the next tag
        off = datetime.strptime(str(offset).replace("Z", "+00:00"), "%z").utcoffset()
    except ValueError:
        return None
    if not 1990 < time.year < 2200:
        return None
    return time.replace(tzinfo=timezone(off or timedelta())).astimezone(UTC)
