"""Planted fakes through the whole way: pictures sent, told of, judged."""

import re
from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import Connection, text

from inspections.observations.positions import Position, Source
from inspections.proof.evidence import Evidence, tell
from inspections.proof.hints import Code, Grade
from inspections.proof.judging import Stage
from inspections.proof.proving import Proof, proof_of
from inspections.tickets.ticket import Ticket
from registry.datum import Datum
from registry.errors import Forbidden
from tests.inspections.proof.scene import LATER, dispatched, image, jpeg, name, step, upload
from tests.inspections.proof.test_looks import cut
from tests.inspections.tickets.scene import CREW, DESK, INSPECTOR, NOW, OTHER_SEWER, SEWER, STRANGER
from tests.registry import quarter

BEFORE_AT, AFTER_AT = NOW + timedelta(minutes=20), LATER - timedelta(minutes=5)


def repair(
    conn: Connection,
    folder: Path,
    before: bytes,
    after: bytes,
    *,
    asset: str = SEWER,
    at: tuple[float, float] = (35, 7),
    after_at: datetime = AFTER_AT,
) -> Ticket:
    """A repair with its pair: pictures, evidence with the fix at the shutter, the step."""
    ticket, step_id = dispatched(conn, asset), uuid4()
    fix = Position(*quarter.at(*at), 4.0, Source.GNSS, Datum.WGS84)
    told = [
        Evidence(name(before), Stage.BEFORE, step_id, fix, 1.0, BEFORE_AT),
        Evidence(name(after), Stage.AFTER, step_id, fix, 1.0, after_at),
    ]
    tell(conn, CREW, ticket.id, told, device_now=LATER, now=LATER)
    for content in (before, after):
        upload(conn, folder, content)
    return step(conn, ticket, CREW, "repair", now=LATER, photos=(name(before), name(after)), id_=step_id)


def codes(proof: Proof) -> set[Code]:
    return {one.code for one in proof.verdict.hints}


def test_an_honest_repair_is_strong_and_says_whether_it_is_verified(furnished: Connection, tmp_path: Path) -> None:
    ticket = repair(furnished, tmp_path, jpeg(image(1)), jpeg(image(2)))
    proof = proof_of(furnished, INSPECTOR, ticket.id)
    assert (proof.verdict.grade, codes(proof)) == (Grade.STRONG, set())
    assert proof.drawn is not None
    assert [one.shot.stage for one in proof.shown] == [Stage.BEFORE, Stage.AFTER]
    with pytest.raises(Forbidden):
        proof_of(furnished, STRANGER, ticket.id)


@pytest.mark.parametrize(
    ("fake", "hint"),
    [
        (jpeg(image(2), 90), Code.SAME_FILE),
        (jpeg(image(2), 45), Code.LOOKS_ALIKE),
        (jpeg(cut(image(2), 0.01), 80), Code.LOOKS_ALIKE),
    ],
    ids=["same file", "written anew", "cut"],
)
def test_an_image_of_another_repair_is_found_again(
    furnished: Connection, tmp_path: Path, fake: bytes, hint: Code
) -> None:
    old = repair(furnished, tmp_path, jpeg(image(1)), jpeg(image(2)))
    new = repair(furnished, tmp_path, jpeg(image(3)), fake, asset=OTHER_SEWER, at=(70, 2))
    proof = proof_of(furnished, INSPECTOR, new.id)
    assert codes(proof) == {hint}
    (one,) = proof.verdict.hints
    assert old.number in one.words.zh
    assert new.state == "repaired", "a hint refuses nothing"


def test_the_same_picture_before_and_after_is_told(furnished: Connection, tmp_path: Path) -> None:
    ticket = repair(furnished, tmp_path, jpeg(image(1)), jpeg(image(1), 60))
    assert codes(proof_of(furnished, INSPECTOR, ticket.id)) == {Code.SAME_AS_BEFORE}


def test_a_picture_taken_300_m_away_is_told(furnished: Connection, tmp_path: Path) -> None:
    ticket = repair(furnished, tmp_path, jpeg(image(1)), jpeg(image(2)), at=(35, 307))
    proof = proof_of(furnished, INSPECTOR, ticket.id)
    assert codes(proof) == {Code.FAR}
    assert re.search("30[01] m away", proof.verdict.hints[-1].words.en)


def test_an_after_taken_before_is_told(furnished: Connection, tmp_path: Path) -> None:
    early = BEFORE_AT - timedelta(minutes=10)
    ticket = repair(furnished, tmp_path, jpeg(image(1)), jpeg(image(2)), after_at=early)
    assert codes(proof_of(furnished, INSPECTOR, ticket.id)) == {Code.WRONG_ORDER}


def test_without_evidence_it_is_weaker_and_not_refused(furnished: Connection, tmp_path: Path) -> None:
    content = jpeg(image(1))
    ticket = step(furnished, dispatched(furnished), CREW, "repair", now=LATER, photos=(name(content),))
    assert Code.AFTER_NOT_COME in codes(proof_of(furnished, DESK, ticket.id))
    upload(furnished, tmp_path, content)
    proof = proof_of(furnished, DESK, ticket.id)
    assert (proof.verdict.grade, codes(proof)) == (Grade.FAIR, {Code.NO_BEFORE, Code.NO_PLACE, Code.NO_TIME})


def test_what_had_to_be_done_again_proves_nothing_any_more(furnished: Connection, tmp_path: Path) -> None:
    ticket = repair(furnished, tmp_path, jpeg(image(1)), jpeg(image(2)))
    again = step(furnished, ticket, INSPECTOR, "rework", now=LATER)
    proof = proof_of(furnished, INSPECTOR, again.id)
    assert codes(proof) == {Code.NO_AFTER}
    assert proof.drawn is None


def test_two_tickets_of_one_cover_share_the_pictures_of_the_visit(furnished: Connection, tmp_path: Path) -> None:
    before, after = jpeg(image(1)), jpeg(image(2))
    first = repair(furnished, tmp_path, before, after)
    other, step_id = dispatched(furnished, SEWER, "flipping"), uuid4()
    fix = Position(*quarter.at(35, 7), 4.0, Source.GNSS, Datum.WGS84)
    pair = ((before, Stage.BEFORE, BEFORE_AT), (after, Stage.AFTER, AFTER_AT))
    told = [Evidence(name(content), stage, step_id, fix, 1.0, at) for content, stage, at in pair]
    tell(furnished, CREW, other.id, told, device_now=LATER, now=LATER)
    other = step(furnished, other, CREW, "repair", now=LATER, photos=(name(before), name(after)), id_=step_id)
    for ticket in (first, other):
        assert codes(proof_of(furnished, INSPECTOR, ticket.id)) == set()
    furnished.execute(
        text("update inspections.ticket set repaired_at = repaired_at - interval '40 days' where id = :id"),
        {"id": first.id},
    )
    assert codes(proof_of(furnished, INSPECTOR, other.id)) == {Code.SAME_FILE}, "of an earlier visit it is no proof"
