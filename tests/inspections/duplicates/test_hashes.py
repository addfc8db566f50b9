"""A picture is known again when it was made smaller, brighter or written anew; another picture is not."""

from io import BytesIO

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageEnhance

from inspections.duplicates.hashes import SAME_PICTURE_BITS, distance, hash_of, read, stored


def _scene(seed: int) -> Image.Image:
    """A picture with shapes in it, as a street has: light and dark fields of many sizes."""
    random = np.random.default_rng(seed)
    coarse = random.integers(0, 256, (7, 9, 3), dtype=np.uint8)
    return Image.fromarray(coarse).resize((640, 480), Image.Resampling.BICUBIC)


def _rewritten(image: Image.Image) -> Image.Image:
    file = BytesIO()
    image.save(file, "JPEG", quality=40)
    return Image.open(BytesIO(file.getvalue()))


@pytest.mark.parametrize("seed", range(12))
def test_the_same_picture_stays_near(seed: int) -> None:
    scene = _scene(seed)
    seen = hash_of(scene)
    small, bright = scene.resize((200, 150)), ImageEnhance.Brightness(scene).enhance(0.8)
    for other in (small, bright, _rewritten(scene), _rewritten(small)):
        assert distance(seen, hash_of(other)) <= SAME_PICTURE_BITS


def test_other_pictures_are_far() -> None:
    hashes = [hash_of(_scene(seed)) for seed in range(60)]
    apart = [distance(first, other) for n, first in enumerate(hashes) for other in hashes[:n]]
    assert min(apart) > SAME_PICTURE_BITS
    assert 28 <= np.mean(apart) <= 36


@pytest.mark.parametrize("colour", ["black", "white", "grey", "red"])
def test_a_flat_picture_says_nothing(colour: str) -> None:
    assert hash_of(_rewritten(Image.new("RGB", (300, 200), colour))) == 0


def test_the_noise_of_a_dark_picture_says_nothing() -> None:
    dark = np.full((32, 32), 10, dtype=np.uint8)
    dark[5, 7] = 11
    assert hash_of(Image.fromarray(dark)) == 0


@given(st.integers(0, 2**64 - 1))
def test_a_hash_is_stored_and_read(value: int) -> None:
    assert -(2**63) <= stored(value) < 2**63
    assert read(stored(value)) == value
    assert distance(value, read(stored(value))) == 0
