"""Which plates are printed, in the order in which somebody walks and puts them up."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.engine import Connection

from registry.actor import Actor, Role
from registry.assets import below
from registry.codes import tidy
from registry.errors import Invalid
from registry.sql import load

SQL = load(Path(__file__).parent / "sql" / "selection.sql")
MOST = 20_000
"""As many plates as one file may hold: some 2,500 sheets."""


@dataclass(frozen=True, slots=True)
class Plate:
    """What is printed of one thing; without a spoken number the end of its code is."""

    code: str
    class_code: str
    class_zh: str
    class_en: str
    spoken_prefix: str | None
    spoken_number: int | None
    community_zh: str | None
    road_zh: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which things: each condition that is given must hold. None: no condition; without classes covers alone.

    `codes` may be aliases, in any spelling `registry.codes.tidy` forgives.
    """

    areas: Sequence[str] | None = None
    classes: Sequence[str] | None = None
    codes: Sequence[str] | None = None


@dataclass(frozen=True, slots=True)
class Chosen:
    """The plates, and the codes that were asked for and get none: unknown, removed, or outside the areas."""

    plates: list[Plate]
    without: list[str]


def choose(conn: Connection, actor: Actor, wanted: Wanted) -> Chosen:
    """The plates an actor may print, by community, road or compound, spoken number.

    Raises Invalid for an area or class that is not there, for nothing asked at all, and for more than 20,000.
    """
    if wanted.areas is None and wanted.classes is None and wanted.codes is None:
        raise Invalid("say which plates: by area, by class or by a file of codes")
    _check(conn, "areas", wanted.areas, "area")
    _check(conn, "classes", wanted.classes, "class")
    meant = _meant(conn, wanted.codes) if wanted.codes is not None else None
    asked = {
        "areas": _list(wanted.areas),
        "classes": _list(wanted.classes),
        "codes": None if meant is None else sorted(set(meant.values())),
        "below": below(None if actor.has(Role.SYSTEM) else actor.areas),
        "most": MOST + 1,
    }
    plates = [Plate(**row) for row in conn.execute(SQL["plates"], asked).mappings()]
    if len(plates) > MOST:
        raise Invalid(f"more than {MOST:,} plates are too many for one file: ask street by street", most=MOST)
    found = {plate.code for plate in plates}
    return Chosen(plates, [given for given, code in (meant or {}).items() if code not in found])


def _meant(conn: Connection, codes: Sequence[str]) -> dict[str, str]:
    """By code as it was given the code it stands for, in order."""
    given = {code: tidy(code) for code in codes}
    aliases = {row.alias: row.code for row in conn.execute(SQL["meant"], {"codes": list(set(given.values()))})}
    return {code: aliases.get(plain, plain) for code, plain in given.items()}


def _check(conn: Connection, name: str, given: Sequence[str] | None, what: str) -> None:
    if not given:
        return
    known = set(conn.execute(SQL[name], {"codes": list(given)}).scalars())
    unknown = [code for code in given if code not in known]
    if unknown:
        raise Invalid(f"no {what} has the code {unknown[0]}", field=what, value=unknown[0])


def _list(given: Sequence[str] | None) -> list[str] | None:
    return None if given is None else list(given)
