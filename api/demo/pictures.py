"""Pictures as a phone would take them: a drawn cover with EXIF place and time. Synthetic, and marked so."""

import hashlib
from datetime import datetime
from io import BytesIO

import numpy as np
from PIL import ExifTags, Image, ImageDraw

SIZE_PX = (640, 480)


def take(defect_code: str, *, after: bool, lon: float, lat: float, at: datetime, seed: int) -> bytes:
    """A JPEG of a cover with the defect (or repaired, when `after`), its place (degrees, WGS 84) and time in EXIF."""
    dice = np.random.default_rng(seed)
    ground = dice.integers(88, 128, (SIZE_PX[1] // 8, SIZE_PX[0] // 8, 1)).repeat(3, axis=2).astype(np.uint8)
    image = Image.fromarray(ground).resize(SIZE_PX, Image.Resampling.BICUBIC)
    _draw(ImageDraw.Draw(image), "repaired" if after else defect_code)
    exif = image.getexif()
    exif[ExifTags.Base.DateTime] = at.strftime("%Y:%m:%d %H:%M:%S")
    exif[ExifTags.Base.Model] = "Jingge demo"
    gps = exif.get_ifd(ExifTags.IFD.GPSInfo)
    gps[ExifTags.GPS.GPSLatitudeRef], gps[ExifTags.GPS.GPSLatitude] = ("N" if lat >= 0 else "S"), _sexagesimal(abs(lat))
    gps[ExifTags.GPS.GPSLongitudeRef], gps[ExifTags.GPS.GPSLongitude] = (
        ("E" if lon >= 0 else "W"),
        _sexagesimal(abs(lon)),
    )
    out = BytesIO()
    image.save(out, "JPEG", quality=80, exif=exif)
    return out.getvalue()


def digest(picture: bytes) -> str:
    """SHA-256 of the file as the device has it: what an observation promises."""
    return hashlib.sha256(picture).hexdigest()


def _sexagesimal(value: float) -> tuple[float, float, float]:
    degrees = int(value)
    minutes = int((value - degrees) * 60)
    return float(degrees), float(minutes), round((value - degrees - minutes / 60) * 3600, 4)


def _draw(pen: ImageDraw.ImageDraw, condition: str) -> None:
    x, y, r = SIZE_PX[0] // 2, SIZE_PX[1] // 2, 150
    pen.ellipse((x - r - 14, y - r - 14, x + r + 14, y + r + 14), fill=(60, 60, 62))
    shift = {"displaced": 90, "flipping": 25}.get(condition, 0)
    hole, lid = (12, 12, 14), (122, 112, 100)
    pen.ellipse((x - r, y - r, x + r, y + r), fill=hole if condition in {"missing", "collapsed", "displaced"} else lid)
    if condition not in {"missing", "collapsed"}:
        pen.ellipse((x - r + shift, y - r, x + r + shift, y + r), fill=lid, outline=(80, 72, 64), width=6)
        for step in range(-120, 121, 40):
            pen.line((x + step + shift - 8, y - 100, x + step + shift - 8, y + 100), fill=(96, 88, 78), width=6)
    if condition == "broken":
        pen.polygon([(x - 20, y - 30), (x + 90, y - 60), (x + 60, y + 70), (x - 40, y + 50)], fill=hole)
    pen.text((12, SIZE_PX[1] - 24), "synthetic picture", fill=(235, 235, 235))
