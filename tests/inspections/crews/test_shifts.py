"""Shifts and what a repair needs."""

from pathlib import Path

import pytest
from sqlalchemy import Connection

from inspections.crews import shifts
from registry.database import told
from registry.errors import Conflict, Invalid
from tests.inspections.crews import shop
from tests.inspections.tickets.scene import OWNER, REFERENCE
from tests.registry import quarter

HEAD = ",".join(shifts.COLUMNS)


def test_a_shift_is_entered_once_and_a_crew_has_one_at_a_time(conn: Connection) -> None:
    shop.open_shop(conn)
    first, second = shifts.of_day(conn, OWNER, shop.DAY)
    shifts.put(conn, first)
    assert shifts.of_day(conn, OWNER, shop.DAY) == [first, second]
    with pytest.raises(Conflict, match="a shift at that time"), told():
        shifts.put(conn, shop.shift("PSGS-01", at=quarter.at(0, 0), hours=1))


def test_every_defect_of_the_city_has_a_row_that_says_where_it_is_from(conn: Connection) -> None:
    shop.open_shop(conn)
    needs = shifts.needs_in_force(conn)
    defects = {line.split(",")[0] for line in (REFERENCE / "defects.csv").read_text("utf-8").splitlines()[1:]}
    assert {code for code, _ in needs} == defects
    assert shifts.load_needs(conn, REFERENCE) == len(needs) == len(shifts.needs_in_force(conn))


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("defect_code\nmissing\n", "columns"),
        (f"{HEAD}\nmissing,,ten,20,lid,1,assumption\n", "line 2: minutes and load are numbers"),
        (f"{HEAD}\nmissing,,10,20,lid,1,\n", "line 2: defect_code and source"),
    ],
)
def test_a_wrong_file_is_told(conn: Connection, tmp_path: Path, text: str, word: str) -> None:
    (tmp_path / shifts.NEEDS).write_text(text, encoding="utf-8")
    with pytest.raises(Invalid, match=word):
        shifts.load_needs(conn, tmp_path)
