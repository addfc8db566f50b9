"""`jingge exchange`: files for the platforms of city and ministry, in the layouts of the norms."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from api.cli import shell
from api.cli.shell import Json, Login
from inspections.clocks.calendar import ZONE
from inspections.exchange import exporting
from inspections.exchange.checking import COLUMNS
from inspections.exchange.exporting import Exchanged, Wanted
from inspections.exchange.files import FORMATS, REJECTS
from inspections.exchange.layouts import LAYOUTS
from registry.exporting import whole

app = typer.Typer(help="Exchange with other platforms.", no_args_is_help=True)


@app.callback()
def exchange() -> None:
    """Exchange with other platforms."""


@app.command()
def export(
    out: Annotated[Path, typer.Argument(file_okay=False, help="The folder to write to.")],
    *,
    profile: Annotated[str, typer.Option(help=f"{', '.join(LAYOUTS)}.")],
    since: Annotated[datetime, typer.Option("--from", formats=["%Y-%m-%d"], help="The first day (Qingdao time).")],
    until: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="The day after the last one.")],
    area: Annotated[list[str] | None, typer.Option(help="In a division, street or community; several add up.")] = None,
    format: Annotated[str, typer.Option(help=f"{', '.join(FORMATS)}.")] = "xlsx",  # noqa: A002 - the option's own name
    encoding: Annotated[str, typer.Option(help="Text of CSV and shapefiles: UTF-8 or GBK.")] = "UTF-8",
    datum: Annotated[str, typer.Option(help="CGCS2000 (EPSG:4490), EPSG:4549 …")] = "CGCS2000",
    strict: Annotated[bool, typer.Option("--strict", help="Write nothing where anything breaks the layout.")] = False,
    login: Login = None,
    json: Json = False,
) -> None:
    """Write components, matters or cases, and grids; tickets by the day of their report. Exit 1 on faults.

    Every fault is told by row in the sheet 缺项 and in rejects.csv; nothing is cut.
    """
    span = since.replace(tzinfo=ZONE), until.replace(tzinfo=ZONE)
    wanted = Wanted(profile, *span, tuple(area or ()), format, encoding.upper(), datum)
    with shell.to_read() as conn:
        made = exporting.export(conn, shell.actor(conn, login), wanted, now=shell.now())
    is_written = not (strict and len(made.faults))
    if is_written:
        _write(out, made)
    names = [str(out / name) for name in made.files] if is_written else []
    faults = [{"sheet": of, "field": field, "reason": why, "count": n} for (of, field, why), n in made.counts.items()]
    answer = {"files": names, "rows": made.rows, "datum": made.datum, "faults": faults}
    lines = [*names, *(f"{title}: {number:,}" for title, number in made.rows.items()), made.datum]
    lines += [f"  {n:,} × {of} {field}: {why}" for (of, field, why), n in made.counts.items()]
    if not is_written:
        first = [dict(zip(COLUMNS, row, strict=True)) for row in made.faults.head(20).itertuples(index=False)]
        lines += ["nothing was written, for --strict; the first faults:", shell.table(first, columns=COLUMNS)]
    shell.tell(answer, as_json=json, words="\n".join(lines))
    raise typer.Exit(1 if len(made.faults) else 0)


def _write(out: Path, made: Exchanged) -> None:
    """All files appear together, the list of faults last."""
    out.mkdir(parents=True, exist_ok=True)
    with whole.appearing(out / REJECTS) as folder:
        for name, body in made.files.items():
            (folder / name).write_bytes(body)
