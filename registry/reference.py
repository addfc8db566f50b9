"""Reference data of the register as files: the classes of assets, and the kinds of posts (registry.posts.kinds) where
their file is there. Loaded again, the file's word holds.

`asset_classes.csv` has the columns code (major 2 + minor 3 digits, GB/T 47678.5-2026; 21… are local), old_code (four
digits, GB/T 30428.2-2013, or empty), name_zh, name_en, is_cover (true or false) and words (what else people say,
parted by `|`).
"""

import re
from collections.abc import Mapping
from pathlib import Path

from sqlalchemy import Connection

from registry.codelists import read_codes
from registry.errors import Invalid
from registry.posts import kinds
from registry.sql import load as load_sql

CLASSES = "asset_classes.csv"
COLUMNS = ("code", "old_code", "name_zh", "name_en", "is_cover", "words")
_SQL = load_sql(Path(__file__).parent / "sql" / "reference.sql")


def load(conn: Connection, folder: Path) -> int:
    """Load asset_classes.csv of a folder, and post_kinds.csv where it is there; how many classes there are in the file.

    The same files again change nothing.

    A class that is no longer in the file stays: assets bear it. Raises NotFound without the file, Invalid with the
    first wrong line.
    """
    rows = read_codes(folder / CLASSES, COLUMNS, _read, of="the classes of assets")
    if rows:
        conn.execute(_SQL["store_classes"], rows)
    if (folder / kinds.FILE).exists():  # a folder of before there were any stays good
        kinds.load(conn, folder)
    return len(rows)


def _read(row: Mapping[str, str | None], where: str) -> dict[str, object]:
    given = {name: (row.get(name) or "").strip() for name in COLUMNS}
    if not re.fullmatch("[0-9]{5}", given["code"]):
        raise Invalid(f"{where}: code {given['code']!r} must have five digits")
    if not re.fullmatch("([0-9]{4})?", given["old_code"]):
        raise Invalid(f"{where}: old_code {given['old_code']!r} must have four digits or be empty")
    if not given["name_zh"] or not given["name_en"]:
        raise Invalid(f"{where}: name_zh and name_en must be there")
    if given["is_cover"] not in {"true", "false"}:
        raise Invalid(f"{where}: is_cover {given['is_cover']!r} must be true or false")
    return {
        **given,
        "old_code": given["old_code"] or None,
        "is_cover": given["is_cover"] == "true",
        "words": [word.strip() for word in given["words"].split("|") if word.strip()],
    }
