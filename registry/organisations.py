"""Who is answerable, by name."""

from collections.abc import Iterable, Mapping

from sqlalchemy import text
from sqlalchemy.engine import Connection

from registry.pinyin import english
from registry.roadside import Words

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
