"""Batches come in: stored once, refused with a reason, entered in the ledger, made into tickets."""

from tests.inspections.observations.quarter import CAMPAIGN, WEST, Desk, code, look, place


def test_a_look_at_a_cover_is_accepted_with_the_hash_of_its_content(desk: Desk) -> None:
    (receipt,) = desk.send(look(1, code(WEST, 0), position=place(WEST, 0)), campaign_id=str(CAMPAIGN))
    assert receipt.status == "accepted"
    assert receipt.review is None
    (row,) = desk.all(
        "select asset_code, matched_by, encode(content_sha256, 'hex'), skew_s from inspections.observation"
    )
    assert row == (code(WEST, 0), "code", receipt.content_sha256, 0)
    assert desk.all("select count(*) from inspections.target where result = 'fine'") == [(1,)]


def test_hazard(desk: Desk) -> None:
    (receipt,) = desk.send(look(1, code(WEST, 0), result="defect", defect_code="missing"), campaign_id=str(CAMPAIGN))
    assert receipt.ticket_number
