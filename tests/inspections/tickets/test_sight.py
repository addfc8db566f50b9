"""Who sees what, as parameters."""

import pytest
from sqlalchemy import Connection

from inspections.tickets.sight import MOST, page_size, sight_of
from registry.actor import SYSTEM, Role
from registry.errors import Invalid
from tests.inspections.tickets.scene import CREW, DESK, person


def test_areas_for_roles_at_the_desk_organisations_for_crews(furnished: Connection) -> None:
    assert sight_of(furnished, DESK) == {"everything": False, "areas": ["370203"], "division": True, "orgs": []}
    assert sight_of(furnished, CREW)["orgs"] == ["PSGS-01", "PSGS"]
    both = person(Role.CREW, Role.INSPECTOR, org="PSGS-01", areas=("370203005",))
    assert sight_of(furnished, both)["areas"] == ["370203005"]
    assert sight_of(furnished, both)["orgs"] == ["PSGS-01", "PSGS"]
    assert sight_of(furnished, SYSTEM)["everything"] is True


def test_a_page_is_bounded() -> None:
    assert page_size(MOST) == MOST
    with pytest.raises(Invalid):
        page_size(MOST + 1)
