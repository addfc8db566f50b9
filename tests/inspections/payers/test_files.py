"""A cost sheet as a file."""

from decimal import Decimal
from pathlib import Path
from uuid import UUID

import pytest

from inspections.payers.costs import Kind, Line
from inspections.payers.files import read_lines
from registry.errors import Invalid

HEAD = "kind,name,unit,quantity,unit_price_fen,material_id\n"


def test_lines_are_read_in_their_order(tmp_path: Path) -> None:
    file = tmp_path / "cost.csv"
    file.write_text(f"{HEAD}material,井盖,piece,1,86000,{UUID(int=7)}\nlabour,人工,工日,2.5,36000,\n", "utf-8")
    assert read_lines(file) == (
        Line(Kind.MATERIAL, "井盖", "piece", Decimal(1), 86_000, UUID(int=7)),
        Line(Kind.LABOUR, "人工", "工日", Decimal("2.5"), 36_000),
    )


def test_every_fault_is_told_at_once(tmp_path: Path) -> None:
    file = tmp_path / "cost.csv"
    file.write_text(f"{HEAD}gift,,工日,-1,1.5,x\n", "utf-8")
    with pytest.raises(Invalid) as told:
        read_lines(file)
    for words in ("kind 'gift'", "name '' is missing", "quantity '-1'", "unit_price_fen '1.5'", "material_id 'x'"):
        assert words in told.value.message
