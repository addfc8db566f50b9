"""`jingge orphans`: covers without an owner, whose they may be, and saying whose they are."""

from pathlib import Path
from typing import Annotated, Any
from uuid import UUID, uuid4

import typer

from api.cli import shell
from api.cli.shell import Json, Login
from api.orphan_shapes import DecisionAnswer, OrphanFeature, OrphanFile
from api.routes.assets import read_box
from inspections.orphans import deciding, files, listing
from inspections.orphans.deciding import Answer
from inspections.orphans.listing import State, Wanted
from registry.errors import Invalid

app = typer.Typer(help="Covers without an owner: whose are they?", no_args_is_help=True)

Code = Annotated[str, typer.Argument(help="The code of the cover.")]
Area = Annotated[str | None, typer.Option(help="Only in this division, street or community.")]
Bbox = Annotated[str | None, typer.Option(help="Only in this box: west,south,east,north in degrees, WGS 84.")]
States = Annotated[list[State] | None, typer.Option("--state", help="Only in this state; may be given several times.")]


@app.command("list")
def list_orphans(
    *,
    area: Area = None,
    bbox: Bbox = None,
    state: States = None,
    limit: Annotated[int, typer.Option(help="As many at most.")] = 100,
    after: Annotated[str | None, typer.Option(help="Go on after this code.")] = None,
    login: Login = None,
    json: Json = False,
) -> None:
    """List covers without an owner, each with the likeliest one."""
    wanted = _wanted(area, bbox, state)
    with shell.to_read() as conn:
        page = listing.list_orphans(conn, shell.actor(conn, login), wanted, now=shell.now(), limit=limit, after=after)
    found = [OrphanFeature.of(one, page.names).model_dump(mode="json")["properties"] for one in page.orphans]
    words = shell.table([_row(one) for one in found], columns=("code", "name", "state", "likeliest", "score", "why"))
    shell.tell({"orphans": found, "next": page.next}, as_json=json, words=words)


@app.command()
def show(code: Code, *, login: Login = None, json: Json = False) -> None:
    """Show a cover with the candidates, what speaks for each, and what was said of it."""
    with shell.to_read() as conn:
        file = listing.open_orphan(conn, shell.actor(conn, login), code, now=shell.now())
    found = OrphanFile.of(file)
    words = "\n".join(_lines(found.model_dump()["properties"]))
    shell.tell(found.model_dump(mode="json")["properties"], as_json=json, words=words)


@app.command()
def decide(
    code: Code,
    *,
    login: Annotated[str, typer.Option("--login", help="The steward who decides.")],
    reason: Annotated[str, typer.Option(help="Why: kept with the decision.")],
    owner: Annotated[str | None, typer.Option(help="The code of the organisation it belongs to.")] = None,
    nobody: Annotated[bool, typer.Option("--nobody", help="Nobody was found: begin public notice.")] = False,
    version: Annotated[int | None, typer.Option(help="The version that was shown; else as it is now.")] = None,
    id_: Annotated[UUID | None, typer.Option("--id", help="Of the decision: the same again changes nothing.")] = None,
    json: Json = False,
) -> None:
    """Say whose a cover is, in a steward's name."""
    if (owner is None) != nobody:
        raise Invalid("say either --owner CODE or --nobody")
    now = shell.now()
    with shell.to_write("orphans decide", target=f"orphan {code}") as conn:
        actor = shell.actor(conn, login)
        seen = listing.find(conn, actor, code, now=now).version if version is None else version
        said = Answer(id_ or uuid4(), reason)
        decision = deciding.decide(conn, actor, code, owner, said, if_version=seen, now=now)
    until = shell.said(decision.notice_until) if decision.notice_until else ""
    words = f"{code} belongs to {owner}" if owner else f"{code}: public notice until {until}"
    shell.tell(DecisionAnswer.of(decision).model_dump(mode="json"), as_json=json, words=words)


@app.command()
def export(
    file: Annotated[Path, typer.Argument(dir_okay=False, help="The CSV file to write.")],
    *,
    area: Area = None,
    bbox: Bbox = None,
    state: States = None,
    login: Login = None,
    json: Json = False,
) -> None:
    """Write all covers without an owner as CSV, each with its three likeliest owners and the evidence."""
    wanted = _wanted(area, bbox, state)
    with shell.bar("orphans") as progress, shell.to_read() as conn:
        orphans = listing.all_orphans(conn, shell.actor(conn, login), wanted, now=shell.now())
        body = files.as_csv(conn, orphans, progress=progress)
    try:
        file.write_bytes(body)
    except OSError as error:
        raise Invalid(f"{file} cannot be written: {error.strerror}", file=str(file)) from error
    shell.tell({"file": str(file), "orphans": len(orphans)}, as_json=json, words=f"{file}: {len(orphans):,} covers")


def _wanted(area: str | None, bbox: str | None, state: list[State] | None) -> Wanted:
    return Wanted(area=area, box=read_box(bbox) if bbox else None, states=tuple(state or ()))


def _row(found: dict[str, Any]) -> dict[str, Any]:
    best = found["best"]
    told = {"likeliest": "undecided", "score": None, "why": ""}
    if best:
        told = {"likeliest": best["owner"]["zh"], "score": f"{best['score']:.2f}", "why": best["evidence"][0]["zh"]}
    return {"code": found["code"], "name": found["name_zh"], "state": found["state"], **told}


def _lines(found: dict[str, Any]) -> list[str]:
    lines = [f"{found['code']} {found['name_zh']}（{found['state_zh']}）, version {found['version']}"]
    lines += [found["place_zh"], found["place_en"]]
    for candidate in found["candidates"]:
        lines.append(f"{candidate['score']:.2f}  {candidate['owner']['code']} {candidate['owner']['zh']}")
        lines += [f"      {one['points']:+.2f}  {one['zh']}" for one in candidate["evidence"]]
    lines.append(f"{found['somebody_else']:.2f}  somebody else")
    if found["decisions"]:
        lines.append(shell.table(found["decisions"], columns=("at", "kind", "owner_code", "org_code", "reason")))
    return lines
