"""Shapes of deeds as they come in."""

from uuid import uuid4

import pytest
from pydantic import ValidationError

from api.deed_shapes import AmendBody, AssetFields, MergeBody, MoveBody, ReplaceBody, SplitBody
from registry.history.rules import AMENDABLE, How

DEED = {"id": str(uuid4()), "reason": "踏勘"}


def test_only_what_is_sent_is_said() -> None:
    assert AmendBody.model_validate({"material": None, "reason": "x"}).told() == {"material": None}
    assert AssetFields().told() == {}
    assert ReplaceBody.model_validate(DEED).fields.told() == {}
    assert AssetFields.model_fields.keys() == AMENDABLE - {"attributes"}


@pytest.mark.parametrize("unknown", [{"code": "1"}, {"geom": "x"}, {"status": "removed"}, {"depth_m": 0}])
def test_what_is_not_amended_this_way_is_a_fault(unknown: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        AmendBody.model_validate(unknown)


def test_a_deed_has_a_reason() -> None:
    for body in ({"codes": ["37020301002000001"]}, {"codes": ["37020301002000001"], "reason": ""}):
        with pytest.raises(ValidationError):
            MergeBody.model_validate({"id": DEED["id"]} | body)
    with pytest.raises(ValidationError):
        SplitBody.model_validate(DEED | {"parts": [{"lon": 120, "lat": 36}]})


def test_a_position_comes_in_its_datum_and_goes_on_in_wgs_84() -> None:
    body = MoveBody.model_validate(DEED | {"lon": 120.38, "lat": 36.09, "datum": "GCJ-02", "how": "relocated"})
    position = body.position()
    assert (body.how, position.datum) == (How.RELOCATED, "GCJ-02")
    assert 0.004 < 120.38 - position.lon < 0.006
