"""Routing rules as a table in a file: what its columns hold, read and written."""

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from inspections.routing.rules import HOURS, Rule
from inspections.routing.sets import Line
from inspections.rulefiles import flag, needed, one_of, or_none, whole

OWNER, STREET = "owner", "street"
"""What the column of who answers says for the owner, and for the street office of the place."""


def _if_given(read: Callable[[str], object]) -> Callable[[str], object]:
    """Nothing for an empty cell."""
    return lambda value: read(value) if value else None


def _assignee(value: str) -> str | None:
    """An organisation; None where the owner answers. `street` stays a word until the line is made."""
    return None if needed(value) == OWNER else value


OPTIONAL = ("kind", "matter_code", "hazard", "channel", "hours", "keyword", "source")
COLUMNS: Mapping[str, Callable[[str], object]] = {
    "position": whole,
    "class_code": or_none,
    "defect_code": or_none,
    "owner_code": or_none,
    "setting": or_none,
    "area_code": or_none,
    "assignee_code": _assignee,
    "reason_zh": needed,
    "reason_en": needed,
    "enabled": flag,
    "kind": _if_given(one_of("ticket", "request")),
    "matter_code": or_none,
    "hazard": _if_given(flag),
    "channel": or_none,
    "hours": _if_given(one_of(*HOURS)),
    "keyword": or_none,
    "source": str,
}


def line_of(row: Mapping[str, Any]) -> Line:
    """A line from the values of a row."""
    to_street = row["assignee_code"] == STREET
    own = {"line", "enabled", "source", "assignee_code"}
    values = {name: value for name, value in row.items() if name not in own}
    assignee = None if to_street else row["assignee_code"]
    return Line(Rule(id=0, **values, assignee_code=assignee, to_street=to_street), row["enabled"], row["source"])


def numbered(lines: Sequence[Line]) -> list[Line]:
    """The lines with their positions for the ids that they do not have yet, so that a draft can be tried."""
    return [replace(line, rule=replace(line.rule, id=line.rule.position)) for line in lines]


def written(lines: Sequence[Line]) -> str:
    """The lines as a file that reads as the same again."""
    told = io.StringIO()
    writer = csv.DictWriter(told, list(COLUMNS), lineterminator="\n")
    writer.writeheader()
    writer.writerows({name: _cell(line, name) for name in COLUMNS} for line in lines)
    return told.getvalue()


def _cell(line: Line, name: str) -> object:
    if name == "assignee_code":
        return STREET if line.rule.to_street else OWNER if line.rule.to_owner else line.rule.assignee_code
    value = getattr(line if name in {"enabled", "source"} else line.rule, name)
    return str(value).lower() if isinstance(value, bool) else value
