"""What a rule may look at; lists and frames are held in test_importing."""

from uuid import UUID

from inspections.foreign.listing import Stored
from inspections.routing.rules import Matter
from tests.inspections.foreign.test_case import AT


def test_the_category_is_the_matter_and_the_agency_the_owner() -> None:
    plain = ("", "", "", "")
    case = Stored(UUID(int=1), "la", "7", "t", "Graffiti", "Open", "OCB", *plain[:3], None, None, AT, None, None, {}, 1)
    assert case.matter == Matter(None, "Graffiti", "OCB", None, None)
