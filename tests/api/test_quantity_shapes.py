"""Shapes of settlements."""

from datetime import date
from decimal import Decimal

from api.quantity_shapes import SettlementAnswer
from inspections.proof.settling import Item, Job, Settlement


def test_only_what_was_confirmed_is_added_up() -> None:
    items = tuple(Item("mortar", "砂浆", "mortar", "m3", Decimal("0.5"), house) for house in ("YJJ", None))
    job = Job(date(2026, 11, 23), None, "", ("1",), ("破损",), items)
    said = SettlementAnswer.of(Settlement("PSGS", "2026-11", (job,)))
    assert said.totals == {"mortar": Decimal("0.5")}
    assert len(said.jobs[0].items) == 2
