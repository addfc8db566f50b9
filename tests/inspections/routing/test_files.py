"""Rules written as a file read as the same rules again."""

import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspections.routing.files import COLUMNS, line_of, written
from inspections.routing.sets import Line
from tests.inspections.routing.town import rules


@given(st.lists(st.builds(Line, rules, st.booleans(), st.sampled_from(["", "a council"]))))
def test_what_is_written_reads_as_the_same(lines: list[Line]) -> None:
    records = csv.DictReader(written(lines).splitlines())
    read = [line_of({name: COLUMNS[name](record[name]) for name in COLUMNS}) for record in records]
    plain = [(line.enabled, line.source, {**_values(line), "id": 0}) for line in lines]
    assert [(line.enabled, line.source, _values(line)) for line in read] == plain


def _values(line: Line) -> dict[str, object]:
    return {name: getattr(line.rule, name) for name in line.rule.__dataclass_fields__}


@pytest.mark.parametrize(("column", "value"), [("hours", "noon"), ("kind", "letter"), ("hazard", "maybe")])
def test_a_word_nobody_knows_is_a_fault(column: str, value: str) -> None:
    with pytest.raises(ValueError, match="is n"):
        COLUMNS[column](value)
