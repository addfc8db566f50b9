"""`jingge db`: the private cluster, the schema, a copy to a file and back."""

from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy.engine import make_url

from api import backups, cluster
from api.cli import shell
from api.cli.shell import Json
from registry.database import migrate as migrate_to_head
from registry.database import revisions, told
from registry.errors import JinggeError

app = typer.Typer(help="The database.", no_args_is_help=True)


@app.command()
def up(*, json: Json = False) -> None:
    """Make and start the private cluster of this checkout."""
    url = cluster.up()
    shell.tell({"status": cluster.status(), "url": url}, as_json=json, words=url)


@app.command()
def down(*, json: Json = False) -> None:
    """Stop the private cluster; its data stay."""
    cluster.down()
    state = cluster.status()
    shell.tell({"status": state}, as_json=json, words=f"the private cluster is {state}")


@app.command()
def migrate(*, json: Json = False) -> None:
    """Bring the schema of the database to this version of the program."""
    with shell.engine() as engine, told():
        before, _ = revisions(engine)
        migrate_to_head(engine)
        after, _ = revisions(engine)
    words = f"the schema is {after}" + ("" if before == after else f" (was {before or 'empty'})")
    shell.tell({"before": before, "revision": after}, as_json=json, words=words)


@app.command()
def status(*, json: Json = False) -> None:
    """Say which database is used, whether it answers and whether its schema is this version's; exit 1 when not."""
    url = shell.settings().database_url
    shown = make_url(url).render_as_string(hide_password=True)
    answer: dict[str, object] = {"url": shown, "private_cluster": cluster.status()}
    try:
        with shell.engine() as engine, told():
            current, newest = revisions(engine)
    except JinggeError as error:
        answer |= {"answers": False, "ready": False}
        words = f"{shown}: {error.message}"
    else:
        answer |= {"answers": True, "ready": current == newest, "revision": current, "newest": newest}
        words = f"{shown}: schema {current or 'empty'}" + ("" if current == newest else "; run: jingge db migrate")
    shell.tell(answer, as_json=json, words=words)
    raise typer.Exit(0 if answer["ready"] else 1)


@app.command()
def backup(
    file: Annotated[Path, typer.Argument(dir_okay=False, help="The file to write.")],
    *,
    json: Json = False,
) -> None:
    """Copy the database into one file, while the service runs. Photos are files: copy their folder too."""
    size = backups.backup(shell.settings().database_url, file)
    shell.tell({"file": str(file), "bytes": size}, as_json=json, words=f"{file}: {size:,} bytes")


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="A file made by backup.")],
    *,
    replace: Annotated[bool, typer.Option("--replace", help="Also where the database holds a register.")] = False,
    json: Json = False,
) -> None:
    """Fill the database from a backup, all or nothing. A database that holds a register is kept unless --replace."""
    url = shell.settings().database_url
    with shell.engine() as engine:
        backups.restore(engine, file, replace=replace)
        revision, _ = revisions(engine)
    shown = make_url(url).render_as_string(hide_password=True)
    shell.tell(
        {"file": str(file), "revision": revision}, as_json=json, words=f"{shown} holds {file} (schema {revision})"
    )
