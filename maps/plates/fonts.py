"""The Chinese type of the plates: found on this machine by fontconfig, embedded in the sheets as far as it is used."""

import shutil
import subprocess
from dataclasses import dataclass

from registry.errors import Unavailable

FAMILY = "Noto Sans CJK SC"
_INSTALL = "install one (Debian: apt-get install fontconfig fonts-noto-cjk) and print again"


@dataclass(frozen=True, slots=True)
class Font:
    """A file of type, and the face in it (a collection holds several)."""

    path: str
    face: int


def find(*, bold: bool) -> Font:
    """The face to print Chinese with, Noto Sans CJK where it is there. Raises Unavailable, with what to install."""
    tool = shutil.which("fc-match")
    if tool is None:
        raise Unavailable(f"no fontconfig and so no Chinese type is found on this machine: {_INSTALL}")
    pattern = f"{FAMILY}:lang=zh-cn:weight={'bold' if bold else 'regular'}"
    said = subprocess.run(
        [tool, "-f", "%{file}\n%{index}\n%{lang}", pattern], capture_output=True, text=True, check=False
    ).stdout.split("\n")
    if len(said) < 3 or "zh-cn" not in said[2].split("|"):
        raise Unavailable(f"no Chinese type is installed on this machine: {_INSTALL}")
    return Font(said[0], int(said[1]) & 0xFFFF)  # the upper half names an instance of a variable font
