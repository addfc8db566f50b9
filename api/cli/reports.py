"""`jingge report`: what a campaign came to, as files."""

from datetime import datetime
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

import typer

from api.cli import shell
from api.cli.shell import Json, Login
from api.routes.pages import imprint_of
from inspections.clocks.calendar import ZONE
from inspections.reports import files, gather
from inspections.reports import monthly as months
from inspections.requests import figures
from inspections.requests.figures import By
from inspections.requests.rates import Definition, Name
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
def rates(
    *,
    since: Annotated[datetime, typer.Option("--from", help="The period begins (Qingdao time).")],
    until: Annotated[datetime, typer.Option(help="The period ends before then.")],
    by: Annotated[By, typer.Option(help="What is counted by.")] = By.DEPARTMENT,
    definition: Annotated[Definition, typer.Option(help="What the rates are taken over.")] = Definition.STAGES,
    login: Login = None,
    json: Json = False,
) -> None:
    """The three rates of requests (响应率 解决率 满意率), raw and without what approved appeals leave out."""
    period = {"from_at": since.replace(tzinfo=ZONE), "until_at": until.replace(tzinfo=ZONE)}
    with shell.to_read() as conn:
        found = figures.figures(conn, shell.actor(conn, login), by=by, now=shell.now(), **period)
    plain = figures.as_plain(found, definition)
    rows = [
        {"code": row["code"] or "-", "name_zh": row["name_zh"]}
        | {f"{rate['name']}_{kind}": _share(rate) for kind in ("raw", "adjusted") for rate in row[kind]["rates"]}
        for row in [*plain["rows"], plain["total"]]
    ]
    columns = tuple(f"{name}_{kind}" for name in Name for kind in ("raw", "adjusted"))
    over = "\n".join(f"{one['zh']} = {one['of_zh']} / {one['over_zh']}" for one in plain["total"]["raw"]["rates"])
    shell.tell(plain, as_json=json, words=f"{over}\n{shell.table(rows, columns=('code', 'name_zh', *columns))}")


def _share(rate: dict[str, Any]) -> str:
    """The rate with its interval; no data is no data."""
    if rate["value"] is None:
        return "无数据 no data"
    return f"{rate['value']:.2%} [{rate['low']:.2%}, {rate['high']:.2%}]"


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
