"""What a decision needs to know is read from the tables beside the ticket."""

from datetime import timedelta

from sqlalchemy import Connection, text

from inspections.tickets.facts import facts_of, known_defects, names_inspector
from inspections.tickets.listing import open_file
from registry.actor import SYSTEM
from tests.inspections.tickets.scene import NOW, SEWER, hazard

CONTRACT = text(
    "insert into registry.contract (number, contractor_code, principal_code, starts_on, ends_on)"
    " values (:number, :contractor, :principal, '2026-11-01', '2026-11-30')"
)


def test_kin_are_principals_and_contractors_while_the_contract_runs(furnished: Connection) -> None:
    ticket_id = hazard(furnished, SEWER)
    rows = [("A", "PSGS", "CGJ"), ("B", "SZGS", "PSGS"), ("C", "SZGS", "CGJ")]
    for number, contractor, principal in rows:
        furnished.execute(CONTRACT, {"number": number, "contractor": contractor, "principal": principal})
    furnished.execute(text("update inspections.ticket set repaired_house = 'PSGS'"))
    ticket = open_file(furnished, SYSTEM, ticket_id, now=NOW).listed.ticket
    assert facts_of(furnished, ticket, now=NOW).kin == {"PSGS", "CGJ", "SZGS"}
    assert facts_of(furnished, ticket, now=NOW + timedelta(days=30)).kin == {"PSGS"}


def test_a_hole_is_told_by_the_defect(furnished: Connection) -> None:
    for defect, hole in (("missing", True), ("broken", False)):
        ticket = open_file(furnished, SYSTEM, hazard(furnished, SEWER, defect), now=NOW).listed.ticket
        facts = facts_of(furnished, ticket, now=NOW)
        assert (facts.hole, facts.plea, facts.parts, facts.open_children) == (hole, None, frozenset(), 0)


def test_defects_and_inspectors_are_known_or_not(furnished: Connection) -> None:
    assert known_defects(furnished, ["missing", "surface", "paint"]) == {"missing": True, "surface": False}
    made = "insert into access.account (login, name) values ('looker', 'looker') returning id"
    account = furnished.execute(text(made)).scalar_one()
    assert not names_inspector(furnished, account)
    furnished.execute(text("insert into access.account_role values (:id, 'inspector')"), {"id": account})
    assert names_inspector(furnished, account)
