"""`jingge report`: what a campaign came to, as files."""

from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer

from api.cli import shell
from api.cli.shell import Json, Login
from api.routes.pages import imprint_of
from inspections.reports import files, gather
from maps import report as sheet
from maps.words import Language
from registry.history import travel
from registry.history.moments import moments

app = typer.Typer(help="Reports as files.", no_args_is_help=True)


@app.callback()
def reports() -> None:
    """Reports as files."""


@app.command()
def campaign(
    campaign_id: Annotated[UUID, typer.Argument(help="The id of the campaign.")],
    *,
    out: Annotated[Path, typer.Option(file_okay=False, help="The folder to write to.")] = Path(),
    lang: Annotated[Language, typer.Option(help="Language of the report.")] = Language.ZH,
    as_known_at: Annotated[
        str | None, typer.Option(metavar="TIME", help="As it would have been made then: ISO 8601 with its offset.")
    ] = None,
    login: Login = None,
    json: Json = False,
) -> None:
    """Write report.html (opens offline, prints on A4), tickets.gpkg and tickets.csv of a campaign."""
    now, then = shell.now(), moments(None, as_known_at)
    with shell.to_read() as conn:
        actor = shell.actor(conn, login)
        travel.depart(conn, then)
        found = gather.report(conn, actor, campaign_id, now=now, then=then.as_known_at)
        page = sheet.render(
            found, sheet.shapes(conn, actor, found), language=lang, imprint=imprint_of(shell.settings())
        )
    out.mkdir(parents=True, exist_ok=True)
    written = {
        "report.html": page.encode(),
        "tickets.gpkg": files.as_geopackage(found.tickets),
        "tickets.csv": files.as_csv(found.tickets),
    }
    for name, body in written.items():
        (out / name).write_bytes(body)
    names = [str(out / name) for name in written]
    shell.tell({"files": names, "tickets": len(found.tickets)}, as_json=json, words="\n".join(names))
