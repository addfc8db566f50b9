"""`jingge place`: what becomes of compounds, buildings, entrances, road segments, grids, unit grids and communities;
names of cells.
"""

from dataclasses import asdict
from datetime import datetime
from enum import StrEnum
from typing import Annotated
from uuid import uuid4

import typer
from sqlalchemy.engine import Connection

from api.asset_shapes import FateAnswer
from api.cli import shell
from api.cli.shell import Json, Login
from registry import lookup, search
from registry.actor import Actor, Role
from registry.codes import Kind, kinds_of
from registry.history import naming, places, travel
from registry.history.moments import moments, read
from registry.history.place_rules import kind_of
from registry.history.places import Settled
from registry.history.rules import Said
from registry.history.story import story
from registry.signs import sign

app = typer.Typer(
    help="Places (compounds, buildings, entrances, road segments, cells): merged, split, retired, their story.",
    no_args_is_help=True,
)


class Cell(StrEnum):
    """What a code of 15 digits names."""

    GRID = "grid"
    UNIT_GRID = "unit_grid"


Code = Annotated[str, typer.Argument(help="Its code.")]
Reason = Annotated[str, typer.Option(help="Why; kept with the change.")]
Since = Annotated[
    str | None, typer.Option(metavar="TIME", help="Since when it is so: ISO 8601 with its offset; else from now on.")
]
OfKind = Annotated[Cell | None, typer.Option("--kind", help="Of a code of 15 digits: which of the two it names.")]
AsKnownAt = Annotated[str | None, typer.Option(metavar="TIME", help="As it was known then.")]


@app.command()
def history(
    code: Code, *, kind: OfKind = None, as_known_at: AsKnownAt = None, login: Login = None, json: Json = False
) -> None:
    """Tell the story of a place: every version and event, by whom, and what became of it."""
    meant = Kind.MICRO_GRID if Kind.MICRO_GRID in kinds_of(code) else kind_of(code, _kind(kind))
    with shell.to_read() as conn:
        actor = shell.actor(conn, login)
        areas = None if actor.has(Role.SYSTEM) else actor.areas
        travel.depart(conn, moments(None, as_known_at))
        thing = lookup.by_code(conn, code, meant, areas=areas)[0]
        entries = story(conn, meant, thing.code)
    rows = [{**asdict(entry), "zh": entry.words.zh, "en": entry.words.en} for entry in entries]
    for row in rows:
        del row["words"], row["plain"]
    has_sign = meant in {Kind.GRID, Kind.MICRO_GRID} and thing.facts
    board = sign(thing.code, str(thing.facts["community_zh"])).zh if has_sign else None
    fate = FateAnswer.of(thing.became)
    answer = {
        "kind": meant.value,
        "code": thing.code,
        "sign": board,
        "became": fate.model_dump(mode="json") if fate else None,
        "entries": rows,
    }
    words = shell.table(rows, columns=("at", "known_at", "by", "zh", "en"))
    shell.tell(answer, as_json=json, words=f"{board}\n{words}" if board else words)


@app.command()
def merge(
    code: Code,
    others: Annotated[list[str], typer.Argument(help="Codes that are one with it from now on.")],
    *,
    reason: Reason,
    keep_shape: Annotated[
        bool, typer.Option("--keep-shape", help="Leave its shape as it is; else it becomes all of theirs.")
    ] = False,
    kind: OfKind = None,
    since: Since = None,
    login: Login = None,
    json: Json = False,
) -> None:
    """Say that other places are one with CODE, which goes on; what lay in them lies in it."""
    with shell.to_write("place merge", target=f"place {code}") as conn:
        said = _said(shell.actor(conn, login), reason, since)
        settled = places.merge(conn, code, said, others=others, kind=_kind(kind), keep_shape=keep_shape)
        _tell(conn, settled, as_json=json)


@app.command()
def split(
    code: Code,
    into: Annotated[list[str], typer.Argument(help="Codes of what it became: drawn or imported before, at least two.")],
    *,
    reason: Reason,
    kind: OfKind = None,
    since: Since = None,
    login: Login = None,
    json: Json = False,
) -> None:
    """Say that a place became several others; what lay in it lies in the one that holds it, or is nearest."""
    with shell.to_write("place split", target=f"place {code}") as conn:
        said = _said(shell.actor(conn, login), reason, since)
        _tell(conn, places.split(conn, code, said, parts=into, kind=_kind(kind)), as_json=json)


@app.command()
def retire(
    code: Code, *, reason: Reason, kind: OfKind = None, since: Since = None, login: Login = None, json: Json = False
) -> None:
    """Say that a place is no more and nothing took its place; entrances go with their building."""
    with shell.to_write("place retire", target=f"place {code}") as conn:
        said = _said(shell.actor(conn, login), reason, since)
        _tell(conn, places.retire(conn, code, said, kind=_kind(kind)), as_json=json)


@app.command("name")
def give_name(
    code: Code,
    name: Annotated[str, typer.Argument(help="Its free name; an empty one takes that of a micro-grid away.")],
    *,
    reason: Reason,
    login: Login = None,
    json: Json = False,
) -> None:
    """Give a micro-grid or a grid a free name beside its number sign."""
    with shell.to_write("place name", target=f"place {code}") as conn:
        named = naming.name(conn, code, _said(shell.actor(conn, login), reason, None), name_zh=name)
    shell.tell(asdict(named), as_json=json, words=f"{named.sign}  {named.name_zh or '(no free name)'}")


def _kind(cell: Cell | None) -> Kind | None:
    return None if cell is None else Kind(cell.value)


def _said(actor: Actor, reason: str, since: str | None) -> Said:
    is_system = actor.has(Role.SYSTEM)
    moment: datetime | None = read("since", since)
    account, areas = (shell.who(), None) if is_system else (actor.name, actor.areas)
    return Said(id=uuid4(), account=account, areas=areas, reason=reason, since=moment)


def _tell(conn: Connection, settled: Settled, *, as_json: bool) -> None:
    search.refresh(conn)
    answer = {"codes": list(settled.codes), "ended": list(settled.ended), "recoded": dict(settled.recoded)}
    lines = [*(f"{code} stands" for code in settled.codes), *(f"{code} ended" for code in settled.ended)]
    lines += [f"{old} is {new} now" for old, new in settled.recoded.items()]
    shell.tell(answer, as_json=as_json, words="\n".join(lines))
