"""Shapes that many routes share: what comes in is exact, what goes out names its units."""

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field


def _whole(text: str) -> str:
    if "\0" in text:
        raise ValueError("a text holds no zero character")
    return text


# A line of text as people write it; the database stores no zero character.
Text = Annotated[str, AfterValidator(_whole)]
Line = Annotated[Text, Field(min_length=1, max_length=200)]


class Shape(BaseModel):
    """What a request carries: unknown names are faults, numbers are finite, values do not change."""

    model_config = ConfigDict(extra="forbid", allow_inf_nan=False, frozen=True)


class Position(Shape):
    """A place, WGS 84."""

    lon: float = Field(ge=-180, le=180)
    lat: float = Field(ge=-90, le=90)
