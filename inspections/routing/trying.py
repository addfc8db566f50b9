"""The dry run: what a set of rules would have done with the tickets of the past year, and what is wrong with it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import pandas as pd
from sqlalchemy import Connection

from inspections.clocks.running import calendars_of
from inspections.routing import sets
from inspections.routing.checking import Finding, check
from inspections.routing.comparing import Comparison, Rules, compare
from inspections.routing.duties import SQL
from inspections.routing.hours import CALENDAR, hours_of
from inspections.routing.rules import Matter

YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Trial:
    """Which tickets would go elsewhere than by the rules of now, and what is wrong with the rules that were tried."""

    comparison: Comparison
    findings: list[Finding]


def try_rules(conn: Connection, rules: Rules, *, now: datetime) -> Trial:
    """Compare rules with those in force at `now` over the tickets of the past year. Nothing is stored."""
    matters = past_year(conn, now=now)
    held = sets.in_force(conn, at=now)
    found = check(rules.rules, matters, ended=sets.ended(conn, now=now))
    return Trial(compare(matters, held.rules if held else Rules(()), rules), found)


def past_year(conn: Connection, *, now: datetime) -> pd.DataFrame:
    """The matters of tickets of the past year by number: the columns of `Matter`."""
    rows = conn.execute(SQL["matters"], {"since": now - YEAR, "now": now}).all()
    calendar = calendars_of(conn)[CALENDAR]
    columns = list(Matter.__dataclass_fields__)
    told = [{"hours": hours_of(calendar, row.reported_at), "text": ""} | row.matter for row in rows]
    return pd.DataFrame(told, columns=columns, index=pd.Index([row.number for row in rows], dtype=object))
