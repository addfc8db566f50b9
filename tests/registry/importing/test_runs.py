"""A run is kept with its counts, its repeats and its refused rows."""

from dataclasses import replace
from datetime import datetime, timedelta

import pandas as pd
from sqlalchemy import Connection, select

from registry.importing import faults, runs
from registry.tables import import_reject, import_review, import_run


def _start(now: datetime) -> runs.Start:
    return runs.Start(
        kind="assets",
        source="s",
        file_name="a.csv",
        file_sha256="0" * 64,
        layer=None,
        datum="WGS84",
        mapping={"fields": {"class_code": "类别"}},
        imported_by="tests",
        started_at=now,
    )


def _report(run: int) -> runs.Report:
    found = faults.of(pd.Index([2]), field="class_code", values="9", reason="unknown_code")
    repeats = runs.told(pd.DataFrame({"row_no": [3], "of_row": [1], "of_code": [None], "distance_m": [0.12345]}))
    return runs.Report(
        run=run,
        kind="assets",
        source="s",
        file_name="a.csv",
        reasons={"unknown_code": 1},
        repeats=repeats,
        faults=found,
        seconds={"read": 0.12345},
        read=3,
        new=1,
        updated=0,
        unchanged=0,
        review=0,
        repeated=1,
        rejected=1,
    )


def test_a_run_tells_what_became_of_the_file(conn: Connection, now: datetime) -> None:
    report = _report(runs.start(conn, _start(now)))
    runs.finish(conn, report, finished_at=now + timedelta(seconds=3))
    row = conn.execute(select(import_run).where(import_run.c.id == report.run)).one()
    assert row.mapping == {"fields": {"class_code": "类别"}}
    assert row.counts == {
        "read": 3,
        "new": 1,
        "updated": 0,
        "unchanged": 0,
        "repeated": 1,
        "review": 0,
        "rejected": 1,
        "reasons": {"unknown_code": 1},
    }
    assert row.repeats == [[3, 1, None, 0.123]]
    assert row.phase_seconds == {"read": 0.123}
    assert row.finished_at - row.started_at == timedelta(seconds=3)


def test_refused_rows_are_kept_as_they_came(conn: Connection, now: datetime) -> None:
    report = _report(runs.start(conn, _start(now)))
    assert report.run is not None
    runs.keep_rejects(conn, report.run, faults.none(), records={})
    runs.keep_rejects(conn, report.run, report.faults, records={2: {"类别": "9"}})
    row = conn.execute(select(import_reject)).one()
    assert (row.run_id, row.row_no, row.field, row.value) == (report.run, 2, "class_code", "9")
    assert (row.reason, row.record) == ("unknown_code", {"类别": "9"})


def test_unsure_rows_wait_with_their_candidates_and_are_put_before_a_person_once(
    conn: Connection, now: datetime
) -> None:
    run = runs.start(conn, _start(now))
    reviews = pd.DataFrame(
        {"row_no": [7, 7, 9], "code": ["A", "B", "A"], "score": [0.81234, 0.7, 0.5], "distance_m": [0.1, 0.20049, 1]}
    )
    records: dict[int, dict[str, object]] = {
        7: {"source_id": "七", "size_mm": 700},
        9: {"source_id": "n", "note": 'x "y"'},
    }
    runs.keep_reviews(conn, run, reviews, source="s", records=records)
    later = runs.start(conn, _start(now))
    runs.keep_reviews(conn, later, reviews.assign(score=0.1), source="s", records=records)
    runs.keep_reviews(conn, later, reviews.iloc[:0], source="s", records={})
    first, second = conn.execute(select(import_review).order_by(import_review.c.row_no)).all()
    assert (first.run_id, first.row_no, first.source_id, first.record) == (run, 7, "七", records[7])
    assert first.candidates == [
        {"code": "A", "score": 0.812, "distance_m": 0.1},
        {"code": "B", "score": 0.7, "distance_m": 0.2},
    ]
    assert (second.source_id, second.record["note"], len(second.candidates)) == ("n", 'x "y"', 1)


def test_counts_are_plain() -> None:
    counts = replace(_report(7), run=None).counts
    assert counts == {
        "run": None,
        "read": 3,
        "new": 1,
        "updated": 0,
        "unchanged": 0,
        "repeated": 1,
        "review": 0,
        "rejected": 1,
    }
