import math

import pytest
from pydantic import TypeAdapter, ValidationError

from api.shapes import Line, Position


@pytest.mark.parametrize("text", ["", "a\0b", "x" * 201])
def test_a_line_is_short_and_whole(text: str) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(Line).validate_python(text)


@pytest.mark.parametrize("lon", [math.nan, math.inf, 181.0, -181.0])
def test_a_position_lies_on_the_earth(lon: float) -> None:
    with pytest.raises(ValidationError):
        Position(lon=lon, lat=36.1)


def test_an_unknown_name_is_a_fault() -> None:
    with pytest.raises(ValidationError, match="extra"):
        Position.model_validate({"lon": 120.3, "lat": 36.1, "alt": 3})
