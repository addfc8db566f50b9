from datetime import UTC, datetime, timedelta

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspections.reports.figures import GROUPS, RESULTS, by_day, cover, figure_out, judge, tally

NOW = datetime(2026, 11, 16, 4, 0, tzinfo=UTC)
TIMES = ("reported_at", "due_at", "repaired_at", "closed_at")
STATES = ["reported", "filed", "dispatched", "accepted", "repaired", "verified", "closed", "returned", "void"]


def frame(rows: list[dict[str, object]]) -> pd.DataFrame:
    plain = {"state": "dispatched", "class_code": "01002", "defect_code": "missing", "assignee_code": "CGJ",
             "street_code": "370203005", "reworks": 0, "reported_at": NOW - timedelta(days=3),
             "due_at": None, "repaired_at": None, "closed_at": None}  # fmt: skip
    made = pd.DataFrame([plain | row for row in rows], columns=list(plain))
    return made.assign(**{name: pd.to_datetime(made[name], utc=True) for name in TIMES})


def hours(number: float) -> datetime:
    return NOW + timedelta(hours=number)


def test_a_hand_worked_month() -> None:
    tickets = frame([
        {"state": "closed", "due_at": hours(-10), "repaired_at": hours(-11), "closed_at": hours(-9)},  # in time
        {"state": "closed", "due_at": hours(-10), "repaired_at": hours(-8), "closed_at": hours(-7), "reworks": 1},
        {"state": "dispatched", "due_at": hours(-1)},  # late, open: due
        {"state": "accepted", "due_at": hours(1)},  # not due yet
        {"state": "repaired", "due_at": hours(5), "repaired_at": hours(-2)},  # early: due, in time
        {"state": "reported", "assignee_code": None},
        {"state": "void"},
    ])  # fmt: skip
    covers = pd.DataFrame(
        {"street_code": ["a", "a", "b"], "result": ["fine", "unseen", "no_access"], "covers": [8, 2, 5]}
    )
    figures = figure_out(tickets, covers, now=NOW, zone="Asia/Shanghai")
    totals = figures.totals
    assert (totals.found, totals.closed, totals.open, totals.late, totals.voided, totals.reworked) == (6, 2, 4, 1, 1, 1)
    assert totals.on_time == pytest.approx(2 / 4)
    assert totals.median_hours == pytest.approx(64)
    department = figures.groups["department"]
    bureau = department.to_dict("index")["CGJ"]
    assert [bureau[name] for name in ("found", "closed", "late", "due", "in_time", "open")] == [5, 2, 1, 4, 2, 3]
    assert department["on_time"].isna().to_dict() == {"CGJ": False, "": True}  # nothing due: no figure, not 100 %
    assert figures.coverage.loc["a", "seen"] == pytest.approx(0.8)
    assert figures.coverage.loc["b", "seen"] == 1
    assert figures.coverage_total["seen"] == pytest.approx(13 / 15)
    assert figures.days["found"].sum() == 6


def test_nothing_gives_no_figures() -> None:
    figures = figure_out(
        frame([]), pd.DataFrame(columns=["street_code", "result", "covers"]), now=NOW, zone="Asia/Shanghai"
    )
    assert figures.totals.on_time is None
    assert figures.totals.median_hours is None
    assert pd.isna(figures.coverage_total["seen"])
    assert figures.days.empty
    assert all(group.empty for group in figures.groups.values())


def test_a_day_is_of_the_zone_and_days_without_anything_stay() -> None:
    tickets = frame([
        {"reported_at": datetime(2026, 11, 2, 17, 0, tzinfo=UTC)},  # the third, in Qingdao
        {"reported_at": datetime(2026, 11, 5, 1, 0, tzinfo=UTC)},
    ])  # fmt: skip
    days = by_day(judge(tickets, now=NOW), zone="Asia/Shanghai")
    assert [f"{day:%m-%d}" for day in days.index] == ["11-03", "11-04", "11-05"]
    assert days["found"].tolist() == [1, 0, 1]


rows = st.lists(
    st.fixed_dictionaries(
        {
            "state": st.sampled_from(STATES),
            "street_code": st.sampled_from(["370203005", "370203008", None]),
            "defect_code": st.sampled_from(["missing", "broken"]),
            "due_at": st.one_of(st.none(), st.integers(-50, 50).map(hours)),
            "repaired_at": st.one_of(st.none(), st.integers(-50, 0).map(hours)),
        }
    ),
    max_size=30,
)


@given(rows)
def test_every_group_adds_up_to_the_totals(given_rows: list[dict[str, object]]) -> None:
    tickets = frame(given_rows)
    kept = tickets.copy(deep=True)
    figures = figure_out(tickets, pd.DataFrame(columns=["street_code", "result", "covers"]), now=NOW, zone="UTC")
    pd.testing.assert_frame_equal(tickets, kept)  # arguments are not changed
    for name in GROUPS:
        group = figures.groups[name]
        assert group["found"].sum() == figures.totals.found
        assert group["closed"].sum() == figures.totals.closed
        assert group["late"].sum() == figures.totals.late
        assert ((group["in_time"] <= group["due"]) & (group["due"] <= group["found"])).all()
    assert figures.totals.found + figures.totals.voided == len(tickets)


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from(RESULTS), st.integers(0, 1000)), max_size=20))
def test_covers_add_up(given_rows: list[tuple[str, str, int]]) -> None:
    covers = pd.DataFrame(given_rows, columns=["street_code", "result", "covers"])
    made = cover(covers)
    assert made["targets"].sum() == covers["covers"].sum()
    assert made["seen"].dropna().between(0, 1).all()


def test_most_found_first() -> None:
    judged = judge(frame([{"defect_code": "broken"}, {"defect_code": "missing"}, {"defect_code": "missing"}]), now=NOW)
    assert tally(judged, by="defect_code").index.tolist() == ["missing", "broken"]
