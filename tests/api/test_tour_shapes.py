"""A page of plans says where the next one begins, and the last one that there is none."""

from datetime import UTC, datetime
from uuid import uuid4

from api.tour_shapes import PlanList
from inspections.crews.listing import Head


def test_the_last_page_has_no_next() -> None:
    now = datetime(2026, 11, 23, tzinfo=UTC)
    head = Head(uuid4(), now.date(), "PSGS", "draft", 1, None, {"travel_s": 60}, now, None)
    assert PlanList.of([head], 1).next == now
    assert PlanList.of([head], 2).next is None
