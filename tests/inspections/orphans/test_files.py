"""Orphans as a file: a line a cover, safe for a spreadsheet."""

import csv
import io

from sqlalchemy import Connection, text

from inspections.orphans import files
from inspections.orphans.listing import Wanted, all_orphans
from tests.inspections.orphans.scene import GAP, LONELY, NOW, STEWARD, YARD


def lines(conn: Connection) -> dict[str, dict[str, str]]:
    body = files.as_csv(conn, all_orphans(conn, STEWARD, Wanted(), now=NOW))
    assert body.startswith(b"\xef\xbb\xbf"), "spreadsheets want it for Chinese"
    return {row["code"]: row for row in csv.DictReader(io.StringIO(body.decode("utf-8-sig")))}


def test_a_line_says_who_it_may_be_and_why(orphaned: Connection) -> None:
    found = lines(orphaned)
    assert list(found) == sorted(found)
    gap = found[GAP]
    assert (gap["proposed_code"], gap["owner1_code"], gap["state_zh"]) == ("PSGS", "PSGS", "待查")
    assert 0.5 <= float(gap["owner1_score"]) <= 1
    assert "污水井盖成行" in gap["owner1_evidence_zh"]
    assert "；" in gap["owner1_evidence_zh"]
    assert "in step" in gap["owner1_evidence_en"]
    assert "辽宁路" in gap["place_zh"]
    assert found[YARD]["owner1_code"] == "WY0051"
    assert set(gap) == set(files.COLUMNS)


def test_what_is_undecided_proposes_nobody(orphaned: Connection) -> None:
    orphaned.execute(text("update registry.asset set owner_code = null where owner_code is not null"))
    lonely = lines(orphaned)[LONELY]
    assert (lonely["proposed_code"], lonely["owner1_code"], lonely["somebody_else"]) == ("", "", "1.0")


def test_a_name_that_a_spreadsheet_would_run_is_guarded(orphaned: Connection) -> None:
    orphaned.execute(text("update registry.organisation set name_zh = '=1+1' where code = 'PSGS'"))
    assert lines(orphaned)[GAP]["owner1_zh"] == "'=1+1"


def test_no_orphans_are_a_head_alone(orphaned: Connection) -> None:
    assert files.as_csv(orphaned, []).decode("utf-8-sig").split("\r\n") == [",".join(files.COLUMNS), ""]
