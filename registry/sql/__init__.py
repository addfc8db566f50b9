"""SQL as files: each statement has a name, and one method of the code runs it."""

import re
from functools import cache
from pathlib import Path

from sqlalchemy import TextClause, text

_NAME = re.compile(r"^-- name: ([a-z_]+)\s*$", re.MULTILINE)


@cache
def load(path: Path) -> dict[str, TextClause]:
    """Named statements of one file: the text after each line `-- name: word`, up to the next one.

    Parameters are written `:name`; a literal colon as `\\:`. Raises KeyError at use for an unknown name,
    ValueError for a name given twice.
    """
    parts = _NAME.split(path.read_text(encoding="utf-8"))
    names = parts[1::2]
    if len(set(names)) != len(names):
        raise ValueError(f"{path}: a statement name is given twice")
    return {name: text(body.strip()) for name, body in zip(names, parts[2::2], strict=True)}
