"""What a person says of an unsure row holds for good."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, select, text

from registry import tables
from registry.datum import Datum, from_wgs84
from registry.errors import Conflict, Invalid, NotFound
from registry.importing import Report, run
from registry.importing.reviews import Decision, Review, decide, waiting
from tests.registry.importing.conftest import WEST

NOW = datetime.fromisoformat("2026-11-01T00:00:00+00:00")
CODE = "99010101002000001"
HEAD = "source_id,class_code,lon,lat,size_mm,material\n"
NEAR = HEAD + "x,01002,120.405008,36.005,700,铸铁\n"


def _import(conn: Connection, path: Path, csv: str, *, source: str, days: int = 0) -> Report:
    path.write_text(csv, encoding="utf-8")
    now = NOW + timedelta(days=days)
    return run(conn, path, kind="assets", source=source, actor_name="tests", now=now)


@pytest.fixture
def review(town: Connection, tmp_path: Path) -> Review:
    """A row 0.7 m from the only cover, said by another source."""
    _import(town, tmp_path / "a.csv", HEAD + "a,01002,120.405,36.005,700,\n", source="s")
    assert _import(town, tmp_path / "b.csv", NEAR, source="other").review == 1
    (found,) = waiting(town)
    return found


def test_a_row_waits_with_what_it_may_be(review: Review) -> None:
    assert (review.source, review.source_id, review.row_no, review.decision) == ("other", "x", 1, None)
    assert review.candidates[0]["code"] == CODE
    assert 0.7 < float(str(review.candidates[0]["distance_m"])) < 0.75
    assert review.record["material"] == "铸铁"


def test_the_same_gets_another_name_and_what_was_not_known(town: Connection, review: Review, tmp_path: Path) -> None:
    decided = decide(town, review.id, Decision.SAME, code=CODE, actor_name="tests", now=NOW)
    assert (decided.decision, decided.code, decided.decided_by) == ("same", CODE, "tests")
    row = town.execute(select(tables.asset)).one()
    assert (row.size_mm, row.material, row.source_id) == (700, "铸铁", "a")
    again = _import(town, tmp_path / "b.csv", NEAR, source="other", days=1)
    assert (again.unchanged, again.review, again.new) == (1, 0, 0)
    assert waiting(town) == []


def test_a_new_one_gets_a_code_and_a_place(town: Connection, review: Review, tmp_path: Path) -> None:
    decided = decide(town, review.id, Decision.NEW, actor_name="tests", now=NOW)
    assert decided.code == "99010101002000002"
    row = town.execute(select(tables.asset).where(tables.asset.c.code == decided.code)).one()
    assert (row.source, row.source_id, row.community_code, row.spoken_number) == ("other", "x", WEST, 2)
    assert (row.size_mm, row.material, row.status) == (700, "铸铁", "intact")
    again = _import(town, tmp_path / "b.csv", NEAR, source="other", days=1)
    assert (again.unchanged, again.updated, again.review, again.new) == (1, 0, 0, 0)


def test_a_new_one_keeps_what_no_field_took(town: Connection, tmp_path: Path) -> None:
    _import(town, tmp_path / "a.csv", HEAD + "a,01002,120.405,36.005,700,\n", source="s")
    csv = "source_id,class_code,lon,lat,颜色,层\nx,01002,120.405008,36.005,黑,3\n"
    _import(town, tmp_path / "b.csv", csv, source="other")
    (found,) = waiting(town)
    assert found.record["attributes"] == {"颜色": "黑", "层": "3"}
    decided = decide(town, found.id, Decision.NEW, actor_name="tests", now=NOW)
    asked = select(tables.asset.c.attributes).where(tables.asset.c.code == decided.code)
    assert town.execute(asked).scalar_one() == {"颜色": "黑", "层": "3"}
    again = _import(town, tmp_path / "b.csv", csv, source="other", days=1)
    assert (again.unchanged, again.updated) == (1, 0)


def test_a_new_one_keeps_the_datum_of_its_file(town: Connection, tmp_path: Path) -> None:
    _import(town, tmp_path / "a.csv", HEAD + "a,01002,120.405,36.005,700,\n", source="s")
    lon, lat = from_wgs84(120.40504, 36.005, datum=Datum.GCJ02)  # 3.6 m off, from a map: perhaps
    (tmp_path / "b.csv").write_text(f"{HEAD}x,01002,{lon},{lat},700,\n", encoding="utf-8")
    run(town, tmp_path / "b.csv", kind="assets", source="other", actor_name="tests", now=NOW, datum="GCJ-02")
    (found,) = waiting(town)
    decided = decide(town, found.id, Decision.NEW, actor_name="tests", now=NOW)
    asked = select(tables.asset.c.datum).where(tables.asset.c.code == decided.code)
    assert town.execute(asked).scalar_one() == "GCJ-02"


def test_what_is_left_out_stays_out(town: Connection, review: Review, tmp_path: Path) -> None:
    assert decide(town, review.id, Decision.LEAVE, actor_name="tests", now=NOW).code is None
    again = _import(town, tmp_path / "b.csv", NEAR, source="other", days=1)
    assert (again.repeated, again.review, again.new) == (1, 0, 0)
    assert "1 rows were left out by a person before" in again.notes


def test_wrong_decisions_are_told(town: Connection, review: Review) -> None:
    with pytest.raises(NotFound, match="no review 999"):
        decide(town, 999, Decision.NEW, actor_name="tests", now=NOW)
    with pytest.raises(Invalid, match="say the code"):
        decide(town, review.id, Decision.SAME, actor_name="tests", now=NOW)
    with pytest.raises(NotFound, match="no asset 37"):
        decide(town, review.id, Decision.SAME, code="37", actor_name="tests", now=NOW)
    decide(town, review.id, Decision.LEAVE, actor_name="tests", now=NOW)
    with pytest.raises(Conflict, match="decided by tests: leave"):
        decide(town, review.id, Decision.NEW, actor_name="others", now=NOW)


def test_who_decided_is_recorded(town: Connection, review: Review) -> None:
    decide(town, review.id, Decision.NEW, actor_name="steward", now=NOW)
    assert town.execute(text("select count(*) from registry.change")).scalar_one() >= 1
