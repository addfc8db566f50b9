"""Steps of a long walk over a register: imports, edits by hand, corrections, deeds, undoings, each a transaction."""

import random
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType
from uuid import UUID

from sqlalchemy import Engine, text
from sqlalchemy.engine import Connection

from registry.database import writing
from registry.errors import JinggeError
from registry.history import changes, deeds
from registry.history.rules import How, Part, Position, Said
from registry.importing import run
from registry.importing.undo import undo
from tests.registry.quarter import RAIN, SEWER, at

LONG_AGO = datetime(2026, 9, 1, tzinfo=UTC)
_LIVING = "select code from registry.asset where status <> 'removed' order by code"


class Walk:
    """One walk. What is refused changes nothing, and is part of the walk."""

    def __init__(self, engine: Engine, folder: Path, seed: int) -> None:
        self.engine = engine
        self.folder = folder
        self.luck = random.Random(seed)
        self.runs: list[int] = []
        self.refused: list[str] = []

    def step(self, name: str) -> None:
        """One transaction."""
        try:
            with writing(self.engine) as conn:
                STEPS[name](self, conn)
        except JinggeError as error:
            self.refused.append(f"{name}: {error.message}")

    def some(self, conn: Connection, statement: str = _LIVING) -> str:
        """Any code of an answer."""
        codes = list(conn.execute(text(statement)).scalars())
        return self.luck.choice(codes) if codes else "37020301002999999"

    def spot(self) -> tuple[float, float]:
        """Somewhere in a few metres, so that things meet."""
        return at(self.luck.randint(30, 40), self.luck.randint(3, 9))

    def since(self) -> datetime:
        """Some moment between long ago and now."""
        return LONG_AGO + (datetime.now(UTC) - LONG_AGO) * self.luck.random()

    def said(self) -> Said:
        since = self.luck.choice([None, self.since()])
        return Said(id=UUID(int=self.luck.getrandbits(128)), account="wang", areas=None, reason="走查", since=since)

    def position(self) -> Position:
        lon, lat = self.spot()
        return Position(lon=lon, lat=lat)


def _insert(walk: Walk, conn: Connection) -> None:
    add = "insert into registry.asset (class_code, geom) values (:k, st_setsrid(st_makepoint(:lon, :lat), 4326))"
    for _ in range(walk.luck.randint(1, 3)):
        lon, lat = walk.spot()
        conn.execute(text(add), {"k": walk.luck.choice([SEWER, RAIN]), "lon": lon, "lat": lat})


def _import(walk: Walk, conn: Connection) -> None:
    rows = [
        f"{n},{SEWER},{lon:.7f},{lat:.7f},{walk.luck.choice(['iron', 'steel'])}"
        for n in sorted(walk.luck.sample(range(8), 4))
        for lon, lat in [at(100 + 5 * n, walk.luck.randint(3, 4))]
    ]
    path = walk.folder / f"{walk.luck.getrandbits(64)}.csv"
    path.write_text("\n".join(["source_id,class_code,lon,lat,material", *rows]), encoding="utf-8")
    report = run(conn, path, kind="assets", source="walk", actor_name="li", now=datetime.now(UTC))
    if report.run is not None:
        walk.runs.append(report.run)


def _undo(walk: Walk, conn: Connection) -> None:
    if walk.runs:
        undo(conn, walk.luck.choice(walk.runs[-3:]), actor_name="li")


def _edit(walk: Walk, conn: Connection) -> None:
    word = walk.luck.choice(["material = 'iron'", "status = 'broken'", "note = '改', size_mm = 700", "status = status"])
    conn.execute(text(f"update registry.asset set {word} where code = :code"), {"code": walk.some(conn)})


def _move(walk: Walk, conn: Connection) -> None:
    lon, lat = walk.spot()
    move = "update registry.asset set geom = st_setsrid(st_makepoint(:lon, :lat), 4326) where code = :code"
    conn.execute(text(move), {"lon": lon, "lat": lat, "code": walk.some(conn)})


def _correct(walk: Walk, conn: Connection) -> None:
    changes.declare(conn, account="wang", valid_from=walk.since())
    for step in walk.luck.sample([_edit, _move, _delete, _edit], 2):
        step(walk, conn)


def _say_since(walk: Walk, conn: Connection) -> None:
    values = {"code": walk.some(conn), "since": walk.since()}
    conn.execute(text("update registry.asset set shape = 'round', valid_from = :since where code = :code"), values)


def _delete(walk: Walk, conn: Connection) -> None:
    conn.execute(text("delete from registry.asset where code = :code"), {"code": walk.some(conn)})


def _replace_row(walk: Walk, conn: Connection) -> None:
    """Delete and insert in one transaction, as in-place tools do: with all its columns, with none, without a code."""
    code = walk.some(conn)
    some = "class_code, source, source_id, geom, valid_from, change_id"
    names = walk.luck.choice([_all_columns(conn), "class_code, geom", some])
    keep = f"create temporary table kept on commit drop as select {names} from registry.asset where code = :code"
    conn.execute(text(keep), {"code": code})
    conn.execute(text("delete from registry.asset where code = :code"), {"code": code})
    conn.execute(text(f"insert into registry.asset ({names}) select {names} from kept"))


def _return(walk: Walk, conn: Connection) -> None:
    """What was deleted some transactions ago comes back with its code."""
    gone = """
        select distinct code from registry.asset_history h
        where upper_inf(valid) and not exists (select from registry.asset a where a.code = h.code) order by 1
    """
    names = _all_columns(conn)
    last = f"""
        insert into registry.asset ({names}) select {names} from registry.asset_history
        where code = :code and upper_inf(valid) order by lower(recorded) desc limit 1
    """
    conn.execute(text(last), {"code": walk.some(conn, gone)})


def _all_columns(conn: Connection) -> str:
    return ", ".join(conn.execute(text("select * from registry.asset limit 0")).keys())


def _copy(walk: Walk, conn: Connection) -> None:
    rest = "class_code, source, source_id, geom, spoken_prefix, spoken_number, first_at, valid_from, change_id"
    names = walk.luck.choice(["code_scheme, ", "code, code_scheme, "]) + rest
    copy = f"insert into registry.asset ({names}) select {names} from registry.asset where code = :code"
    conn.execute(text(copy), {"code": walk.some(conn)})


def _change_code(walk: Walk, conn: Connection) -> None:
    change = "update registry.asset set code = '37020301002888888' where code = :code"
    conn.execute(text(change), {"code": walk.some(conn)})


def _half(walk: Walk, conn: Connection) -> None:
    """Something that is taken back, and something that stays."""
    with conn.begin_nested() as point:
        _edit(walk, conn)
        _delete(walk, conn)
        point.rollback()
    _edit(walk, conn)


def _many(walk: Walk, conn: Connection) -> None:
    for step in walk.luck.choices([_insert, _edit, _move, _delete, _say_since, _copy], k=4):
        step(walk, conn)


def _places(walk: Walk, conn: Connection) -> None:
    """Compounds, buildings and grids drawn anew, deleted, brought back in one transaction."""
    match walk.luck.randint(0, 4):
        case 0:
            conn.execute(text("update registry.compound set geom = st_multi(st_buffer(geom, 0.00005))"))
        case 1:
            conn.execute(text("update registry.grid set geom = st_multi(st_translate(geom, 0.0001, 0))"))
        case 2:
            code = walk.some(conn, "select code from registry.building order by code")
            conn.execute(text("delete from registry.building where code = :code"), {"code": code})
        case 3:
            conn.execute(text("create temporary table kept on commit drop as select * from registry.compound"))
            conn.execute(text("delete from registry.compound"))
            conn.execute(text("insert into registry.compound select * from kept"))
        case _:
            shape = "(select geom from registry.building order by code limit 1)"
            conn.execute(text(f"insert into registry.building (geom, storeys) values ({shape}, 3)"))


def _deed(walk: Walk, conn: Connection) -> None:
    code, said = walk.some(conn), walk.said()
    match walk.luck.randint(0, 6):
        case 0:
            deeds.merge(conn, code, said, others=[walk.some(conn)], fill=True)
        case 1:
            deeds.split(conn, code, said, parts=[Part(position=walk.position()), Part(position=walk.position())])
        case 2:
            deeds.replace(conn, code, said, fields={"material": "composite"})
        case 3:
            deeds.move(conn, code, said, to=walk.position(), how=walk.luck.choice(list(How)))
        case 4:
            deeds.retire(conn, code, said)
        case 5:
            removed = "select code from registry.asset where status = 'removed' order by code"
            deeds.revive(conn, walk.some(conn, removed), said)
        case _:
            deeds.amend(conn, code, said, fields={"fall_net": "with", "note": walk.luck.choice(["甲", "乙", None])})


STEPS: Mapping[str, Callable[[Walk, Connection], None]] = MappingProxyType(
    {
        "insert": _insert,
        "import": _import,
        "undo": _undo,
        "edit": _edit,
        "move": _move,
        "correct": _correct,
        "say since": _say_since,
        "delete": _delete,
        "replace row": _replace_row,
        "return": _return,
        "copy": _copy,
        "change code": _change_code,
        "half": _half,
        "many": _many,
        "places": _places,
        "deed": _deed,
    }
)
