"""`jingge plates`: print-ready sheets of plates for walls and kerbs."""

import re
from pathlib import Path
from typing import Annotated

import typer

from api.cli import shell
from api.cli.shell import Json, Login
from maps.plates.face import Issuer
from maps.plates.layout import read_size
from maps.plates.selection import Wanted, choose
from maps.plates.sheet import sheets
from registry.errors import Invalid
from registry.exporting.whole import appearing

_MOST_LINES = 100_000


def add_to(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command()(plates)


def plates(
    out: Annotated[Path, typer.Argument(dir_okay=False, help="The PDF to write.")],
    *,
    area: Annotated[
        list[str] | None, typer.Option(help="Only of this division, street or community; may be given several times.")
    ] = None,
    class_: Annotated[
        list[str] | None, typer.Option("--class", help="Only of this class, like 01002; else every cover.")
    ] = None,
    codes: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="Only the codes in this file, one a line.")
    ] = None,
    size: Annotated[str, typer.Option(help="Width x height in millimetres.")] = "90x60",
    draft: Annotated[bool, typer.Option("--draft", help="Mark each as a draft; then any address will do.")] = False,
    login: Login = None,
    json: Json = False,
) -> None:
    """Write plates with QR code and spoken number as PDF, in the order of the walk; exit 1 where codes got none."""
    settings = shell.settings()
    issuer = Issuer(settings.public_url, settings.hotline, settings.operator, draft=draft)
    measure = read_size(size)
    wanted = Wanted(area, class_, None if codes is None else read_codes(codes))
    with shell.to_read() as conn:
        chosen = choose(conn, shell.actor(conn, login), wanted)
    for code in chosen.without:
        shell.warn(f"{code}: no such thing here, or it was removed")
    if not chosen.plates:
        raise Invalid("nothing that is asked for gets a plate: look at areas, classes and codes")
    with shell.bar("plates") as tell:
        pdf, count = sheets(
            chosen.plates, issuer, size=measure, now=shell.now(), tell=lambda done, of: tell("plates", done, of)
        )
    with appearing(out) as folder:
        (folder / out.name).write_bytes(pdf)
    answer = {
        "file": str(out),
        "plates": len(chosen.plates),
        "sheets": count,
        "size_mm": str(measure),
        "without": chosen.without,
    }
    shell.tell(answer, as_json=json, words=f"{out}: {len(chosen.plates)} plates on {count} sheets")
    if chosen.without:
        raise typer.Exit(1)


def read_codes(path: Path) -> list[str]:
    """The codes of a file: the first word of each line that is not empty; a heading without digits is passed over.

    Raises Invalid for what is no text, holds no code, or too many.
    """
    try:
        lines = path.read_text("utf-8-sig").splitlines()
    except UnicodeDecodeError:
        raise Invalid(f"{path} is no text in UTF-8: save the codes one a line") from None
    firsts = (re.split(r"[,;\t]", line.strip(), maxsplit=1)[0].strip(" \"'") for line in lines)
    found = list(dict.fromkeys(code for code in firsts if re.search(r"[0-9０-９]", code)))
    if not found:
        raise Invalid(f"{path} holds no code: write one a line")
    if len(found) > _MOST_LINES:
        raise Invalid(f"{path} holds {len(found):,} codes; at most {_MOST_LINES:,} are read", most=_MOST_LINES)
    return found
