"""What becomes of places: merged, split, taken away; each with who, why and since when.

Old codes lead to what became of them. What lay in a place goes to what took its place, in the same transaction; where
the code of a thing begins with the code that ended, it goes on under a new one, and the old one leads there. A deed is
one change of the register, and the only one of its transaction; the same deed again (`Said.id`) changes nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import Connection, TextClause, text

from registry import lookup, tables
from registry.codes import GRAMMARS, Kind
from registry.errors import Conflict
from registry.history import changes, place_rules, rules
from registry.history.fates import in_words
from registry.history.place_rules import Beside, Place
from registry.history.rules import Deed, Said
from registry.sql import load

_SQL = load(Path(__file__).parent / "sql" / "places.sql")
# Columns that tell which place a thing lies in. Communities, grids and unit grids are seen to by the database.
_HELD: Mapping[Kind, tuple[tuple[str, str], ...]] = {
    Kind.COMPOUND: (("asset", "compound_code"), ("building", "compound_code")),
    Kind.ROAD_SEGMENT: (("asset", "segment_code"),),
}
# What has a code that begins with that of the place, and the column that says so.
_BELOW: Mapping[Kind, tuple[tuple[Kind, str], ...]] = {
    Kind.BUILDING: ((Kind.ENTRANCE, "building_code"),),
    Kind.COMMUNITY: (
        (Kind.COMPOUND, "community_code"),
        (Kind.BUILDING, "community_code"),
        (Kind.GRID, "community_code"),
        (Kind.UNIT_GRID, "community_code"),
    ),
}


@dataclass(frozen=True, slots=True)
class Settled:
    """What came of a deed: the codes that stand now, those that ended, what goes on under another code (old → new, of
    every kind), and whether the deed had been done before.
    """

    codes: tuple[str, ...]
    ended: tuple[str, ...]
    repeated: bool
    recoded: Mapping[str, str] = field(default_factory=dict)


def merge(
    conn: Connection,
    survivor: str,
    said: Said,
    *,
    others: Sequence[str],
    kind: Kind | None = None,
    keep_shape: bool = False,
) -> Settled:
    """Say that other places are one with `survivor`, which goes on; what lay in them lies in it.

    Its shape becomes all of theirs, unless it is kept (two records of one place). Raises NotFound, Stale, Conflict (no
    longer in use), Invalid (another kind, itself, too far apart, lines that do not join).
    """
    place, repeated = _begin(conn, survivor, said, kind=kind, deed=Deed.MERGE, into=True)
    if repeated:
        return _again(conn, place, said, codes=(place.code,))
    beside = _beside(conn, place, others, said)
    ended = [one.place.code for one in beside]
    everything = {"code": place.code, "codes": [place.code, *ended]}
    joins = place.kind is Kind.ROAD_SEGMENT and bool(conn.execute(_SQL["joins"], everything).scalar_one())
    place_rules.check_merge(place, beside, joins=joins, keep_shape=keep_shape)
    if not keep_shape and (joins or place.kind not in {Kind.ROAD_SEGMENT, Kind.ENTRANCE}):
        conn.execute(_SQL["unite_lines"] if joins else _of(place.kind, "unite_areas"), everything)
    return _end(conn, place.kind, said, deed=Deed.MERGE, ended=ended, heirs=(place.code,))


def split(conn: Connection, code: str, said: Said, *, parts: Sequence[str], kind: Kind | None = None) -> Settled:
    """Say that a place became several others, which are in the register; what lay in it lies in them.

    Raises NotFound, Stale, Conflict (no longer in use), Invalid (another kind, itself, fewer than two, outside of it).
    """
    place, repeated = _begin(conn, code, said, kind=kind, deed=Deed.SPLIT)
    if repeated:
        rows = conn.execute(_SQL["by_id"], {"kind": place.kind.value, "deed_id": said.id}).all()
        return _again(conn, place, said, codes=tuple(rows[0].into_codes))
    beside = _beside(conn, place, parts, said)
    place_rules.check_split(place, beside)
    return _end(
        conn, place.kind, said, deed=Deed.SPLIT, ended=[place.code], heirs=tuple(one.place.code for one in beside)
    )


def retire(conn: Connection, code: str, said: Said, *, kind: Kind | None = None) -> Settled:
    """Say that a place is no more and nothing took its place; entrances go with their building.

    What lay in it lies in what else is there, or in none. Raises NotFound, Stale, Conflict (no longer in use; a
    community whose code others begin with), Invalid.
    """
    place, repeated = _begin(conn, code, said, kind=kind, deed=Deed.RETIRE)
    if repeated:
        return _again(conn, place, said, codes=())
    if place.kind is Kind.COMMUNITY:
        bearing = [code for below, column in _BELOW[place.kind] for code in _bearing(conn, below, column, place.code)]
        place_rules.check_retire(place, bearing)
    return _end(conn, place.kind, said, deed=Deed.RETIRE, ended=[place.code], heirs=())


def _begin(
    conn: Connection, code: str, said: Said, *, kind: Kind | None, deed: Deed, into: bool = False
) -> tuple[Place, bool]:
    """The place as it stands, once no other transaction writes; and whether this very deed was done already."""
    meant = place_rules.kind_of(code, kind)
    thing = lookup.by_code(conn, code, meant, areas=said.areas)[0]
    place = Place(meant, thing.code, 0)
    if _was_done(conn, place, said, deed=deed, into=into):
        return place, True
    changes.declare(conn, account=said.account, deed=deed.value, reason=said.reason, valid_from=said.since)
    changes.begin(conn)
    if _was_done(conn, place, said, deed=deed, into=into):
        return place, True
    place = _living(conn, code, meant, said)
    rules.check_start(place, said, now=conn.execute(_SQL["clock"]).scalar_one())
    return place, False


def _was_done(conn: Connection, place: Place, said: Said, *, deed: Deed, into: bool) -> bool:
    before = conn.execute(_SQL["by_id"], {"kind": place.kind.value, "deed_id": said.id}).all()
    concerned = {name for row in before for name in (row.into_codes if into else [row.code])}
    if before and ({row.deed for row in before} != {deed.value} or place.code not in concerned):
        raise Conflict(f"the id {said.id} names another deed already; make a new one", id=str(said.id))
    return bool(before)


def _living(conn: Connection, code: str, kind: Kind, said: Said) -> Place:
    place_rules.check_kind(code, kind)
    thing = lookup.by_code(conn, code, kind, areas=said.areas)[0]
    if thing.became is not None:
        raise Conflict(f"{thing.code} is no longer in use: {in_words(thing.became).en}", code=thing.code)
    version = conn.execute(_of(kind, "version"), {"code": thing.code}).scalar_one()
    return Place(kind, thing.code, version, thing.code[: -GRAMMARS[kind].digits])


def _beside(conn: Connection, place: Place, others: Sequence[str], said: Said) -> list[Beside]:
    named = [_living(conn, other, place.kind, said) for other in others]
    asked = {"code": place.code, "others": [one.code for one in named]}
    rows = conn.execute(_of(place.kind, "beside"), asked).all()
    return [Beside(one, row.apart_m, row.share) for one, row in zip(named, rows, strict=True)]


def _end(
    conn: Connection, kind: Kind, said: Said, *, deed: Deed, ended: Sequence[str], heirs: Sequence[str]
) -> Settled:
    """The places go, and what lay in them goes to the heirs."""
    told: list[tuple[Kind, str, str | None]] = []
    for code in ended:
        for below, column in _BELOW.get(kind, ()):
            told += _follow(conn, below, said, column=column, parent=code, heirs=heirs)
    if heirs:
        for member, column in _HELD.get(kind, ()):
            give = _of(kind, "give", MEMBER=member, COLUMN=column)
            conn.execute(give, {"heirs": list(heirs), "ended": list(ended)})
    elif kind is Kind.ROAD_SEGMENT:
        conn.execute(_SQL["give_to_neighbours"], {"ended": list(ended)})
    conn.execute(_of(kind, "end"), {"codes": list(ended)})
    if kind is Kind.COMPOUND:
        conn.execute(_SQL["release"])
    _tell(conn, kind, said, deed=deed, codes=ended, into=heirs)
    for below, old, new in told:
        followed = Deed.RETIRE if new is None else Deed.REPLACE
        _tell(conn, below, said, deed=followed, codes=[old], into=() if new is None else (new,))
    return Settled(tuple(heirs), tuple(ended), repeated=False, recoded=_recoded(told))


def _follow(
    conn: Connection, kind: Kind, said: Said, *, column: str, parent: str, heirs: Sequence[str]
) -> list[tuple[Kind, str, str | None]]:
    """Things below a place that ends go on below its heirs under new codes; without heirs they end."""
    if not heirs:
        ended = _bearing(conn, kind, column, parent)
        conn.execute(_of(kind, "end"), {"codes": ended})
        return [(kind, code, None) for code in ended]
    above = Kind.BUILDING if kind is Kind.ENTRANCE else Kind.COMMUNITY
    homes = _of(kind, "homes", PARENT=above.value, COLUMN=column)
    told: list[tuple[Kind, str, str | None]] = []
    for row in conn.execute(homes, {"code": parent, "heirs": list(heirs)}).all():
        new = _recode(conn, kind, said, column=column, old=row.code, home=row.home)
        told.append((kind, row.code, new))
        for below, its_column in _BELOW.get(kind, ()):
            told += _follow(conn, below, said, column=its_column, parent=row.code, heirs=[new])
    return told


def _recode(conn: Connection, kind: Kind, said: Said, *, column: str, old: str, home: str) -> str:
    """The code under which a thing goes on below another place: a new one, or that of the door of the same number."""
    if kind is Kind.ENTRANCE:
        door = conn.execute(_SQL["same_door"], {"code": old, "home": home}).scalar()
        if door is not None:
            conn.execute(_of(kind, "end"), {"codes": [old]})
            return str(door)
    prefix = home + GRAMMARS[kind].mark
    new = str(conn.execute(_SQL["mint"], {"kind": kind.value, "prefix": prefix}).scalar_one())
    given = {"code", "change_id", "valid_from", column}
    columns = [one.name for one in tables.metadata.tables[f"registry.{kind.value}"].columns if one.name not in given]
    recode = _of(kind, "recode", COLUMNS=", ".join(columns), COLUMN=column)
    conn.execute(recode, {"old": old, "new": new, "home": home, "since": said.since})
    for member, held in _HELD.get(kind, ()):
        conn.execute(_of(kind, "give", MEMBER=member, COLUMN=held), {"heirs": [new], "ended": [old]})
    return new


def _tell(conn: Connection, kind: Kind, said: Said, *, deed: Deed, codes: Sequence[str], into: Sequence[str]) -> None:
    told = {"kind": kind.value, "deed": deed.value, "codes": list(codes), "into": list(into), "deed_id": said.id}
    conn.execute(_SQL["tell"], told | {"reason": said.reason, "since": said.since})


def _again(conn: Connection, place: Place, said: Said, *, codes: tuple[str, ...]) -> Settled:
    asked = {"kind": place.kind.value, "deed_id": said.id}
    ended = tuple(row.code for row in conn.execute(_SQL["by_id"], asked))
    rows = conn.execute(_SQL["followed"], asked).all()
    return Settled(codes, ended, repeated=True, recoded={row.code: row.into_codes[0] for row in rows if row.into_codes})


def _bearing(conn: Connection, kind: Kind, column: str, code: str) -> list[str]:
    return list(conn.execute(_of(kind, "bearing", COLUMN=column), {"code": code}).scalars())


def _recoded(told: Sequence[tuple[Kind, str, str | None]]) -> dict[str, str]:
    return {old: new for _, old, new in told if new is not None}


def _of(kind: Kind, name: str, **names: str) -> TextClause:
    """A statement of places.sql for one kind; the names of tables are those of kinds, those of columns our own."""
    statement = _SQL[name].text.replace("TABLE", kind.value)
    for mark in sorted(names, key=len, reverse=True):
        statement = statement.replace(mark, names[mark])
    return text(statement)
