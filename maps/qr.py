"""The permanent address of a thing as a QR code: on its certificate as SVG, on its plate as rectangles. Pure."""

from collections.abc import Iterator
from functools import lru_cache
from io import BytesIO
from itertools import groupby
from urllib.parse import quote, urlsplit

import segno

from registry.errors import Invalid

LEVEL = "q"  # a quarter of the modules may be scratched, painted over or dirty
BORDER = 4  # modules of quiet zone (ISO/IEC 18004)
_HERE = ("localhost", "127.0.0.1", "::1", "0.0.0.0")  # noqa: S104 - addresses to refuse, none to listen at


def address_of(public_url: str, code: str) -> str:
    """The address of a thing for ever: `https://…/id/37020301002000001`."""
    return f"{public_url.rstrip('/')}/id/{quote(code)}"


def check_printable(public_url: str) -> None:
    """Raises Invalid for an address that nobody else can open: what is printed is screwed to a wall for years."""
    parts = urlsplit(public_url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise Invalid(f"JINGGE_PUBLIC_URL {public_url!r} is no web address: set the one people will use")
    if parts.hostname in _HERE or parts.hostname.endswith(".localhost"):
        raise Invalid(
            f"JINGGE_PUBLIC_URL is {public_url}, which only this machine can open: set the address people will use, "
            "or print a draft (--draft)"
        )


def code_of(address: str) -> segno.QRCode:
    """The QR code of an address, level Q or better where it costs no room."""
    return segno.make(address, error=LEVEL, micro=False, boost_error=True)


def bars(code: segno.QRCode) -> Iterator[tuple[int, int, int]]:
    """The dark modules as bars (column, row, length), without the quiet zone: one bar for each run in a row."""
    for row, modules in enumerate(code.matrix):
        column = 0
        for dark, run in groupby(modules, key=bool):
            length = len(list(run))
            if dark:
                yield column, row, length
            column += length


def side(code: segno.QRCode) -> int:
    """Modules on each side, without the quiet zone."""
    return len(code.matrix)


@lru_cache(maxsize=512)
def svg(address: str) -> str:
    """The code as an SVG element of the class `qr` for a page, with its quiet zone.

    Choosing the mask takes longer than the rest of a page: the last few hundred are kept.
    """
    out = BytesIO()
    code_of(address).save(
        out, kind="svg", border=BORDER, xmldecl=False, svgns=True, omitsize=True, nl=False, svgclass="qr",
        lineclass=None,
    )  # fmt: skip
    return out.getvalue().decode()
