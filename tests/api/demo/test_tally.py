"""The tally counts truth beside what the database holds."""

import csv
from pathlib import Path

from sqlalchemy import Connection, text

from api.demo import tally


def _planted(folder: Path, rows: list[tuple[str, str, str]]) -> Path:
    with (folder / "planted.csv").open("w", encoding="utf-8", newline="") as file:
        lines = csv.writer(file)
        lines.writerow(["asset_source_id", "defect_code", "severity", "hazard"])
        lines.writerows([source_id, defect, 3, hazard] for source_id, defect, hazard in rows)
    return folder


def test_a_silent_system_has_missed_everything(small_conn: Connection, tmp_path: Path) -> None:
    ids = (
        small_conn.execute(text("select source_id from registry.asset where source = 'district' order by code limit 3"))
        .scalars()
        .all()
    )
    folder = _planted(tmp_path, [(ids[0], "missing", "1"), (ids[1], "broken", "1"), (ids[2], "noise", "0")])
    told = tally.count(small_conn, folder)
    assert (told["planted"], told["missed"], told["tickets"], told["false"]) == (2, 2, 0, 0)
    assert (told["minor_planted"], told["minor_found"], told["coverage"]) == (1, 0, 0.0)
    assert (told["emergencies"], told["holes"], told["on_time_share"], told["left_out"]) == (0, 0, None, {})
    covers = "select count(*) from registry.asset a join registry.asset_class c on c.code = a.class_code where is_cover"
    assert told["covers"] == small_conn.execute(text(covers)).scalar_one()


def test_the_planted_list_is_known_by_asset_code(small_conn: Connection, tmp_path: Path) -> None:
    row = small_conn.execute(text("select code, source_id from registry.asset order by code limit 1")).one()
    truth = tally.plant(small_conn, _planted(tmp_path, [(row.source_id, "flipping", "1"), ("nobody", "missing", "1")]))
    assert {code: defect.code for code, defect in truth.items()} == {row.code: "flipping"}
