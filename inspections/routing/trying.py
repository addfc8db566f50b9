"""The dry run: what a set of rules would have done with tickets and requests of a year, and what is wrong with it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import pandas as pd
from sqlalchemy import Connection

from inspections.clocks.running import calendars_of
from inspections.requests import matters
from inspections.requests.routing import KIND
from inspections.routing import sets
from inspections.routing.checking import Finding, check
from inspections.routing.comparing import Comparison, Rules, compare
from inspections.routing.duties import SQL
from inspections.routing.hours import CALENDAR, hours_of
from inspections.routing.rules import Matter

YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Trial:
    """What would go elsewhere than by the rules of now, and what is wrong with the rules that were tried."""

    comparison: Comparison
    findings: list[Finding]


def try_rules(conn: Connection, rules: Rules, *, now: datetime) -> Trial:
    """Compare rules with those in force at `now` over tickets and requests of the past year. Nothing is stored."""
    past = past_year(conn, now=now)
    held = sets.in_force(conn, at=now)
    found = check(rules.rules, past, ended=sets.ended(conn, now=now))
    duties = matters.known(conn).duties
    before = (held.rules if held else Rules(())).with_matters(duties)
    return Trial(compare(past, before, rules.with_matters(duties)), found)


def past_year(conn: Connection, *, now: datetime) -> pd.DataFrame:
    """The matters of the past year in the order of their numbers: the columns of `Matter`.

    A ticket as it was decided on; a request as it is now, so that one whose words are erased meets no keyword.
    """
    span, calendar = {"since": now - YEAR, "now": now}, calendars_of(conn)[CALENDAR]
    offices = {row.street_code: row.code for row in conn.execute(SQL["offices"])}
    requests, tickets = (conn.execute(SQL[name], span).mappings().all() for name in ("requests", "matters"))
    told = [
        {
            **row,
            "kind": KIND,
            "hours": hours_of(calendar, row["received_at"]),
            "territory_org": offices.get(row["community_code"][:9]),
        }
        for row in requests
    ]
    told += [{"hours": hours_of(calendar, row["reported_at"]), "text": ""} | row["matter"] for row in tickets]
    numbers = [row["number"] for row in (*requests, *tickets)]
    columns = list(Matter.__dataclass_fields__)
    return pd.DataFrame(told, columns=columns, index=pd.Index(numbers, dtype=object)).sort_index()
