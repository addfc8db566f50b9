"""Joint cases: the lead cannot finish before everybody invited has."""

from uuid import uuid4

import pytest
from sqlalchemy import Connection

from inspections.tickets import partners
from inspections.tickets.steps import take
from registry.actor import Actor
from registry.errors import Conflict, Forbidden, Invalid
from tests.inspections.tickets.scene import AFTER_PHOTO, CREW, DESK, NOW, STRANGER, hazard


def test_the_lead_waits_for_the_others(furnished: Connection) -> None:
    ticket_id = hazard(furnished)

    def act(who: Actor, action: str, version: int, **data: object) -> None:
        photos = (AFTER_PHOTO,) if action in {"make_safe", "repair"} else ()
        more = {"note": "our pipe is closed"} if action == "contribute" else {}
        asked = {"action": action, "event_id": uuid4(), "if_version": version, "photos": photos}
        asked["data"] = {**data, **more}
        take(furnished, who, ticket_id, now=NOW, **asked)  # type: ignore[arg-type]  # by name

    for version, (who, action) in enumerate([(DESK, "file"), (DESK, "dispatch"), (CREW, "accept")], start=1):
        act(who, action, version)
    with pytest.raises(Invalid, match="that is to help"):
        act(DESK, "invite", 4, partner_code="PSGS")
    with pytest.raises(Invalid, match="'NOBODY' is no organisation"):
        act(DESK, "invite", 4, partner_code="NOBODY")
    act(DESK, "invite", 4, partner_code="SZGS")
    act(CREW, "make_safe", 5)
    with pytest.raises(Conflict, match="has not done its part"):
        act(CREW, "repair", 5)
    with pytest.raises(Forbidden, match="was not invited"):
        act(CREW, "contribute", 5)
    act(STRANGER, "contribute", 5)
    with pytest.raises(Forbidden, match="done its part"):
        act(STRANGER, "contribute", 5)
    act(CREW, "repair", 5)
    (partner,) = partners.of_ticket(furnished, ticket_id)
    assert (partner.org_code, partner.done_at) == ("SZGS", NOW)
