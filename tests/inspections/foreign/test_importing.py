"""A file is imported once, a later one updates, an older one changes nothing, and what is wrong is kept as data."""

import json
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import Connection

from inspections.duplicates.listing import Wanted as WantedPairs
from inspections.duplicates.listing import list_pairs
from inspections.duplicates.suggesting import suggest_foreign
from inspections.duplicates.weights import load
from inspections.foreign.importing import import_cases, import_file
from inspections.foreign.listing import Wanted, all_cases, frame, list_cases, list_runs, open_case, rejects_of
from inspections.routing.rules import Rule, route
from registry.actor import SYSTEM, Role
from registry.errors import Forbidden, Invalid, NotFound
from tests.conftest import ROOT
from tests.inspections.foreign.test_profiles import DATA, LA_HEADER, LA_ROW, NOTES, REQUEST
from tests.inspections.tickets.scene import person

NOW = datetime(2026, 11, 26, 10, 0, tzinfo=UTC)
STEWARD = person(Role.STEWARD)
LA = {"profile": "la311", "source": "la"}


def _counts(conn: Connection, text: str, **where: str) -> tuple[int, int, int, int]:
    run = import_cases(conn, STEWARD, text, file_name="f", now=NOW, **(where or LA))
    return run.created, run.updated, run.unchanged, len(run.rejects)


def test_again_changes_nothing_and_later_updates(conn: Connection) -> None:
    assert _counts(conn, LA_HEADER + LA_ROW) == (1, 0, 0, 0)
    assert _counts(conn, LA_HEADER + LA_ROW) == (0, 0, 1, 0)
    later = LA_ROW.replace("Closed", "Cancelled").replace("01/02/2019 10:20:06 PM", "01/03/2019 10:20:06 PM")
    assert _counts(conn, LA_HEADER + later) == (0, 1, 0, 0)
    assert _counts(conn, LA_HEADER + LA_ROW) == (0, 0, 1, 0)
    (case,) = all_cases(conn, SYSTEM, Wanted(source="la"))
    assert (case.status, case.version) == ("Cancelled", 2)


def test_one_number_of_two_systems_is_two_cases(conn: Connection) -> None:
    assert _counts(conn, LA_HEADER + LA_ROW) == (1, 0, 0, 0)
    assert _counts(conn, LA_HEADER + LA_ROW, profile="la311", source="elsewhere") == (1, 0, 0, 0)
    assert len(all_cases(conn, SYSTEM, Wanted())) == 2


def test_the_history_is_kept_in_order_and_grows(conn: Connection) -> None:
    where = {"profile": "open311", "source": "chicago"}
    _counts(conn, json.dumps([{**REQUEST, "notes": NOTES[1:]}]), **where)
    assert _counts(conn, json.dumps([REQUEST]), **where) == (0, 1, 0, 0)
    (case,) = all_cases(conn, SYSTEM, Wanted(source="chicago"))
    file = open_case(conn, STEWARD, case.id)
    assert [(one.position, one.kind) for one in file.history] == [(1, "opened"), (2, "activity"), (3, "closed")]


def test_what_could_not_be_read_is_kept_with_its_row(conn: Connection) -> None:
    run = import_cases(conn, STEWARD, LA_HEADER + LA_ROW.replace("34.2", "340"), file_name="f.csv", now=NOW, **LA)
    (reject,) = rejects_of(conn, STEWARD, run.id)
    assert (reject.line, reject.field, reject.value, reject.content["SRNumber"]) == (2, "Latitude", "340", "1-1")
    (kept,) = list_runs(conn, STEWARD, source="la")
    assert (kept["rows"], kept["rejected"], kept["file_name"]) == (1, 1, "f.csv")


def test_a_frame_has_every_case_and_a_position_or_none(conn: Connection) -> None:
    text = LA_HEADER + LA_ROW + LA_ROW.replace("1-1", "1-2").replace("34.2,-118.5", ",")
    _counts(conn, text)
    made = frame(conn, STEWARD, Wanted(source="la")).set_index("number")
    assert made.loc["1-1", "lon"] == -118.5
    assert made["lat"].isna().to_dict() == {"1-1": False, "1-2": True}
    assert frame(conn, STEWARD, Wanted(source="nobody")).empty


def test_pages_go_on_where_the_one_before_ended(conn: Connection) -> None:
    _counts(conn, LA_HEADER + "".join(LA_ROW.replace("1-1", f"1-{n}") for n in range(5)))
    seen, after = [], None
    while True:
        page = list_cases(conn, STEWARD, Wanted(), limit=2, after=after)
        seen += [case.number for case in page.cases]
        if (after := page.next) is None:
            break
    assert sorted(seen) == [f"1-{n}" for n in range(5)]


def test_who_may_not_and_what_cannot_be(conn: Connection, tmp_path: Path) -> None:
    text = LA_HEADER + LA_ROW
    with pytest.raises(Forbidden):
        import_cases(conn, person(Role.DISPATCHER), text, file_name="f", now=NOW, **LA)
    with pytest.raises(Invalid):
        import_cases(conn, STEWARD, text, file_name="f", now=NOW, profile="la311", source="Los Angeles")
    with pytest.raises(NotFound):
        import_file(conn, STEWARD, tmp_path / "none.csv", now=NOW, **LA)
    for other in (person(Role.INSPECTOR), person(Role.DISPATCHER, areas=("370203005",))):
        with pytest.raises(Forbidden):
            list_cases(conn, other, Wanted())
    with pytest.raises(NotFound):
        open_case(conn, STEWARD, UUID(int=1))


RULES = [
    Rule(1, 10, None, "Graffiti Removal", None, None, None, "OCB", "涂鸦", "graffiti"),
    Rule(2, 20, None, None, "BOS", None, None, None, "环卫", "whoever the file says answers"),
    Rule(3, 90, None, None, None, None, None, "DESK", "其余", "the rest"),
]


@pytest.mark.parametrize(
    ("year", "rows", "routed"),
    [
        ("2017", 9_999, {"OCB": 2_863, "BOS": 6_891, "DESK": 245}),
        ("2018", 10_000, {"OCB": 2_061, "BOS": 7_629, "DESK": 310}),
    ],
)
def test_the_requests_of_los_angeles_come_in_route_and_are_compared(
    conn: Connection, year: str, rows: int, routed: dict[str, int]
) -> None:
    path = DATA / "losangeles" / f"service_requests_{year}-12.csv.gz"
    if not path.is_file():
        pytest.skip("the published sample is not at hand")
    run = import_file(conn, STEWARD, path, now=NOW, **LA)
    assert (run.created, run.rejects) == (rows, [])
    assert import_file(conn, STEWARD, path, now=NOW, **LA).unchanged == rows
    given = [route(case.matter, RULES).assignee_code for case in all_cases(conn, STEWARD, Wanted(source="la"))]
    assert {code: given.count(code) for code in routed} == routed
    load(conn, ROOT / "fixtures" / "reference")
    assert suggest_foreign(conn, "la", now=NOW) > 500
    assert suggest_foreign(conn, "la", now=NOW) == 0
    best = list_pairs(conn, STEWARD, WantedPairs(source="la"), limit=50).pairs
    assert all(pair.first.place and pair.score > 0.95 for pair in best)
