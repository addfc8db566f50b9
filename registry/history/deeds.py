"""What becomes of assets: amended, moved, merged, split, replaced, retired, revived; each with who, why and since when.

Old codes stay as things that were taken away, with an event that tells what became of them. A deed is one change of the
register, and the only one of its transaction; the same deed again (`Said.id`) changes nothing.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import Connection, text

from registry import lookup
from registry.assets import Asset
from registry.errors import Conflict, Invalid
from registry.history import changes, rules
from registry.history.rules import Deed, How, Part, Position, Said
from registry.sql import load

_SQL = load(Path(__file__).parent / "sql" / "deeds.sql")


@dataclass(frozen=True, slots=True)
class Done:
    """What came of a deed: the codes that stand now (the survivor, the parts, the new thing), those that ended, and
    whether it had been done before.
    """

    codes: tuple[str, ...]
    ended: tuple[str, ...]
    repeated: bool


def amend(conn: Connection, code: str, said: Said, *, fields: Mapping[str, object]) -> Done:
    """Say what is so of an asset: some of `rules.AMENDABLE`, None for unknown; from `said.since` on, else from now.

    Raises NotFound, Stale, Conflict (taken away), Invalid (no such field, a value that cannot be, an unknown owner).
    """
    asset, _ = _begin(conn, code, said, word="amend")
    rules.check_amend(asset, fields)
    if fields:
        sets = ", ".join(f"{name} = :{name}" for name in sorted(fields))  # names of our own list alone
        values = {name: _plain(value) for name, value in fields.items()}
        conn.execute(text(_SQL["amend"].text.replace("SETS", sets)), values | {"code": asset.code})
    return Done((asset.code,), (), repeated=False)


def move(conn: Connection, code: str, said: Said, *, to: Position, how: How) -> Done:
    """Tell where an asset stands. What was surveyed or corrected was always so; what was relocated is so since then.

    Raises NotFound, Stale, Conflict (taken away; a shifted map over a survey), Invalid.
    """
    asset, repeated = _begin(conn, code, said, word=how.value, deed=Deed.MOVE)
    if repeated:
        return Done((asset.code,), (), repeated=True)
    rules.check_move(asset, to, how)
    if how.always:
        always = conn.execute(_SQL["first_valid"], {"code": asset.code}).scalar_one()
        changes.declare(conn, account=said.account, deed=how.value, reason=said.reason, valid_from=always)
    conn.execute(_SQL["move"], {"code": asset.code, **_place(to)})
    _tell(conn, Deed.MOVE, [asset.code], (), said)
    return Done((asset.code,), (), repeated=False)


def merge(conn: Connection, survivor: str, said: Said, *, others: Sequence[str], fill: bool = False) -> Done:
    """Say that other codes are the same thing as `survivor`, which goes on; theirs lead to it from now on.

    With `fill` it takes over what is known of them and not of itself. Raises NotFound, Stale, Conflict (taken away),
    Invalid (another class, too far apart).
    """
    asset, repeated = _begin(conn, survivor, said, word=Deed.MERGE.value, deed=Deed.MERGE, into=True)
    if repeated:
        return Done((asset.code,), _ended(conn, said), repeated=True)
    merged = [lookup.asset(conn, code, areas=said.areas) for code in others]
    rules.check_merge(asset, merged)
    ended = [other.code for other in merged]
    if fill:
        conn.execute(_SQL["fill"], {"code": asset.code, "others": ended})
    conn.execute(_SQL["end"], {"codes": ended})
    _tell(conn, Deed.MERGE, ended, (asset.code,), said)
    return Done((asset.code,), tuple(ended), repeated=False)


def split(conn: Connection, code: str, said: Said, *, parts: Sequence[Part]) -> Done:
    """Say that what was one record are several things: each gets a code, and what was known of the one that ends.

    Raises NotFound, Stale, Conflict (taken away), Invalid (fewer than two parts, no position, an unknown class).
    """
    asset, repeated = _begin(conn, code, said, word=Deed.SPLIT.value, deed=Deed.SPLIT)
    if repeated:
        return Done(_heirs(conn, said), (asset.code,), repeated=True)
    rules.check_split(asset, parts)
    made = tuple(_successor(conn, asset, part.position, said, class_code=part.class_code) for part in parts)
    conn.execute(_SQL["end"], {"codes": [asset.code]})
    _tell(conn, Deed.SPLIT, [asset.code], made, said)
    return Done(made, (asset.code,), repeated=False)


def replace(
    conn: Connection,
    code: str,
    said: Said,
    *,
    to: Position | None = None,
    class_code: str | None = None,
    fields: Mapping[str, object] | None = None,
) -> Done:
    """Say that another thing stands in the place of an asset: a new code, with whose and where of the old one.

    `fields` are what is known of the new one. Raises as `split`.
    """
    asset, repeated = _begin(conn, code, said, word=Deed.REPLACE.value, deed=Deed.REPLACE)
    if repeated:
        return Done(_heirs(conn, said), (asset.code,), repeated=True)
    rules.check_amend(asset, fields or {})
    made = _successor(conn, asset, to, said, class_code=class_code, fields=fields)
    conn.execute(_SQL["end"], {"codes": [asset.code]})
    _tell(conn, Deed.REPLACE, [asset.code], (made,), said)
    return Done((made,), (asset.code,), repeated=False)


def retire(conn: Connection, code: str, said: Said) -> Done:
    """Say that an asset was taken away and nothing stands in its place. Raises NotFound, Stale, Conflict, Invalid."""
    asset, repeated = _begin(conn, code, said, word=Deed.RETIRE.value, deed=Deed.RETIRE)
    if not repeated:
        rules.check_lives(asset)
        conn.execute(_SQL["end"], {"codes": [asset.code]})
        _tell(conn, Deed.RETIRE, [asset.code], (), said)
    return Done((), (asset.code,), repeated=repeated)


def revive(conn: Connection, code: str, said: Said) -> Done:
    """Say that an asset that was taken away is in use, as it was before. Raises NotFound, Stale, Conflict, Invalid."""
    asset, repeated = _begin(conn, code, said, word=Deed.REVIVE.value, deed=Deed.REVIVE)
    if not repeated:
        if asset.status != "removed":
            raise Conflict(f"{asset.code} is in use", code=asset.code)
        conn.execute(_SQL["revive"], {"code": asset.code})
        _tell(conn, Deed.REVIVE, [asset.code], (), said)
    return Done((asset.code,), (), repeated=repeated)


def _begin(
    conn: Connection, code: str, said: Said, *, word: str, deed: Deed | None = None, into: bool = False
) -> tuple[Asset, bool]:
    """The thing as it stands, once no other transaction writes; and whether this very deed was done already."""
    asset = lookup.asset(conn, code, areas=said.areas)
    if not _was_done(conn, asset, said, deed=deed, into=into):
        changes.declare(conn, account=said.account, deed=word, reason=said.reason, valid_from=said.since)
        changes.begin(conn)
        asset = lookup.asset(conn, code, areas=said.areas)  # as the writer before left it
        if not _was_done(conn, asset, said, deed=deed, into=into):
            rules.check_start(asset, said, now=conn.execute(_SQL["clock"]).scalar_one())
            return asset, False
    return asset, True


def _was_done(conn: Connection, asset: Asset, said: Said, *, deed: Deed | None, into: bool) -> bool:
    before = conn.execute(_SQL["by_id"], {"deed_id": said.id}).all()
    concerned = {name for row in before for name in (row.into_codes if into else [row.code])}
    if before and (deed is None or {row.deed for row in before} != {deed.value} or asset.code not in concerned):
        raise Conflict(f"the id {said.id} names another deed already; make a new one", id=str(said.id))
    return bool(before)


def _tell(conn: Connection, deed: Deed, codes: Sequence[str], into: Sequence[str], said: Said) -> None:
    told = {"deed": deed.value, "codes": list(codes), "into": list(into), "reason": said.reason, "since": said.since}
    conn.execute(_SQL["tell"], told | {"deed_id": said.id})


def _ended(conn: Connection, said: Said) -> tuple[str, ...]:
    return tuple(row.code for row in conn.execute(_SQL["by_id"], {"deed_id": said.id}))


def _heirs(conn: Connection, said: Said) -> tuple[str, ...]:
    return tuple(code for row in conn.execute(_SQL["by_id"], {"deed_id": said.id}) for code in row.into_codes)


def _successor(
    conn: Connection,
    asset: Asset,
    to: Position | None,
    said: Said,
    *,
    class_code: str | None,
    fields: Mapping[str, object] | None = None,
) -> str:
    """The code of a new thing in the place of another."""
    place = {"lon": None, "lat": None, "accuracy_m": None, "source": None, "datum": None} if to is None else _place(to)
    if class_code is not None and conn.execute(_SQL["has_class"], {"code": class_code}).one_or_none() is None:
        raise Invalid(f"there is no class {class_code}", field="class_code", value=class_code)
    values = {"code": asset.code, "since": said.since, "class_code": class_code, **place}
    made = str(conn.execute(_SQL["succeed"], values).scalar_one())
    if fields:
        sets = ", ".join(f"{name} = :{name}" for name in sorted(fields))
        told = {name: _plain(value) for name, value in fields.items()}
        conn.execute(text(_SQL["amend"].text.replace("SETS", sets)), told | {"code": made})
    return made


def _place(to: Position) -> dict[str, object]:
    return {"lon": to.lon, "lat": to.lat, "accuracy_m": to.accuracy_m, "source": to.source, "datum": to.datum.value}


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return json.dumps(value, ensure_ascii=False)
    return value.isoformat() if isinstance(value, date | datetime) else value
