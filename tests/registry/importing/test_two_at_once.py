"""Two imports at once: one waits for the other, and knows what it brought."""

import threading
from pathlib import Path

from sqlalchemy import Engine

from registry.database import writing
from registry.importing.door import run
from registry.importing.runs import Report
from tests.registry.importing.rooms import HEAD, NOW

ROWS = HEAD + "a,01002,120.405,36.005\nb,01002,120.406,36.005\n"


def test_the_second_finds_what_the_first_brought(town_engine: Engine, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(ROWS, encoding="utf-8")
    (tmp_path / "b.csv").write_text(ROWS.replace("a,", "x,").replace("b,", "y,"), encoding="utf-8")
    reports: dict[str, Report] = {}
    is_stored, may_end = threading.Event(), threading.Event()

    def bring(name: str, source: str) -> None:
        with writing(town_engine) as conn:
            reports[source] = run(conn, tmp_path / name, kind="assets", source=source, actor_name="tests", now=NOW)
            is_stored.set()
            assert may_end.wait(30)

    first = threading.Thread(target=bring, args=("a.csv", "one"))
    first.start()
    assert is_stored.wait(30)
    second = threading.Thread(target=bring, args=("b.csv", "two"))
    second.start()
    second.join(0.5)
    assert list(reports) == ["one"]
    may_end.set()
    first.join(30)
    second.join(30)
    assert reports["one"].new == 2
    assert (reports["two"].new, reports["two"].unchanged) == (0, 2)
