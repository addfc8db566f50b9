"""A hotline's file of two years taken in as a user does, routed, compared with itself, and the three rates of it."""

import json
import os
import subprocess
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine

from api.demo import stage
from inspections.duplicates import weights
from inspections.duplicates.cases import Case
from inspections.duplicates.finding import find
from inspections.requests.figures import By, figures
from inspections.requests.rates import Definition, Rate, rates
from registry.actor import SYSTEM
from registry.database import reading
from registry.sql import load

SQL = load(Path(__file__).parent / "sql" / "requests.sql")
SOURCE = "12345"
TWO_YEARS = 66_100
"""So many a district of the size of Shibei was told in two years."""


def how_many(scale: float) -> int:
    """Requests of a district of that scale."""
    return round(TWO_YEARS * scale)


def show(engine: Engine, url: str, file: Path, *, now: datetime) -> dict[str, Any]:
    """Take a file in and count what became of it."""
    take_in(url, file)
    with reading(engine) as conn:
        return count(conn, now=now)


def take_in(url: str, file: Path) -> dict[str, Any]:
    """`jingge request import FILE` on a database; what it came to. Raises RuntimeError where a row was refused."""
    words = [*stage.PROGRAM, "request", "import", str(file), "--source", SOURCE, "--json"]
    environment = os.environ | {"JINGGE_DATABASE_URL": url}
    done = subprocess.run(words, env=environment, capture_output=True, text=True, check=False)  # noqa: S603 - our own
    if done.returncode:
        raise RuntimeError(f"the hotline's file was refused: {done.stderr or done.stdout}"[:2000])
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def count(conn: Connection, *, now: datetime) -> dict[str, Any]:
    """Figures of the demonstration's last line, each counted in the database; a rate with what it was taken over."""
    came = conn.execute(SQL["routed"], {"source": SOURCE}).one()
    found = figures(conn, SYSTEM, by=By.MONTH, from_at=came.first_at, until_at=now, now=now)
    told = {"raw": found.total.raw, "adjusted": found.total.adjusted}
    return {
        "requests": came.requests,
        "routed_share": came.routed / came.requests,
        "routed_for_the_place_share": came.placed / came.requests,
        "requests_closed": came.closed,
        "request_duplicates": _duplicates(conn),
        **{
            f"{one.name}_rate": {kind: _plain(rates(counts, Definition.STAGES)[n]) for kind, counts in told.items()}
            for n, one in enumerate(rates(found.total.raw, Definition.STAGES))
        },
    }


def _plain(one: Rate) -> dict[str, float | int | None]:
    value = None if one.value is None else round(one.value, 4)
    return {"rate": value, "numerator": round(one.numerator, 1), "denominator": one.denominator}


def _duplicates(conn: Connection) -> int:
    """How many pairs the city's weights take for one matter that was told twice."""
    cases = [
        Case(
            id=str(row.id),
            family=row.matter_code,
            matter=row.matter_code,
            at=row.received_at,
            place=row.place_zh,
            words=row.said,
            ended_at=row.closed_at,
        )
        for row in conn.execute(SQL["cases"], {"source": SOURCE})
    ]
    return len(find(cases, weights.of_city(conn)))
