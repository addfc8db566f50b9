"""The demo's pictures are real JPEG files with a place in EXIF."""

from datetime import UTC, datetime
from io import BytesIO

import pytest
from PIL import ExifTags, Image

from api.demo import pictures


@pytest.mark.parametrize("defect", ["missing", "displaced", "broken", "collapsed", "flipping", "noise"])
def test_a_picture_carries_its_place(defect: str) -> None:
    taken = pictures.take(defect, after=False, lon=120.375, lat=36.0876, at=datetime(2026, 11, 3, tzinfo=UTC), seed=7)
    with Image.open(BytesIO(taken)) as image:
        gps = image.getexif().get_ifd(ExifTags.IFD.GPSInfo)
        degrees, minutes, seconds = gps[ExifTags.GPS.GPSLongitude]
    assert float(degrees) + float(minutes) / 60 + float(seconds) / 3600 == pytest.approx(120.375, abs=1e-6)


def test_before_and_after_differ_and_repeat() -> None:
    at = datetime(2026, 11, 3, tzinfo=UTC)
    one = pictures.take("missing", after=False, lon=120.0, lat=36.0, at=at, seed=7)
    assert pictures.digest(one) == pictures.digest(
        pictures.take("missing", after=False, lon=120.0, lat=36.0, at=at, seed=7)
    )
    assert one != pictures.take("missing", after=True, lon=120.0, lat=36.0, at=at, seed=7)
