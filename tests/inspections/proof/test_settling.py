"""A month is settled by jobs: a cover, a house, a day; with what was confirmed."""

import csv
import io
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from openpyxl import load_workbook
from sqlalchemy import Connection, text

from inspections.proof.quantities import Entry, confirm, enter, sheet_of
from inspections.proof.settling import as_csv, as_xlsx, records, settlement
from registry.actor import SYSTEM, Role
from registry.errors import Forbidden, Invalid
from tests.inspections.proof.scene import LATER, closed, repaired
from tests.inspections.tickets.scene import CREW, DESK, INSPECTOR, OTHER_SEWER, STRANGER, person


@pytest.fixture
def month(furnished: Connection) -> Connection:
    """Two defects of one cover in one visit, a third ticket elsewhere, a fourth not closed."""
    one, other = repaired(furnished), repaired(furnished, defect="flipping")
    alone = repaired(furnished, OTHER_SEWER)
    repaired(furnished, OTHER_SEWER, "flipping", at=LATER + timedelta(days=1))
    for ticket, material, quantity in ((one, "mortar", "0.250"), (other, "gasket", "1"), (alone, "mortar", "0.5")):
        enter(furnished, CREW, ticket.id, Entry(uuid4(), material, Decimal(quantity)), now=LATER)
    version = sheet_of(furnished, DESK, one.id).version
    confirm(furnished, INSPECTOR, one.id, confirmation_id=uuid4(), if_version=version, now=LATER)
    for ticket in (one, other, alone):
        closed(furnished, ticket)
    return furnished


def test_a_visit_to_a_cover_is_one_job_with_its_materials_once(month: Connection) -> None:
    found = settlement(month, DESK, "PSGS", "2026-11")
    assert sorted((len(job.tickets), len(job.items)) for job in found.jobs) == [(1, 1), (2, 2)]
    assert found.totals == {"gasket": Decimal(1), "mortar": Decimal("0.250")}, "what nobody confirmed is not settled"
    assert settlement(month, DESK, "PSGS", "2026-10").jobs == ()
    assert settlement(month, DESK, "SZGS", "2026-11").jobs == ()


def test_a_correction_counts_instead_and_a_job_without_material_is_a_job(month: Connection) -> None:
    (alone,) = [job for job in settlement(month, SYSTEM, "PSGS", "2026-11").jobs if len(job.tickets) == 1]
    ticket = month.execute(
        text("select id from inspections.ticket where number = :number"), {"number": alone.tickets[0]}
    ).scalar_one()
    gone = Entry(uuid4(), "mortar", Decimal(0), corrects=1, note="none was used")
    enter(month, CREW, ticket, gone, now=LATER)
    (job,) = [one for one in settlement(month, SYSTEM, "PSGS", "2026-11").jobs if len(one.tickets) == 1]
    assert job.items == ()
    assert len(records(settlement(month, SYSTEM, "PSGS", "2026-11"))) == 3


def test_the_files_say_the_same(month: Connection) -> None:
    found = settlement(month, CREW, "PSGS", "2026-11")
    rows = list(csv.DictReader(io.StringIO(as_csv(found).decode("utf-8-sig"))))
    assert len({row["序号"] for row in rows}) == 2
    assert sorted((row["材料编码"], row["数量"], row["已确认"]) for row in rows) == [
        ("gasket", "1.000", "是"),
        ("mortar", "0.250", "是"),
        ("mortar", "0.500", "否"),
    ]
    book = load_workbook(io.BytesIO(as_xlsx(found)))
    assert book.sheetnames == ["结算 2026-11", "合计"]
    assert book["结算 2026-11"].max_row == 4
    assert [tuple(cell.value for cell in row) for row in book["合计"].iter_rows(min_row=2)] == [
        ("gasket", 1),
        ("mortar", 0.25),
    ]


def test_who_sees_it(month: Connection) -> None:
    assert settlement(month, person(Role.LEADER, areas=("370203999",)), "PSGS", "2026-11").jobs == ()
    for nobody in (STRANGER, INSPECTOR):
        with pytest.raises(Forbidden):
            settlement(month, nobody, "PSGS", "2026-11")
    for wrong in ("2026-13", "november", "0000-01", "9999-12"):
        with pytest.raises(Invalid):
            settlement(month, DESK, "PSGS", wrong)
