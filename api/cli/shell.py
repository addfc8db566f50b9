"""What commands share: settings, a database, an answer for people or programs, a progress bar on a terminal."""

import gc
import getpass
import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, is_dataclass
from datetime import UTC, datetime
from typing import Annotated, Any
from uuid import UUID

import typer
from rich.cells import cell_len, set_cell_size
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from sqlalchemy import Engine
from sqlalchemy.engine import Connection

from api.access import accounts, audit
from api.settings import Settings
from inspections import numbers
from registry.actor import SYSTEM, Actor
from registry.contracts.contract import ZONE
from registry.database import open_engine, reading, writing
from registry.errors import Conflict
from registry.history import changes

Login = Annotated[str | None, typer.Option("--login", help="Act as this account; else as the software itself.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")]


def _named(find: Callable[[Connection, str], UUID], word: str) -> UUID:
    """What was meant; a number is looked up at once, so that whatever the command writes bears the id.

    Raises Invalid, NotFound.
    """
    try:
        return UUID(word)
    except ValueError:
        with to_read() as conn:
            return find(conn, word)


def _ticket(word: str) -> UUID:
    return _named(numbers.ticket, word)


def _request(word: str) -> UUID:
    return _named(numbers.request, word)


_TICKET = "Its number, as printed on paper and map, or its id."
Ticket = Annotated[UUID, typer.Argument(parser=_ticket, metavar="TICKET", help=_TICKET)]
OfTicket = Annotated[
    UUID | None, typer.Option("--ticket", parser=_ticket, metavar="TICKET", help=f"Only of this ticket. {_TICKET}")
]
Request = Annotated[
    UUID, typer.Argument(parser=_request, metavar="REQUEST", help="Its number, as told to who asked, or its id.")
]


def settings() -> Settings:
    """The settings of the environment."""
    return Settings()


@contextmanager
def engine() -> Iterator[Engine]:
    """The database of the settings."""
    opened = open_engine(settings().database_url, pool_size=2)
    try:
        yield opened
    finally:
        opened.dispose()


@contextmanager
def to_read() -> Iterator[Connection]:
    """A read-only transaction."""
    with engine() as opened, reading(opened) as conn:
        yield conn


@contextmanager
def to_write(action: str, *, target: str) -> Iterator[Connection]:
    """A transaction with its row in the audit; committed at the end. The register's changes bear the machine's user."""
    with engine() as opened, writing(opened) as conn:
        changes.declare(conn, account=who())
        yield conn
        audit.record(
            conn,
            account_id=None,
            action=action,
            target=target,
            outcome="done",
            request_id="command line",
            now=now(),
            detail={"by": who()},
        )


def actor(conn: Connection, login: str | None) -> Actor:
    """The account of the login; without one the software itself, as whoever holds the database may do anything.

    Raises NotFound, Conflict for a closed account.
    """
    if login is None:
        return SYSTEM
    found = accounts.by_login(conn, login)
    if found.disabled_at is not None:
        raise Conflict(f"the account {login} is closed")
    return accounts.as_actor(found)


def now() -> datetime:
    """The time of the machine, with its offset."""
    return datetime.now(UTC)


def who() -> str:
    """The user of the machine, as runs and the audit name who typed the command."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # a container's user may have no name
        return "command line"


def tell(answer: Mapping[str, Any], *, as_json: bool, words: str) -> None:
    """One JSON object on standard output, or words for people."""
    print(json.dumps(answer, default=_plain, ensure_ascii=False) if as_json else words)


def table(rows: Sequence[Mapping[str, Any]], *, columns: Sequence[str]) -> str:
    """Some columns of rows under their names, aligned."""
    if not rows:
        return "(none)"
    lines = [tuple(columns), *(tuple(_word(row[column]) for column in columns) for row in rows)]
    widths = [max(cell_len(line[i]) for line in lines) for i in range(len(lines[0]))]  # a Chinese letter takes two
    return "\n".join("  ".join(map(set_cell_size, line, widths)).rstrip() for line in lines)


@contextmanager
def uncollected() -> Iterator[None]:
    """For work that makes millions of small objects and no cycles: walking them for garbage is a third of its time."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


@contextmanager
def bar(title: str) -> Iterator[Callable[[str, int, int], None]]:
    """A progress bar on a terminal, nothing elsewhere: call it with the part, what is done and what there is."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda *_: None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console) as progress:
        task = progress.add_task(title, total=None)
        yield lambda part, done, total: progress.update(task, description=part, completed=done, total=total)


def warn(words: str) -> None:
    """A line for people beside the answer."""
    print(words, file=sys.stderr)


def _plain(value: object) -> object:
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    return value.isoformat() if isinstance(value, datetime) else str(value)


def said(at: datetime) -> str:
    """A moment as the clocks of the district tell it, like all that is printed."""
    return f"{at.astimezone(ZONE):%Y-%m-%d %H:%M}"


def _word(value: object) -> str:
    if value is None:
        return "-"
    if isinstance(value, datetime):
        return said(value)
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
