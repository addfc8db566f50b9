import gc
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from typer.main import get_command

from api.cli import app as commands
from api.cli import shell


def test_a_table_is_aligned() -> None:
    rows: list[dict[str, Any]] = [
        {"a": 1, "b": None, "c": 0},
        {"a": "long", "b": datetime(2026, 11, 23, tzinfo=UTC), "c": 0},
    ]
    assert shell.table(rows, columns=("a", "b")) == "a     b\n1     -\nlong  2026-11-23 08:00"
    assert shell.table([], columns=("a",)) == "(none)"


def test_an_answer_is_one_object_or_words(capsys: pytest.CaptureFixture[str]) -> None:
    shell.tell({"name": "井格", "at": datetime(2026, 11, 23, tzinfo=UTC)}, as_json=True, words="words")
    shell.tell({"name": "井格"}, as_json=False, words="words")
    out, err = capsys.readouterr()
    assert out == '{"name": "井格", "at": "2026-11-23T00:00:00+00:00"}\nwords\n'
    assert err == ""


def test_no_bar_is_drawn_where_nobody_looks(capsys: pytest.CaptureFixture[str]) -> None:
    with shell.bar("reading") as step:
        step("part", 1, 2)
    assert capsys.readouterr() == ("", "")


def test_the_collector_rests_and_is_back_whatever_happens() -> None:
    def fails() -> None:
        with shell.uncollected():
            raise ValueError(f"collects: {gc.isenabled()}")

    with pytest.raises(ValueError, match="collects: False"):
        fails()
    assert gc.isenabled()


def test_every_command_takes_a_ticket_and_a_request_by_its_number() -> None:
    def words(command: Any, path: str) -> Iterator[tuple[str, Any]]:
        for name, child in getattr(command, "commands", {}).items():
            yield from words(child, f"{path} {name}")
        yield from ((f"{path} {word.name}", word) for word in getattr(command, "params", ()))

    named = {
        path: word.type_descriptor.parameter_info.parser
        for path, word in words(get_command(commands), "jingge")
        if word.name in {"ticket", "ticket_id", "request_id"}
    }
    assert len(named) > 12
    assert {path for path, kind in named.items() if kind not in (shell._ticket, shell._request)} == set()
