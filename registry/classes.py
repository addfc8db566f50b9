"""What kinds of things the register knows: the table of classes (GB/T 47678.3), for whoever has to choose one."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.engine import Connection

from registry.sql import load

_SQL = load(Path(__file__).parent / "sql" / "classes.sql")


@dataclass(frozen=True, slots=True)
class AssetClass:
    """A class by its five digits; `words` are what it is called in the street beside its name."""

    code: str
    zh: str
    en: str
    is_cover: bool
    words: Sequence[str]


def all_classes(conn: Connection) -> list[AssetClass]:
    """Every class, by code."""
    return [AssetClass(**row) for row in conn.execute(_SQL["classes"]).mappings()]
