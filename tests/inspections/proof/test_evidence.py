"""What devices say of pictures: in any order, again and again, by whom it may be said."""

import itertools
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from inspections.observations.positions import Position, Source
from inspections.proof.evidence import Evidence, tell
from inspections.proof.judging import Shot, Stage, Verdict
from inspections.proof.proving import proof_of
from registry.actor import SYSTEM, Role
from registry.database import told
from registry.datum import Datum
from registry.errors import Conflict, Forbidden, NotFound
from tests.inspections.proof.scene import LATER, dispatched, image, jpeg, name, repaired, step, upload
from tests.inspections.tickets.scene import CREW, DESK, STRANGER, person
from tests.registry import quarter

LON, LAT = quarter.at(35, 7)
FIX = Position(LON, LAT, 4.0, Source.GNSS, Datum.WGS84)


def about(content: bytes, stage: Stage = Stage.AFTER, **changes: object) -> Evidence:
    base = Evidence(name(content), stage, uuid4(), FIX, 1.0, LATER - timedelta(minutes=5))
    return replace(base, **changes)  # type: ignore[arg-type]  # by name


def test_step_picture_and_evidence_come_in_any_order(furnished: Connection, tmp_path: Path) -> None:
    seen: set[tuple[Verdict, str | None, Shot]] = set()
    for order in itertools.permutations(("step", "picture", "evidence")):
        with furnished.begin_nested() as undone:
            ticket, content, step_id = dispatched(furnished), jpeg(image(1)), uuid4()
            for part in order:
                if part == "step":
                    step(furnished, ticket, CREW, "repair", now=LATER, photos=(name(content),), id_=step_id)
                elif part == "picture":
                    upload(furnished, tmp_path, content)
                else:
                    tell(furnished, CREW, ticket.id, [about(content, step_id=step_id)], device_now=LATER, now=LATER)
            proof = proof_of(furnished, DESK, ticket.id)
            (one,) = proof.shown
            seen.add((proof.verdict, one.sha256, one.shot))
            undone.rollback()
    assert len(seen) == 1
    ((verdict, stored, shot),) = seen
    assert [one.code for one in verdict.hints] == ["no_before"]
    assert (shot.stage, shot.came, stored is not None) == (Stage.AFTER, True, True)


def test_the_same_again_changes_nothing_and_another_word_is_refused(furnished: Connection) -> None:
    ticket, one = repaired(furnished), about(b"x")
    assert tell(furnished, CREW, ticket.id, [one], device_now=None, now=LATER) == 1
    assert tell(furnished, CREW, ticket.id, [one, one], device_now=LATER, now=LATER + timedelta(hours=1)) == 0
    with pytest.raises(Conflict, match="something else"):
        tell(furnished, CREW, ticket.id, [replace(one, stage=Stage.BEFORE)], device_now=None, now=LATER)
    other = repaired(furnished, quarter.asset_code(quarter.SEWER, 2))
    taken = furnished.execute(
        text("select id from inspections.ticket_event where ticket_id = :id and action = 'repair'"), {"id": other.id}
    ).scalar_one()
    with pytest.raises(Conflict, match="another ticket"):
        tell(furnished, CREW, ticket.id, [about(b"y", step_id=taken)], device_now=None, now=LATER)
    for change in ("update inspections.photo_evidence set stage = 'before'", "delete from inspections.photo_evidence"):
        with pytest.raises(Conflict, match="only ever added"), told(), furnished.begin_nested():
            furnished.execute(text(change))


def test_a_wrong_clock_and_a_shifted_datum_are_set_right(furnished: Connection) -> None:
    ticket = repaired(furnished)
    slow = LATER - timedelta(days=400)
    shifted = replace(FIX, datum=Datum.GCJ02)
    one = about(b"x", fix=shifted, device_time=slow - timedelta(minutes=5))
    tell(furnished, CREW, ticket.id, [one], device_now=slow, now=LATER)
    (shown,) = [shown for shown in proof_of(furnished, DESK, ticket.id).shown if shown.original_sha256 == name(b"x")]
    assert shown.shot.taken_at == LATER - timedelta(minutes=5)
    assert shown.shot.place is not None
    assert 200 < abs(shown.shot.place.lon - LON) * 90_000 < 800, "the shift of GCJ-02 was taken out"


def test_who_may_say_it(furnished: Connection) -> None:
    ticket = repaired(furnished)
    for nobody, error in (
        (STRANGER, Forbidden),
        (person(Role.INSPECTOR, areas=("370203999",)), Forbidden),
        (SYSTEM, Forbidden),
    ):
        with pytest.raises(error):
            tell(furnished, nobody, ticket.id, [about(b"x")], device_now=None, now=LATER)
    with pytest.raises(NotFound):
        tell(furnished, CREW, uuid4(), [about(b"x")], device_now=None, now=LATER)
    furnished.execute(text("update inspections.ticket set assignee_code = 'SZGS', crew_code = null"))
    assert tell(furnished, CREW, ticket.id, [about(b"x")], device_now=None, now=LATER) == 1, "it worked on it before"


def test_the_database_refuses_nonsense(furnished: Connection) -> None:
    ticket = repaired(furnished)
    for change in ({"fix_age_s": -1.0}, {"fix": replace(FIX, accuracy_m=-1.0)}, {"original_sha256": "x"}):
        with pytest.raises(DBAPIError), furnished.begin_nested():
            tell(furnished, CREW, ticket.id, [about(b"z", **change)], device_now=None, now=LATER)
