"""Who is answerable, by name."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import text
from sqlalchemy.engine import Connection

from registry.pinyin import english
from registry.roadside import Words

_STANDING = text(
    "select code, name_zh, name_en, kind, parent_code from registry.organisation "
    "where ended_on is null or ended_on > :day order by kind, code"
)
_NAMES = text("select code, name_zh, name_en from registry.organisation where code = any(cast(:codes as text[]))")


def names_of(conn: Connection, codes: Iterable[str | None]) -> Mapping[str, Words]:
    """The names of organisations by code; what is unknown is left out."""
    wanted = sorted({code for code in codes if code})
    if not wanted:
        return {}
    return {
        row.code: Words(row.name_zh, row.name_en or english(row.name_zh))
        for row in conn.execute(_NAMES, {"codes": wanted})
    }


@dataclass(frozen=True, slots=True)
class Organisation:
    """An organisation by code; of a crew `parent_code` is the one it works for."""

    code: str
    zh: str
    en: str
    kind: str
    parent_code: str | None


def standing(conn: Connection, day: date) -> Sequence[Organisation]:
    """The organisations that have not ended by `day`, by kind and code."""
    rows = conn.execute(_STANDING, {"day": day})
    return [
        Organisation(row.code, row.name_zh, row.name_en or english(row.name_zh), row.kind, row.parent_code)
        for row in rows
    ]
