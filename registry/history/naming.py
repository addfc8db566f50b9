"""Free names of cells: 锦江花园微网格 beside its number; each name a version, with who gave it and why.

A name changes no code. Taken away (empty), the number sign stands for it again.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, TextClause, text

from registry import lookup
from registry.codes import Kind, kinds_of
from registry.errors import Conflict, Invalid, Stale
from registry.history import changes
from registry.history.fates import in_words
from registry.history.rules import Said
from registry.signs import sign
from registry.sql import load

KINDS = (Kind.MICRO_GRID, Kind.GRID)
LONGEST = 40
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_SQL = load(Path(__file__).parent / "sql" / "naming.sql")


@dataclass(frozen=True, slots=True)
class Named:
    """A cell with its number sign and its free name; `changed` where it had another before."""

    kind: Kind
    code: str
    sign: str
    name_zh: str
    changed: bool
    version: int


def name(conn: Connection, code: str, said: Said, *, name_zh: str) -> Named:
    """Give a micro-grid or a grid a free name; empty takes that of a micro-grid away. The same name changes nothing.

    Raises NotFound, Stale, Conflict for a cell that is no more or a name that another cell of the community has,
    Invalid for what is no name of one line, or a code of something else.
    """
    kind = _kind(code)
    plain = _tidy(name_zh, kind)
    changes.declare(conn, account=said.account, deed="name", reason=said.reason, valid_from=said.since)
    changes.begin(conn)
    thing = lookup.by_code(conn, code, kind, areas=said.areas)[0]
    if thing.became is not None:
        raise Conflict(f"{thing.code} is no longer in use: {in_words(thing.became).en}", code=thing.code)
    row = conn.execute(_of(kind, "standing"), {"code": thing.code}).one()
    if said.if_version is not None and row.change_id != said.if_version:
        raise Stale(f"{thing.code} changed meanwhile; read it again", code=thing.code)
    named = {"code": thing.code, "name": plain}
    if plain and (others := _others(conn, named)):
        raise Conflict(f"{others[0]} of this community is called {plain} already", code=others[0])
    conn.execute(_of(kind, "name"), named)
    version = int(conn.execute(_of(kind, "standing"), {"code": thing.code}).one().change_id)
    told = sign(thing.code, str(thing.facts["community_zh"])).zh
    return Named(kind, thing.code, told, plain, changed=plain != row.name_zh, version=version)


def _kind(code: str) -> Kind:
    found = next((kind for kind in KINDS if kind in kinds_of(code)), None)
    if found is None:
        raise Invalid(f"{code[:40]} is no code of a micro-grid or a grid: those have free names", code=code[:40])
    return found


def _tidy(name_zh: str, kind: Kind) -> str:
    plain = name_zh.strip()
    if len(plain) > LONGEST or _CONTROL.search(plain):
        raise Invalid(f"a name is one line of at most {LONGEST} letters", field="name_zh")
    if not plain and kind is Kind.GRID:
        raise Invalid("a grid has a name always: say another", field="name_zh")
    return plain


def _others(conn: Connection, named: dict[str, str]) -> Sequence[str]:
    return list(conn.execute(_SQL["others"], named).scalars())


def _of(kind: Kind, statement: str) -> TextClause:
    """A statement of naming.sql for one kind; the names of tables are those of kinds."""
    return text(_SQL[statement].text.replace("TABLE", kind.value))
