"""The kinds of posts as a file: post_kinds.csv. Loaded again, the file's word holds.

Columns: code, name_zh, name_en, place_kind (community, grid, micro_grid, building, entrance), party (true or false),
employment (dedicated, part_time, voluntary), needed (so many at each place; 0: none is missed), seats (at most so many
at once). The order of the file is that of every list.
"""

import re
from collections.abc import Mapping
from pathlib import Path

from sqlalchemy import Connection

from registry.codelists import read_codes
from registry.codes import Kind
from registry.errors import Conflict, Invalid
from registry.posts.post import PostKind
from registry.roadside import Words
from registry.sql import load as load_sql

FILE = "post_kinds.csv"
COLUMNS = ("code", "name_zh", "name_en", "place_kind", "party", "employment", "needed", "seats")
PLACES = (Kind.COMMUNITY, Kind.GRID, Kind.MICRO_GRID, Kind.BUILDING, Kind.ENTRANCE)
EMPLOYMENTS = ("dedicated", "part_time", "voluntary")
MOST_SEATS = 500
_SQL = load_sql(Path(__file__).parent / "sql" / "kinds.sql")


def load(conn: Connection, folder: Path) -> int:
    """Load post_kinds.csv of a folder; how many kinds it holds. The same file again changes nothing.

    A kind that is no longer in the file stays: posts are of it. Raises NotFound without the file, Invalid with the
    first wrong line, Conflict where a kind with posts would go to other places.
    """
    path = folder / FILE
    rows = read_codes(path, COLUMNS, _read, of="the kinds of posts")
    moved = {"codes": [row["code"] for row in rows], "places": [row["place_kind"] for row in rows]}
    if held := list(conn.execute(_SQL["moved"], moved).scalars()):
        raise Conflict(f"{path}: there are posts of {', '.join(held)}: their place_kind stays; give a new code")
    if rows:
        conn.execute(_SQL["store"], [row | {"position": n} for n, row in enumerate(rows)])
    return len(rows)


def read_all(conn: Connection) -> tuple[PostKind, ...]:
    """Every kind of post, in the order of the file."""
    return tuple(
        PostKind(
            row.code,
            Words(row.name_zh, row.name_en),
            Kind(row.place_kind),
            party=row.party,
            employment=row.employment,
            needed=row.needed,
            seats=row.seats,
        )
        for row in conn.execute(_SQL["all"])
    )


def _read(row: Mapping[str, str | None], where: str) -> dict[str, object]:
    given = {name: (row.get(name) or "").strip() for name in COLUMNS}
    if not re.fullmatch("[a-z][a-z_]{1,39}", given["code"]):
        raise Invalid(f"{where}: code {given['code']!r} must be small letters and _, as grid_leader")
    if not given["name_zh"] or not given["name_en"]:
        raise Invalid(f"{where}: name_zh and name_en must be there")
    allowed = {"place_kind": PLACES, "party": ("true", "false"), "employment": EMPLOYMENTS}
    for name, words in allowed.items():
        if given[name] not in words:
            raise Invalid(f"{where}: {name} {given[name]!r} is none of {', '.join(words)}")
    numbers = {}
    for name in ("needed", "seats"):
        if not re.fullmatch("[0-9]{1,3}", given[name]):
            raise Invalid(f"{where}: {name} {given[name]!r} must be a whole number")
        numbers[name] = int(given[name])
    if not max(numbers["needed"], 1) <= numbers["seats"] <= MOST_SEATS:
        raise Invalid(f"{where}: seats {given['seats']} must be from 1 to {MOST_SEATS}, and no fewer than are needed")
    return {**given, **numbers, "party": given["party"] == "true"}
