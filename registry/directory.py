"""Names that forms offer: the organisations there are and the classes of things, as they are kept."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import Connection

from registry.sql import load

_SQL = load(Path(__file__).parent / "sql" / "directory.sql")


@dataclass(frozen=True, slots=True)
class Organisation:
    """A bureau, company, crew or property service; one that has `ended` keeps its name and answers for nothing."""

    code: str
    name_zh: str
    name_en: str
    kind: str
    parent_code: str | None
    street_code: str | None
    ended: bool


@dataclass(frozen=True, slots=True)
class AssetClass:
    """A class of things with its code of GB/T 47678.5 (`old_code`: of GB/T 30428.2), further words and how many."""

    code: str
    old_code: str | None
    name_zh: str
    name_en: str
    is_cover: bool
    words: tuple[str, ...]
    assets: int


def organisations(
    conn: Connection, *, day: date, text: str = "", after: str = "", limit: int = 1000
) -> list[Organisation]:
    """By code, those after `after`, as they stand on `day`; with a piece of code or name."""
    asked = {"text": text.strip(), "after": after, "limit": limit, "day": day}
    return [Organisation(**row) for row in conn.execute(_SQL["organisations"], asked).mappings()]


def classes(conn: Connection) -> list[AssetClass]:
    """All of them, by code."""
    return [AssetClass(**{**row, "words": tuple(row["words"])}) for row in conn.execute(_SQL["classes"]).mappings()]
