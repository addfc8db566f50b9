"""What goes out says no secret, and the address of a link only when it was just made."""

from dataclasses import replace
from datetime import date
from uuid import UUID

from api.owner_shapes import LinkAnswer, PhoneAnswerOut, RoadSideAnswer
from inspections.owners.link import Act
from inspections.owners.phoning import PhoneAnswer, Says
from registry.roadsides.book import Listed, RoadSide
from registry.roadsides.side import Side
from tests.conftest import NOW
from tests.inspections.owners.test_link import LINK


def test_a_link() -> None:
    told = LinkAnswer.of(replace(LINK, done={Act.ACCEPT: NOW}))
    assert told.address is None
    assert told.done == {Act.ACCEPT: NOW}
    assert not any("secret" in name for name in LinkAnswer.model_fields)
    assert LinkAnswer.of(LINK, "https://x/o/y").address == "https://x/o/y"


def test_a_call_and_a_road_side() -> None:
    answer = PhoneAnswer(
        UUID(int=1), UUID(int=2), "PSGS", "138****5678", NOW, True, "值班员", "王*", "去", Says.ACCEPT, UUID(int=3),
        NOW, None, None,
    )  # fmt: skip
    assert PhoneAnswerOut.of(answer).model_dump()["act"] == "accept"
    held = RoadSide("370203R000001", Side.LEFT, "SBQ", date(2026, 1, 1), None, "协议")
    told = RoadSideAnswer.of(Listed(held, "辽宁路", "市北养护")).model_dump(mode="json")
    assert (told["side"], told["road_name"], told["ends_on"]) == ("left", "辽宁路", None)
