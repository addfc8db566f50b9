"""The database as one file and back, by PostgreSQL's own pg_dump and pg_restore. Their custom format, compressed."""

import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

from sqlalchemy import Engine, inspect
from sqlalchemy.engine import make_url

from registry.database import told
from registry.errors import Conflict, Invalid, Unavailable


def backup(url: str, file: Path) -> int:
    """Write the database of `url` to `file`; returns its size in bytes. The file is whole or not there at all.

    Raises Unavailable where pg_dump is missing or the database does not answer.
    """
    part = file.with_name(file.name + ".part")
    try:
        _run("pg_dump", ["--format=custom", "--no-owner", f"--file={part}"], url=url)
        part.replace(file)
    except OSError as error:
        raise Invalid(f"{file} cannot be written: {error.strerror}") from error
    finally:
        part.unlink(missing_ok=True)
    return file.stat().st_size


def restore(engine: Engine, file: Path, *, replace: bool) -> None:
    """Fill the database from `file`, in one transaction.

    Raises Conflict for a database that holds a register, unless `replace`; Invalid for a file that is no backup.
    """
    with told():
        held = "registry" in inspect(engine).get_schema_names()
    if held and not replace:
        raise Conflict("the database holds a register already; restore into an empty one, or give --replace")
    with file.open("rb") as stream:
        if stream.read(5) != b"PGDMP":
            raise Invalid(f"{file} is no backup: make one with jingge db backup")
    clean = ["--clean", "--if-exists"] if held else []
    engine.dispose()
    url = engine.url.render_as_string(hide_password=False)
    _run("pg_restore", ["--single-transaction", "--no-owner", "--exit-on-error", *clean, str(file)], url=url)


def _run(program: str, arguments: list[str], *, url: str) -> None:
    address, environment = _address(url)
    command = [_find(program), f"--dbname={address}", *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603 - our words only
    if done.returncode != 0:
        words = done.stderr.strip().splitlines()
        raise Unavailable(f"{program} failed: {words[0] if words else f'exit {done.returncode}'}")


def _address(url: str) -> tuple[str, Mapping[str, str]]:
    """The address without its password, which goes by the environment: a command line is seen by everybody."""
    parsed = make_url(url)
    environment = dict(os.environ)
    if parsed.password:
        environment["PGPASSWORD"] = str(parsed.password)
    return parsed._replace(drivername="postgresql", password=None).render_as_string(hide_password=False), environment


def _find(program: str) -> str:
    """The newest installed program: it reads every older server."""
    installed = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{program}"), key=lambda path: -float(path.parts[-3]))
    found = str(installed[0]) if installed else shutil.which(program)
    if found is None:
        raise Unavailable(f"{program} is not installed (Debian: apt-get install postgresql-client)")
    return found
