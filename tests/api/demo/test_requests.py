"""A hotline's file in the small district: taken in by the real command, every figure counted."""

import csv
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from api.demo import requests
from registry.database import reading
from tests.support import ROOT

NOW = datetime(2026, 11, 23, 1, tzinfo=UTC)
COUNT = 300


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("requests")
    words = [sys.executable, str(ROOT / "fixtures" / "make.py"), "--scale", "0.02", "--requests", str(COUNT)]
    subprocess.run([*words, "--out", str(made)], check=True, capture_output=True)
    return made


def test_the_figures_are_those_of_the_file(small: Engine, folder: Path) -> None:
    url = small.url.render_as_string(hide_password=False)
    told = requests.show(small, url, folder / "requests.csv", now=NOW)
    with (folder / "requests.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    solved = sum(row["办理结果"] == "已解决" for row in rows)
    reached = [row for row in rows if row["回访评价"] != "未接通"]
    content = sum(row["回访评价"] in {"满意", "基本满意"} for row in reached)
    assert (told["requests"], told["requests_closed"], told["routed_share"]) == (COUNT, COUNT, 1.0)
    assert told["solution_rate"]["raw"] == {"rate": round(solved / COUNT, 4), "numerator": solved, "denominator": COUNT}
    assert told["satisfaction_rate"]["raw"]["denominator"] == len(reached)
    assert told["satisfaction_rate"]["raw"]["numerator"] == content
    assert told["response_rate"]["raw"]["denominator"] == COUNT
    with small.begin() as conn:
        conn.execute(
            text("update inspections.request set assignee_code = null where state = 'closed' and number like '%00001'")
        )
    with reading(small) as conn:
        assert requests.count(conn, now=NOW)["routed_share"] == (COUNT - 1) / COUNT
    assert requests.take_in(url, folder / "requests.csv")["same"] == COUNT


def test_the_same_told_twice_is_found(small: Engine, tmp_path: Path) -> None:
    head = "工单编号,受理时间,诉求内容,诉求地点\n"
    twice = [f"HT{n},2026-11-20 1{n}:00,路灯不亮已经三天了请尽快修复,延安三路社区第12号附近" for n in range(2)]
    other = "HT7,2026-11-20 12:00,路灯不亮,台东社区第99号附近"
    (tmp_path / "file.csv").write_text(head + "\n".join([*twice, other]), encoding="utf-8")
    told = requests.show(small, small.url.render_as_string(hide_password=False), tmp_path / "file.csv", now=NOW)
    assert (told["requests"], told["request_duplicates"]) == (3, 1)
    assert told["satisfaction_rate"]["raw"] == {"rate": None, "numerator": 0, "denominator": 0}


def test_a_refused_row_ends_the_demonstration(small: Engine, tmp_path: Path) -> None:
    (tmp_path / "file.csv").write_text("工单编号,受理时间,诉求内容\nHT1,gestern,路灯\n", encoding="utf-8")
    with pytest.raises(RuntimeError, match="gestern"):
        requests.take_in(small.url.render_as_string(hide_password=False), tmp_path / "file.csv")


def test_so_many_as_the_district_is_large() -> None:
    assert (requests.how_many(1.0), requests.how_many(0.05)) == (66_100, 3305)
