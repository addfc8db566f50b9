"""`jingge report`: what a campaign came to, as files."""

from datetime import datetime
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID
from zoneinfo import ZoneInfo

import typer

from api.cli import shell
from api.cli.shell import Json, Login
from api.routes.pages import imprint_of
from inspections.campaigns.coverage import ZONE
from inspections.exchange import figures
from inspections.reports import files, gather
from inspections.reports import monthly as months
from maps import report as sheet
from maps.words import Language
from registry.errors import Invalid
from registry.history import travel
from registry.history.moments import moments

app = typer.Typer(help="Reports as files.", no_args_is_help=True)

_NOWHERE, _TOTAL = "未划入 in no cell", "合计 total"


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


@app.command()
def indicators(
    *,
    since: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="The first day, in China.")],
    until: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="The day after the last one.")],
    by: Annotated[figures.By, typer.Option(help="What is counted by.")] = figures.By.DEPARTMENT,
    area: Annotated[str | None, typer.Option(help="In an area, by its code.")] = None,
    department: Annotated[str | None, typer.Option(help="Of an organisation, by its code.")] = None,
    login: Login = None,
    json: Json = False,
) -> None:
    """The indicators of tickets (处置率 按期处置率 结案率 …), raw and without what granted appeals leave out."""
    zone = ZoneInfo(ZONE)
    span = {"from_at": since.replace(tzinfo=zone), "until_at": until.replace(tzinfo=zone)}
    with shell.to_read() as conn:
        actor = shell.actor(conn, login)
        found = figures.figures(conn, actor, by=by, now=shell.now(), area=area, department=department, **span)
    plain = figures.as_plain(found)
    rows = [
        {"code": row["code"] or "-", "name_zh": row["name_zh"], "indicator": f"{one['zh']} {one['name']}"}
        | {kind: _share(one[kind]) for kind in ("raw", "adjusted")}
        | {"of": f"{one['of_zh']} / {one['over_zh']}"}
        for row in [*plain["rows"], plain["total"]]
        for one in row["indicators"]
    ]
    columns = ("code", "name_zh", "indicator", "raw", "adjusted", "of")
    shell.tell(plain, as_json=json, words=shell.table(rows, columns=columns))


def _share(count: dict[str, Any]) -> str:
    """The share over what; no data is no data."""
    if count["value"] is None:
        return "无数据 no data"
    return f"{count['value']:.1%} ({count['numerator']}/{count['denominator']})"


@app.command()
def month(
    which: Annotated[str, typer.Argument(metavar="MONTH", help="The month in which they were reported: 2026-10.")],
    *,
    cells_of: Annotated[
        str, typer.Option(metavar="PLAN|TIME", help="The version of the cells: a plan's number, or ISO 8601; else now.")
    ] = "",
    by: Annotated[months.By, typer.Option(help="What is counted by.")] = months.By.MICRO_GRID,
    out: Annotated[Path | None, typer.Option(dir_okay=False, help="Write the rows here as CSV.")] = None,
    login: Login = None,
    json: Json = False,
) -> None:
    """Count a month's tickets by micro-grid or grid on any version of the cells: by asset, so that sums stay."""
    with shell.to_read() as conn:
        found = months.monthly(conn, shell.actor(conn, login), which, cells_of=cells_of, now=shell.now())
    if out is not None:
        _write(out, months.as_csv(found, by=by))
    plain = months.as_plain(found, by=by)
    rows = [
        row | {"code": row["code"] or _NOWHERE, "on_time": _percent(row["on_time"])}
        for row in [*plain["rows"], {"code": _TOTAL, "name_zh": "", **plain["total"]}]
    ]
    head = f"{found.month} · {months.in_words(found.version)}"
    table = shell.table(rows, columns=("code", "name_zh", *months.COUNTS))
    shell.tell(plain, as_json=json, words=f"{head}\n{table}" if out is None else f"{head}\n{out}")


def _percent(share: float | None) -> str:
    return "" if share is None else f"{share:.1%}"


def _write(file: Path, body: bytes) -> None:
    try:
        file.write_bytes(body)
    except OSError as error:
        raise Invalid(f"{file} cannot be written: {error.strerror}", file=str(file)) from error
