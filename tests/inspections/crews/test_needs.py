"""Defects on one cover are one job and one visit."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

from inspections.crews import needs
from inspections.crews.needs import Need, Open

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
NEEDS = {
    ("missing", None): Need("missing", None, 10, 20, frozenset({"lid"}), 1),
    ("broken", None): Need("broken", None, 10, 25, frozenset({"lid"}), 1),
    ("frame", None): Need("frame", None, 15, 60, frozenset({"masonry"}), 0),
    ("frame", "01005"): Need("frame", "01005", 30, 90, frozenset({"electric"}), 0),
}


def ticket(number: str, defect: str = "missing", **changes: object) -> Open:
    given: dict[str, object] = {
        "ticket_id": uuid4(), "number": number, "place_key": "cover", "assignee_code": "PSGS", "crew_code": None,
        "class_code": "01002", "defect_code": defect, "priority": 1, "hazard": True, "due_at": None, "lon": 120.0,
        "lat": 36.0, "community_code": None, **changes,
    }  # fmt: skip
    return Open(**given)  # type: ignore[arg-type]  # fields by name


def test_defects_of_one_cover_are_one_visit_that_takes_less_than_their_sum() -> None:
    due = NOW + timedelta(hours=2)
    several = [ticket("2", "frame", priority=5, due_at=NOW + timedelta(days=1)), ticket("1", "missing", due_at=due)]
    (visit,) = needs.gather_visits(several, NEEDS)
    assert [one.number for one in visit.tickets] == ["1", "2"]
    assert visit.service_s == (15 + 20 + 60) * 60 < (10 + 20 + 15 + 60) * 60
    assert (visit.skills, visit.load) == (frozenset({"lid", "masonry"}), 1)
    job = visit.job(7, origin=NOW)
    assert (job.key, job.place, job.priority, job.due_s) == ("cover", 7, 1, 7200)


def test_one_lid_is_brought_for_two_defects_of_it() -> None:
    (visit,) = needs.gather_visits([ticket("1"), ticket("2", "broken")], NEEDS)
    assert visit.load == 1


def test_other_covers_houses_and_crews_are_other_visits() -> None:
    given = [
        ticket("1"),
        ticket("2", place_key="other"),
        ticket("3", assignee_code="SZGS"),
        ticket("4", crew_code="PSGS-01"),
    ]
    found = needs.gather_visits(given, NEEDS)
    assert sorted(len(visit.tickets) for visit in found) == [1, 1, 1, 1]
    assert needs.gather_visits(reversed(given), NEEDS) == found
    assert next(visit for visit in found if visit.first.number == "4").job(0, origin=NOW).crew == "PSGS-01"


def test_a_row_of_the_class_goes_before_that_of_all_and_what_is_unknown_takes_the_usual() -> None:
    assert needs.need_of(NEEDS, "frame", "01005").skills == {"electric"}
    assert needs.need_of(NEEDS, "frame", "01002").skills == {"masonry"}
    assert needs.need_of(NEEDS, "odd", None) is needs.UNKNOWN
