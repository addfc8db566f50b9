"""A step ends the links of its own ticket alone, and says by whom."""

from sqlalchemy import Connection

from inspections.owners import links
from inspections.owners.link import End
from inspections.tickets.workflow import Action
from tests.inspections.owners.yard import digest, dispatched, link, step
from tests.inspections.tickets import scene


def test_links_of_other_tickets_live_on(furnished: Connection) -> None:
    ticket_id, other = dispatched(furnished), dispatched(furnished, asset_code=scene.OTHER_SEWER)
    link(furnished, ticket_id, "one")
    link(furnished, ticket_id, "two")
    link(furnished, other, "other")
    step(furnished, ticket_id, Action.URGE, reason="快")
    assert links.find(furnished, digest("one")).ended_why is None
    step(furnished, ticket_id, Action.TRANSFER, reason="另派", data={"assignee_code": "SZGS"})
    assert [links.find(furnished, digest(one)).ended_why for one in ("one", "two", "other")] == [
        End.REASSIGNED, End.REASSIGNED, None,
    ]  # fmt: skip
