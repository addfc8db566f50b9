"""Money: whole fen, each line rounded as it is printed, and the database reckons the same."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection, text

from inspections.payers.costs import MOST_FEN, MOST_LINES, Kind, Line, check_lines, total_fen, yuan
from registry.errors import Invalid

GOOD = Line(Kind.LABOUR, "人工", "工日", Decimal("1.5"), 30_000)
quantities = st.integers(1, 10**9 - 1).map(lambda thousandths: Decimal(thousandths) / 1000)
lines = st.builds(replace, st.just(GOOD), quantity=quantities, unit_price_fen=st.integers(1, 10**7))


@given(lines)
def test_a_line_is_rounded_half_a_fen_up(line: Line) -> None:
    exact = Fraction(line.quantity) * line.unit_price_fen
    assert isinstance(line.amount_fen, int)
    assert Fraction(-1, 2) < line.amount_fen - exact <= Fraction(1, 2)


@given(st.lists(lines, max_size=10))
def test_a_sum_is_that_of_what_is_printed(some: list[Line]) -> None:
    printed = sum(Decimal(yuan(line.amount_fen).replace(",", "")) for line in some)
    assert total_fen(some) == printed * 100


@pytest.mark.parametrize(("quantity", "price"), [("0.001", 500), ("0.001", 499), ("2.5", 1), ("0.333", 120_001)])
def test_the_database_reckons_the_same(conn: Connection, quantity: str, price: int) -> None:
    line = replace(GOOD, quantity=Decimal(quantity), unit_price_fen=price)
    found = conn.execute(text("select round(cast(:q as numeric(12, 3)) * :p)"), {"q": line.quantity, "p": price})
    assert line.amount_fen == found.scalar_one()


def test_yuan() -> None:
    assert [yuan(fen) for fen in (0, 5, 100, 123_456_789)] == ["0.00", "0.05", "1.00", "1,234,567.89"]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"name": " "}, "name it"),
        ({"unit": ""}, "unit"),
        ({"quantity": Decimal(0)}, "above 0"),
        ({"quantity": Decimal("0.0001")}, "thousandth"),
        ({"unit_price_fen": 0}, "above 0 fen"),
        ({"unit_price_fen": MOST_FEN, "quantity": Decimal(2)}, "at most"),
        ({"kind": Kind.MATERIAL}, "confirmed quantity"),
        ({"material_id": uuid4()}, "confirmed quantity"),
    ],
)
def test_lines_that_cannot_be(changes: dict[str, object], words: str) -> None:
    check_lines([GOOD])
    with pytest.raises(Invalid, match=words):
        check_lines([GOOD, replace(GOOD, **changes)])  # type: ignore[arg-type]  # fields by name


def test_too_many_lines_and_one_quantity_twice() -> None:
    with pytest.raises(Invalid, match=f"at most {MOST_LINES}"):
        check_lines([GOOD] * (MOST_LINES + 1))
    material = replace(GOOD, kind=Kind.MATERIAL, material_id=uuid4())
    with pytest.raises(Invalid, match="two lines"):
        check_lines([material, material])
