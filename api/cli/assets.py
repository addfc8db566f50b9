"""`jingge asset`: what the register tells of an asset, its history, and what is done to it."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Annotated
from uuid import uuid4

import typer
from pydantic import ValidationError
from sqlalchemy.engine import Connection

from api.asset_shapes import FateAnswer
from api.cli import shell
from api.cli.shell import Json, Login
from api.deed_shapes import AssetFields, PartBody
from inspections.tickets import rehoming
from inspections.tickets.rehoming import Rehomed
from registry import lookup
from registry.actor import Actor, Role
from registry.assets import Asset
from registry.codes import Kind
from registry.datum import Datum, to_wgs84
from registry.errors import Invalid
from registry.history import deeds, travel
from registry.history.fates import in_words
from registry.history.moments import moments, read
from registry.history.rules import How, Part, Position, Said
from registry.history.story import story

app = typer.Typer(help="Assets: what is told of them, and what becomes of them.", no_args_is_help=True)

Code = Annotated[str, typer.Argument(help="Its code, or one it is also known by.")]
Reason = Annotated[str, typer.Option(help="Why; kept with the change.")]
Since = Annotated[
    str | None, typer.Option(metavar="TIME", help="Since when it is so: ISO 8601 with its offset; else from now on.")
]
AsOf = Annotated[str | None, typer.Option(metavar="TIME", help="As it was then: ISO 8601 with its offset.")]
AsKnownAt = Annotated[str | None, typer.Option(metavar="TIME", help="As it was known then.")]
Fields = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="FIELD=VALUE", help="What is so; nothing after = for unknown. May be repeated."),
]


@app.command()
def show(
    code: Code, *, as_of: AsOf = None, as_known_at: AsKnownAt = None, login: Login = None, json: Json = False
) -> None:
    """Show an asset; one that is no longer as it was last, with what became of it."""
    with shell.to_read() as conn:
        actor = shell.actor(conn, login)
        travel.depart(conn, moments(as_of, as_known_at))
        asset = lookup.asset(conn, code, areas=_areas(actor), gone=True)
    facts = asdict(asset) | {"spoken": asset.spoken, "became": None}
    became = FateAnswer.of(asset.became)
    if became is not None:
        facts["became"] = became.model_dump(mode="json")
    lines = [f"{name}: {value}" for name, value in facts.items() if value not in (None, "", [], {})]
    if asset.became is not None:
        lines.insert(0, in_words(asset.became).en)
    shell.tell(facts, as_json=json, words="\n".join(lines))


@app.command()
def history(code: Code, *, as_known_at: AsKnownAt = None, login: Login = None, json: Json = False) -> None:
    """Tell the story of an asset: every version and event, since when it was so, when it became known, by whom."""
    with shell.to_read() as conn:
        actor = shell.actor(conn, login)
        travel.depart(conn, moments(None, as_known_at))
        thing = lookup.by_code(conn, code, Kind.ASSET, areas=_areas(actor))[0]
        entries = story(conn, Kind.ASSET, thing.code)
    rows = [{**asdict(entry), "zh": entry.words.zh, "en": entry.words.en} for entry in entries]
    for row in rows:
        del row["words"], row["plain"]
    fate = FateAnswer.of(thing.became)
    answer = {"code": thing.code, "became": fate.model_dump(mode="json") if fate else None, "entries": rows}
    shell.tell(answer, as_json=json, words=shell.table(rows, columns=("at", "known_at", "by", "zh", "en")))


@app.command()
def amend(
    code: Code,
    *,
    fields: Fields = None,
    reason: Reason = "",
    since: Since = None,
    login: Login = None,
    json: Json = False,
) -> None:
    """Say what is so of an asset: `--set material=iron --set fall_net=with`."""
    told = _fields(fields)
    with shell.to_write("asset amend", target=f"asset {code}") as conn:
        said = _said(shell.actor(conn, login), reason, since)
        done = deeds.amend(conn, code, said, fields=told)
        _tell(conn, Rehomed(done), as_json=json)


@app.command(context_settings={"ignore_unknown_options": True})
def move(
    code: Code,
    lon: Annotated[float, typer.Argument(help="Degrees, in the datum named.")],
    lat: Annotated[float, typer.Argument(help="Degrees, in the datum named.")],
    *,
    how: Annotated[How, typer.Option(help="Relocated, or surveyed or corrected: then it always stood there.")],
    reason: Reason,
    datum: Annotated[Datum, typer.Option(help="Of lon and lat.")] = Datum.WGS84,
    accuracy_m: Annotated[float | None, typer.Option(min=0, help="The standard error.")] = None,
    since: Since = None,
    login: Login = None,
    json: Json = False,
) -> None:
    """Tell where an asset stands."""
    at = to_wgs84(lon, lat, datum=datum)
    source = "survey" if how is How.SURVEY else "map"
    position = Position(lon=at[0], lat=at[1], accuracy_m=accuracy_m, source=source, datum=datum)
    with shell.to_write("asset move", target=f"asset {code}") as conn:
        said = _said(shell.actor(conn, login), reason, since)
        _tell(conn, Rehomed(deeds.move(conn, code, said, to=position, how=how)), as_json=json)


@app.command()
def merge(
    code: Code,
    others: Annotated[list[str], typer.Argument(help="Other codes of the same thing.")],
    *,
    reason: Reason,
    fill: Annotated[bool, typer.Option("--fill", help="Take over what is known of them and not of it.")] = False,
    since: Since = None,
    login: Login = None,
    json: Json = False,
) -> None:
    """Say that other codes are the same thing as CODE, which goes on; their open work comes along."""
    with shell.to_write("asset merge", target=f"asset {code}") as conn:
        actor = shell.actor(conn, login)
        said = _said(actor, reason, since)
        _tell(conn, rehoming.merge(conn, actor, code, said, others=others, fill=fill, now=shell.now()), as_json=json)


@app.command()
def split(
    code: Code,
    *,
    part: Annotated[list[str], typer.Option(metavar="LON,LAT[,CLASS]", help="One of the things it is; at least two.")],
    reason: Reason,
    since: Since = None,
    login: Login = None,
    json: Json = False,
) -> None:
    """Say that one record is several things: each gets a code; open work goes to the nearest."""
    parts = [_part(one) for one in part]
    with shell.to_write("asset split", target=f"asset {code}") as conn:
        actor = shell.actor(conn, login)
        said = _said(actor, reason, since)
        _tell(conn, rehoming.split(conn, actor, code, said, parts=parts, now=shell.now()), as_json=json)


@app.command()
def replace(
    code: Code,
    *,
    reason: Reason,
    at: Annotated[str | None, typer.Option(metavar="LON,LAT", help="Where the new one stands, if elsewhere.")] = None,
    of_class: Annotated[str | None, typer.Option("--class", help="Its class, if another.")] = None,
    fields: Fields = None,
    since: Since = None,
    login: Login = None,
    json: Json = False,
) -> None:
    """Say that another thing stands in its place: a new code; open work comes along."""
    told, to = _fields(fields), None if at is None else _part(at).position
    with shell.to_write("asset replace", target=f"asset {code}") as conn:
        actor = shell.actor(conn, login)
        said = _said(actor, reason, since)
        rehomed = rehoming.replace(conn, actor, code, said, to=to, class_code=of_class, fields=told, now=shell.now())
        _tell(conn, rehomed, as_json=json)


@app.command()
def retire(code: Code, *, reason: Reason, since: Since = None, login: Login = None, json: Json = False) -> None:
    """Say that it was taken away and nothing stands in its place; refused while work on it is open."""
    with shell.to_write("asset retire", target=f"asset {code}") as conn:
        said = _said(shell.actor(conn, login), reason, since)
        _tell(conn, rehoming.retire(conn, code, said), as_json=json)


@app.command()
def revive(code: Code, *, reason: Reason, since: Since = None, login: Login = None, json: Json = False) -> None:
    """Say that what was taken away is in use, as it was before."""
    with shell.to_write("asset revive", target=f"asset {code}") as conn:
        said = _said(shell.actor(conn, login), reason, since)
        _tell(conn, Rehomed(deeds.revive(conn, code, said)), as_json=json)


def _areas(actor: Actor) -> Sequence[str] | None:
    return None if actor.has(Role.SYSTEM) else actor.areas


def _said(actor: Actor, reason: str, since: str | None) -> Said:
    account = shell.who() if actor.has(Role.SYSTEM) else actor.name
    moment: datetime | None = read("since", since)
    return Said(id=uuid4(), account=account, areas=_areas(actor), reason=reason, since=moment)


def _fields(pairs: Sequence[str] | None) -> dict[str, object]:
    """`material=iron` as fields. Raises Invalid for an unknown field or a value that cannot be."""
    told: dict[str, str | None] = {}
    for pair in pairs or ():
        name, mark, value = pair.partition("=")
        if not mark:
            raise Invalid(f"--set {pair}: say FIELD=VALUE")
        told[name.strip()] = value.strip() or None
    try:
        return AssetFields.model_validate(told).told()
    except ValidationError as error:
        first = error.errors()[0]
        raise Invalid(f"--set {'.'.join(map(str, first['loc']))}: {first['msg']}") from error


def _part(text: str) -> Part:
    """`120.38,36.09` or `120.38,36.09,01002`. Raises Invalid."""
    numbers = text.split(",")
    try:
        lon, lat = (float(one) for one in numbers[:2])
        body = PartBody(lon=lon, lat=lat, class_code=numbers[2] if len(numbers) > 2 else None)
    except (ValueError, IndexError) as error:
        raise Invalid(f"{text!r} is no position: say LON,LAT in degrees, and the five digits of a class") from error
    return Part(position=body.position(), class_code=body.class_code)


def _tell(conn: Connection, rehomed: Rehomed, *, as_json: bool) -> None:
    done = rehomed.done
    assets = [lookup.asset(conn, code) for code in done.codes]
    answer = {
        "codes": list(done.codes),
        "ended": list(done.ended),
        "tickets": list(rehomed.tickets),
        "joined": list(rehomed.joined),
    }
    lines = [*(_line(asset) for asset in assets), *(f"{code} ended" for code in done.ended)]
    lines += [f"ticket {number} is about it now" for number in rehomed.tickets]
    lines += [f"ticket {number} was voided for another on the same thing" for number in rehomed.joined]
    shell.tell(answer, as_json=as_json, words="\n".join(lines))


def _line(asset: Asset) -> str:
    return f"{asset.code} {asset.class_zh} {asset.spoken or ''} {asset.status}"
