"""What became of every code that was ever issued: old codes answer for ever."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row, TextClause, text

from registry.codes import Kind
from registry.errors import NotFound
from registry.history.fates import Fate, State
from registry.history.moments import Moments
from registry.history.travel import moments_of
from registry.sql import load

_SQL = load(Path(__file__).parent / "sql" / "became.sql")
_BY_DEED = {"merge": State.MERGED, "split": State.SPLIT, "replace": State.REPLACED, "retire": State.RETIRED}


def resolve(conn: Connection, kind: Kind, code: str) -> Fate:
    """What became of a code. On a connection that travels: as of then, as known then.

    Raises NotFound for a code that was never issued, or that no thing bore at that moment or before.
    """
    fates = {code: _fate(conn, kind, code)}
    return _followed(fates[code], tuple(_ends(conn, fates[code], fates)))


def last_known(conn: Connection, fate: Fate) -> Moments | None:
    """A moment at which a thing that is gone was last in the register; None where it never was."""
    last = conn.execute(_of(fate.kind, "last_known"), {"code": fate.code}).scalar()
    return None if last is None else Moments(as_known_at=last)


def _followed(fate: Fate, into: tuple[str, ...]) -> Fate:
    told = {name: getattr(fate, name) for name in fate.__slots__}
    return Fate(**told | {"into": tuple(dict.fromkeys(into))})


def _ends(conn: Connection, fate: Fate, fates: dict[str, Fate]) -> Iterator[str]:
    """Where the heirs of a thing are by now. Each code is gone through once: there is no way in a circle."""
    for heir in fate.heirs:
        if heir in fates:
            continue
        fates[heir] = _fate(conn, fate.kind, heir)
        if fates[heir].heirs:
            yield from _ends(conn, fates[heir], fates)
        else:
            yield heir


def _fate(conn: Connection, kind: Kind, code: str) -> Fate:
    row = conn.execute(_of(kind, "standing"), {"code": code, "kind": kind.value}).one()
    if row.lives:
        return Fate(kind, code, State.LIVES)
    if row.ended_by is None:
        if row.was_issued and moments_of(conn).is_now:
            return Fate(kind, code, State.RESERVED)
        what = kind.value.replace("_", " ")
        raise NotFound(f"no {what} with the code {code} is known here", code=code)
    told = conn.execute(_SQL["ending"], {"kind": kind.value, "code": code, "change": row.ended_by}).one()
    return Fate(
        kind,
        code,
        _state(told, is_there=row.is_there),
        heirs=tuple(told.into_codes or ()),
        at=told.valid_at or row.ended_at,
        known_at=told.known_at,
        by=told.by_account,
        reason=told.reason,
        run=told.run_id if told.deed == "import-undo" else None,
    )


def _state(told: Row[Any], *, is_there: bool) -> State:
    if told.event_deed is not None:
        return _BY_DEED[told.event_deed]
    if told.deed == "import-undo":
        return State.WITHDRAWN
    return State.RETIRED if is_there else State.DELETED


def _of(kind: Kind, name: str) -> TextClause:
    """A statement of became.sql for one kind; the names of tables are those of kinds."""
    return text(_SQL[name].text.replace("TABLE", kind.value))
