"""The bytes of a sheet follow from the state of things alone."""

import hashlib

from sqlalchemy import Connection

from inspections.duty.sheet import SECTIONS, Scope, sheet_of
from tests.inspections.duty.watch import hours, station
from tests.inspections.tickets.scene import NOW, hazard


def test_the_same_state_is_the_same_sheet(furnished: Connection) -> None:
    hazard(furnished)
    scope = Scope(station(furnished), hours(-8), hours(1), hours(9), NOW)
    sheet, sha256 = sheet_of(furnished, scope)
    assert sheet_of(furnished, scope) == (sheet, sha256)
    assert sha256 == hashlib.sha256(sheet.encode()).hexdigest()
    assert all(f'"{name}":' in sheet for name in SECTIONS)
