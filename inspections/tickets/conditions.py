"""Conditions of filing and of closing (立案条件, 结案条件; domain.md §3.1): one is chosen with the step."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import Connection

from inspections.tickets.terms import Action, Words
from inspections.tickets.ticket import Deed, Ticket
from registry.errors import Invalid
from registry.sql import load

SQL = load(Path(__file__).parent / "sql" / "conditions.sql")
KINDS = {Action.FILE: "filing", Action.CLOSE: "closing"}


@dataclass(frozen=True, slots=True)
class Condition:
    """One row of `inspections.condition` that fits a ticket."""

    code: str
    kind: str
    words: Words
    source: str


def fitting(conn: Connection, ticket: Ticket, action: Action) -> list[Condition]:
    """The conditions of a step that fit the ticket's class and defect, in the order of the table."""
    values = {"kind": KINDS[action], "class_code": ticket.class_code, "defect_code": ticket.defect_code}
    rows = conn.execute(SQL["fitting"], values)
    return [Condition(row.code, row.kind, Words(row.text_zh, row.text_en), row.source) for row in rows]


def choose(conn: Connection, ticket: Ticket, deed: Deed) -> Deed:
    """The deed with its condition: the one it names, or the only one that fits.

    Raises Invalid for one that does not fit, and where several fit and none is named, with the choices.
    """
    if deed.action not in KINDS:
        return deed
    choices = fitting(conn, ticket, deed.action)
    codes = [choice.code for choice in choices]
    if deed.condition is None and len(codes) == 1:
        return replace(deed, condition=codes[0])
    if deed.condition in codes:
        return deed
    said = "; ".join(f"{choice.code} {choice.words.en}（{choice.words.zh}）" for choice in choices)
    fault = f"{deed.condition!r} does not fit" if deed.condition else "which condition holds"
    message = f"{ticket.number}: {deed.action}: {fault}; one of: {said or 'none is in the table, load conditions.csv'}"
    raise Invalid(message, field="condition", action=deed.action, conditions=codes)


def store(conn: Connection, rows: Sequence[Mapping[str, object]]) -> list[Mapping[str, object]]:
    """Keep the rows of the table; what is no longer among them is offered no more, and stays for those that name it.

    Returns the rows that would change the words of a condition under its code; then nothing is kept.
    """
    changed = [row for row in rows if conn.execute(SQL["changed"], dict(row)).one_or_none()]
    if not changed and rows:
        conn.execute(SQL["store"], [dict(row) for row in rows])
        conn.execute(SQL["switch_off"], {"codes": [row["code"] for row in rows]})
    return changed
