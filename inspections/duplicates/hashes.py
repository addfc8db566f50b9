"""What a picture looks like in 64 bits: near for the same picture made smaller, brighter or written anew.

Pure. The sign of the lowest 8 × 8 frequencies of the grey picture at 32 × 32 (DCT hash, Zauner 2010), the mean left
out. Turned or mirrored pictures are others.
"""

import numpy as np
from PIL import Image
from scipy.fft import dctn

BITS = 64
SAME_PICTURE_BITS = 8
"""Pictures no farther apart are taken for one picture. Assumption: of strangers' pictures about 1 pair in 10⁹ is."""
_SIDE_PX, _KEPT = 32, 8


def hash_of(image: Image.Image) -> int:
    """The hash of a picture, 0 to 2⁶⁴ - 1; of a picture of one colour alone 0, which says nothing."""
    grey = image.convert("L").resize((_SIDE_PX, _SIDE_PX), Image.Resampling.BOX)
    frequencies = dctn(np.asarray(grey, dtype=np.float64), norm="ortho")[:_KEPT, :_KEPT].ravel()
    frequencies[0] = 0.0  # the brightness
    levels = np.rint(frequencies)  # a flat picture has noise alone, and noise says nothing
    bits = levels > np.median(levels[1:])
    bits[0] = False
    return int.from_bytes(np.packbits(bits).tobytes(), "big")


def distance(first: int, other: int) -> int:
    """How many of 64 bits differ."""
    return (first ^ other).bit_count()


def stored(value: int) -> int:
    """A hash as the signed 64-bit number a `bigint` holds."""
    return value - (1 << BITS) if value >= 1 << (BITS - 1) else value


def read(number: int) -> int:
    """The hash a stored number holds."""
    return number % (1 << BITS)
