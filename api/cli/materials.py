"""`jingge material`: what is built in, and what is settled."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from api.cli import shell
from api.cli.shell import Json, Login
from api.quantity_shapes import SettlementAnswer
from inspections.proof import materials, settling
from registry.errors import Invalid

app = typer.Typer(help="Materials, and settlements by month.", no_args_is_help=True)


@app.command("list")
def list_materials(*, json: Json = False) -> None:
    """List materials with their units."""
    with shell.to_read() as conn:
        rows = [asdict(one) for one in materials.list_materials(conn)]
    words = shell.table(rows, columns=("code", "name_zh", "name_en", "unit"))
    shell.tell({"materials": rows}, as_json=json, words=words)


@app.command()
def settle(
    house: Annotated[str, typer.Argument(help="The organisation that repaired.")],
    month: Annotated[str, typer.Argument(help="YYYY-MM, by the day of the repair.")],
    *,
    file: Annotated[Path | None, typer.Option(dir_okay=False, help="A .csv or .xlsx file to write.")] = None,
    login: Login = None,
    json: Json = False,
) -> None:
    """Show or write the closed jobs of a house in a month, each once, with quantities."""
    with shell.to_read() as conn:
        found = settling.settlement(conn, shell.actor(conn, login), house, month)
    if file is not None:
        _write(file, found)
    words = shell.table(
        settling.records(found), columns=("job", "visited_on", "tickets", "name_zh", "quantity", "unit", "confirmed")
    )
    shell.tell(SettlementAnswer.of(found).model_dump(mode="json"), as_json=json, words=str(file) if file else words)


def _write(file: Path, found: settling.Settlement) -> None:
    writers = {".csv": settling.as_csv, ".xlsx": settling.as_xlsx}
    if file.suffix not in writers:
        raise Invalid(f"{file} must end in .csv or .xlsx", file=str(file))
    try:
        file.write_bytes(writers[file.suffix](found))
    except OSError as error:
        raise Invalid(f"{file} cannot be written: {error.strerror}", file=str(file)) from error
