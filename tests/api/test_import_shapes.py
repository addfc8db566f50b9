"""How an import is asked for and told."""

from typing import Any
from uuid import uuid4

import pytest
from pydantic import ValidationError

from api.import_shapes import ImportJobBody, ReviewDecisionBody, ReviewFeature
from registry.errors import Invalid
from registry.importing.reviews import Placed, Review


def test_a_mapping_is_read_as_a_mapping_file_is() -> None:
    said = {"kind": "covers", "source": "s", "fields": {"class": "类型"}, "id_field": "编号"}
    wish = ImportJobBody(id=uuid4(), act="try", mapping=said, swap_axes=True).wish()  # type: ignore[arg-type]  # as JSON has it
    assert (wish.rules.fields, wish.rules.id_field, wish.swap_axes) == ({"class_code": "类型"}, ("编号",), True)
    wrongs: list[dict[str, Any]] = [{"kind": 3}, {"melt": 1}, {"fields": {"class": {"values": {}}}}]
    for wrong in wrongs:
        with pytest.raises(Invalid):
            ImportJobBody(id=uuid4(), act="run", mapping=wrong).wish()  # type: ignore[arg-type]  # as JSON has it


def test_a_row_without_a_place_has_no_shape() -> None:
    review = Review(3, 1, 2, "s", "x", {"class_code": "01002"}, [], None, None, None, None)
    assert ReviewFeature.of(Placed(review, [])).geometry is None
    placed = ReviewFeature.of(
        Placed(Review(3, 1, 2, "s", "x", {"lon": 1.0, "lat": 2.0}, [], None, None, None, None), [])
    )
    assert placed.geometry == {"type": "Point", "coordinates": [1.0, 2.0]}


def test_a_decision_is_one_of_three() -> None:
    with pytest.raises(ValidationError):
        ReviewDecisionBody(decision="maybe")  # type: ignore[arg-type]  # planted
