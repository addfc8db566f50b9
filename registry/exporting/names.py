"""Names and texts as a shapefile holds them: ten characters, 254 bytes. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

LONGEST_NAME = 10
LONGEST_TEXT = 254


@dataclass(frozen=True, slots=True)
class Cut:
    """A column of text as bytes of an encoding fit it, and how many cells lost something: cut, or with letters lost."""

    column: pa.Array
    cut: int
    lost: int


def short_names(names: Sequence[str]) -> dict[str, str]:
    """A name of at most ten characters for each, none twice whatever their case: cut, or cut and numbered."""
    short: dict[str, str] = {}
    taken: set[str] = set()
    for name in sorted(names, key=lambda name: len(name) > LONGEST_NAME):  # whoever fits keeps its name
        chosen, number = name[:LONGEST_NAME], 1
        while chosen.lower() in taken:
            number += 1
            chosen = f"{name[: LONGEST_NAME - len(str(number)) - 1]}_{number}"
        taken.add(chosen.lower())
        short[name] = chosen
    return {name: short[name] for name in names}


def fit(column: pa.Array, encoding: str, *, longest: int = LONGEST_TEXT, whole: bool = False) -> Cut:
    """Text that has at most `longest` bytes in `encoding`, cut between two letters; `whole`: left out rather than cut.

    A letter that the encoding lacks becomes a question mark.
    """
    distinct = pc.unique(column.drop_null())
    doubtful = [text for text in distinct.to_pylist() if len(text) * 4 > longest or not text.isascii()]
    fitted: dict[str, str | None] = {}
    cut, lost = set(), set()
    for text in doubtful:
        held = text.encode(encoding, errors="replace")
        if len(held) > longest:
            cut.add(text)
            fitted[text] = None if whole else held[:longest].decode(encoding, errors="ignore")
        elif held.decode(encoding) != text:
            fitted[text] = held.decode(encoding)
        if held.decode(encoding) != text:
            lost.add(text)
    if not fitted:
        return Cut(column, 0, 0)
    texts = column.to_pylist()
    kept = [fitted.get(text, text) if text is not None else None for text in texts]
    return Cut(pa.array(kept, pa.string()), sum(text in cut for text in texts), sum(text in lost for text in texts))
