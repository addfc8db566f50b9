"""A condition is chosen with the step; the only one that fits is taken by itself; its words never change."""

from uuid import uuid4

import pytest
from sqlalchemy import Connection, text

from inspections.tickets import conditions
from inspections.tickets.steps import take
from inspections.tickets.terms import Action
from registry.errors import Invalid
from tests.inspections.tickets.scene import DESK, NOW, SEWER, hazard


def test_the_only_one_that_fits_is_taken_by_itself_and_the_same_step_again_is_known(furnished: Connection) -> None:
    ticket_id, event = hazard(furnished, SEWER, "missing"), uuid4()
    for _ in range(2):
        filed = take(furnished, DESK, ticket_id, action="file", event_id=event, if_version=1, now=NOW)
    assert filed.filing_condition == "L-missing"


def test_of_several_one_is_named(furnished: Connection) -> None:
    ticket_id = hazard(furnished, SEWER, "broken")
    for data, wrong in (({}, "which condition holds"), ({"condition": "L-missing"}, "'L-missing' does not fit")):
        with pytest.raises(Invalid, match=wrong) as refused:
            take(furnished, DESK, ticket_id, action="file", event_id=uuid4(), if_version=1, now=NOW, data=data)
        assert refused.value.fields["conditions"] == ["L-broken", "L-broken-danger"]
    data = {"condition": "L-broken-danger"}
    filed = take(furnished, DESK, ticket_id, action="file", event_id=uuid4(), if_version=1, now=NOW, data=data)
    assert filed.filing_condition == "L-broken-danger"
    closing = [one.code for one in conditions.fitting(furnished, filed, Action.CLOSE)]
    assert closing == ["J-restored", "J-replaced", "J-repaired", "J-absent"]


def test_what_is_gone_from_the_table_is_offered_no_more_and_words_stay(furnished: Connection) -> None:
    row = {
        "code": "L-missing", "kind": "filing", "position": 1, "class_code": None, "defect_code": "missing",
        "text_zh": "井盖缺失、井口敞开", "text_en": "the lid is gone and the shaft is open", "source": "x",
    }  # fmt: skip
    assert conditions.store(furnished, [{**row, "text_en": "else"}]) != []
    assert conditions.store(furnished, [row]) == []
    enabled = furnished.execute(text("select code from inspections.condition where enabled")).scalars().all()
    assert enabled == ["L-missing"]
