"""Number signs: how a grid or micro-grid is written on a board or a list, 敦化路社区–07网格–004. Pure.

Community, number of the grid, number of the micro-grid in it. The code tells the same in eighteen digits; a free name
stands beside it, and a spoken number (registry.spoken) is said of assets alone.
"""

from collections.abc import Iterable

from registry.codes import Kind, parse, tidy
from registry.errors import Invalid
from registry.pinyin import english
from registry.roadside import Words

DASH = "–"
MICRO_GRID_DIGITS = 18


def sign(code: str, community_zh: str) -> Words:
    """`敦化路社区–07网格–004` and `Dunhua Road Community–Grid 07–004` for the code of a grid or a micro-grid.

    Raises Invalid for any other code, or without the name of a community.
    """
    if not community_zh:
        raise Invalid(f"{code} has no sign without the name of its community", code=code)
    kind = Kind.MICRO_GRID if len(tidy(code)) == MICRO_GRID_DIGITS else Kind.GRID
    plain = parse(code, kind).text
    grid, cell = f"{int(plain[12:15]):02d}", plain[15:]
    return Words(
        DASH.join(part for part in (community_zh, f"{grid}网格", cell) if part),
        DASH.join(part for part in (english(community_zh), f"Grid {grid}", cell) if part),
    )


def signs(codes: Iterable[str], communities: Iterable[str | None]) -> list[str | None]:
    """The Chinese signs of many codes, in order, for a column of a file; None where no community is known."""
    return [sign(code, community).zh if community else None for code, community in zip(codes, communities, strict=True)]
