"""`jingge road-sides`: who answers for which side of a border road."""

from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from api.cli import shell
from api.cli.shell import Json, Login
from api.owner_shapes import RoadSideAnswer
from registry.roadsides import book

app = typer.Typer(help="Border roads: who answers for which side.", no_args_is_help=True)


@app.command("import")
def import_sides(
    file: Annotated[Path, typer.Argument(help=f"A CSV file with the columns {', '.join(book.COLUMNS)}.")],
    *,
    login: Login = None,
    json: Json = False,
) -> None:
    """Enter the road sides of a file; the same file again changes nothing. Exit 1 where rows were refused."""
    with shell.to_write("road-sides import", target=file.name) as conn:
        loaded = book.load(conn, shell.actor(conn, login), file)
    head = f"{loaded.new} new, {loaded.changed} changed, {loaded.same} as they were, {len(loaded.refused)} refused"
    refused = [asdict(one) for one in loaded.refused]
    words = f"{head}\n{shell.table(refused, columns=('line', 'segment_code', 'field', 'reason'))}" if refused else head
    shell.tell(asdict(loaded), as_json=json, words=words)
    if refused:
        raise typer.Exit(1)


@app.command("list")
def list_sides(
    *,
    segment: Annotated[str | None, typer.Option(metavar="CODE", help="Only of this road segment.")] = None,
    org: Annotated[str | None, typer.Option(help="Only of this organisation.")] = None,
    day: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Only in force on this day.")] = None,
    limit: Annotated[int, typer.Option(help="As many at most.")] = 100,
    after: Annotated[str | None, typer.Option(help="Go on after this one.")] = None,
    login: Login = None,
    json: Json = False,
) -> None:
    """List road sides by segment, side and first day."""
    on = day.date() if day else None
    with shell.to_read() as conn:
        actor = shell.actor(conn, login)
        found, then = book.list_sides(conn, actor, segment=segment, org=org, day=on, limit=limit, after=after)
    rows = [RoadSideAnswer.of(one).model_dump(mode="json") for one in found]
    columns = ("segment_code", "road_name", "side", "org_code", "org_zh", "starts_on", "ends_on", "source")
    shell.tell({"road_sides": rows, "next": then}, as_json=json, words=shell.table(rows, columns=columns))
