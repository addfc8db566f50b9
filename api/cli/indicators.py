"""`jingge report indicators`: the indicators of tickets in a span."""

from datetime import datetime
from typing import Annotated, Any

import typer

from api.cli import shell
from api.cli.shell import Json, Login
from inspections.clocks.calendar import ZONE
from inspections.exchange import figures
from inspections.exchange.figures import By


def add_to(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command("indicators")(indicators)


def indicators(
    *,
    since: Annotated[datetime, typer.Option("--from", formats=["%Y-%m-%d"], help="The first day (Qingdao time).")],
    until: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="The day after the last one.")],
    by: Annotated[By, typer.Option(help="What is counted by.")] = By.DEPARTMENT,
    area: Annotated[str | None, typer.Option(help="In an area, by its code.")] = None,
    department: Annotated[str | None, typer.Option(help="Of an organisation, by its code.")] = None,
    login: Login = None,
    json: Json = False,
) -> None:
    """The indicators of tickets (处置率 按期处置率 结案率 …), raw and without what granted appeals leave out."""
    span = {"from_at": since.replace(tzinfo=ZONE), "until_at": until.replace(tzinfo=ZONE)}
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
