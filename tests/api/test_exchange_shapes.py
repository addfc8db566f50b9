"""What comes in about appeals is exact."""

from uuid import uuid4

import pytest
from pydantic import ValidationError

from api.exchange_shapes import TicketAppealBody, TicketAppealDecision


def test_an_appeal_names_an_indicator_and_a_reason() -> None:
    good = {"id": str(uuid4()), "indicator": "repaired_in_time", "reason": "台风"}
    assert TicketAppealBody.model_validate(good).evidence == ""
    for change in ({"indicator": "x"}, {"reason": ""}, {"more": 1}, {"evidence": "a\0"}):
        with pytest.raises(ValidationError):
            TicketAppealBody.model_validate(good | change)
    with pytest.raises(ValidationError):
        TicketAppealDecision.model_validate({"granted": True})
