"""A selection as the database is asked for it, inside the areas one may see."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql
from sqlalchemy import ColumnElement, Connection, TextClause, select
from sqlalchemy.engine import make_url

from registry import tables
from registry.assets import below
from registry.codes import Kind
from registry.errors import NotFound
from registry.exporting.selection import Selection
from registry.history import travel
from registry.sql import load

_ABOVE = (Kind.DIVISION, Kind.STREET, Kind.COMMUNITY)
_DIALECT = make_url("postgresql+psycopg://").get_dialect()()
_SQL = load(Path(__file__).parent / "sql" / "rows.sql")


@dataclass(frozen=True, slots=True)
class Query:
    """A selection within somebody's areas: codes of divisions, streets or communities; None stands for everywhere."""

    selection: Selection
    bound: Sequence[str] | None = None

    def rows(self) -> sql.Composable:
        """All its rows as `t`, as they stand after `from`."""
        chosen = sql.SQL("({}) as t").format(_clause(_SQL[self.selection.kind.value]))
        names = self._conditions()
        if not names:
            return chosen
        return sql.SQL("{} where {}").format(chosen, sql.SQL(" and ").join(_clause(_SQL[name]) for name in names))

    def values(self) -> dict[str, object]:
        """What its parameters stand for."""
        chosen, box = self.selection, self.selection.box
        corners = {} if box is None else {"west": box.west, "south": box.south, "east": box.east, "north": box.north}
        return {
            **corners,
            "asked": below(chosen.areas),
            "bound": below(self.bound),
            "classes": list(chosen.classes),
            "statuses": list(chosen.statuses),
            "owner": chosen.owner,
            "source": chosen.source,
            "run": chosen.run,
            "codes": list(chosen.codes or ()),
        }

    def _conditions(self) -> list[str]:
        chosen, kind = self.selection, self.selection.kind
        is_road = kind is Kind.ROAD_SEGMENT
        in_bound = "roads_in_bound" if is_road else "above_bound" if kind in _ABOVE else "in_bound"
        asked = {
            "roads_in_areas" if is_road else "in_areas": bool(chosen.areas),
            in_bound: self.bound is not None,
            "in_box": chosen.box is not None,
            "are_covers": chosen.what == "covers",
            "of_classes": bool(chosen.classes),
            "of_statuses": bool(chosen.statuses),
            "of_owner": chosen.owner is not None,
            "of_source": chosen.source is not None,
            "of_run": chosen.run is not None,
            "of_codes": chosen.codes is not None,
        }
        return [name for name, is_asked in asked.items() if is_asked]


def check_named(conn: Connection, selection: Selection) -> None:
    """Raise NotFound where a selection names an area, class, owner or run that the register does not know."""
    areas = list(selection.areas)
    lists: tuple[tuple[str, Collection[object], set[object]], ...] = (
        ("area", areas, set(conn.execute(_SQL["areas"], {"codes": areas}).scalars()) if areas else set()),
        ("class", selection.classes, _known(conn, tables.asset_class.c.code, selection.classes)),
        ("organisation", _one(selection.owner), _known(conn, tables.organisation.c.code, _one(selection.owner))),
        ("import run", _one(selection.run), _known(conn, tables.import_run.c.id, _one(selection.run))),
    )
    for label, asked, known in lists:
        if lost := [str(one) for one in asked if one not in known]:
            raise NotFound(f"there is no {label} {', '.join(lost)} in the register")


def count(conn: Connection, query: Query) -> int:
    """How many things a selection has."""
    statement = sql.SQL("select count(*) from {}").format(query.rows())
    row = driver(conn).execute(travel.bound(conn, statement), query.values()).fetchone()
    assert row is not None
    return int(str(row[0]))


def driver(conn: Connection) -> "psycopg.Connection[tuple[object, ...]]":
    """The connection of psycopg below, for COPY."""
    below_it = conn.connection.driver_connection
    assert isinstance(below_it, psycopg.Connection)
    return below_it


def _one(value: object) -> tuple[object, ...]:
    return () if value is None else (value,)


def _known(conn: Connection, column: ColumnElement[object], asked: Collection[object]) -> set[object]:
    return set(conn.execute(select(column).where(column.in_(asked))).scalars()) if asked else set()


def _clause(statement: TextClause) -> sql.SQL:
    return sql.SQL(str(statement.compile(dialect=_DIALECT)))
