"""`jingge print`: from the register to the printer."""

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from registry.actor import Role
from registry.database import writing
from tests.api.cli.support import Done, jingge
from tests.api.support import make_account
from tests.maps.plates.pages import decoded, pictures, sizes_mm, texts
from tests.maps.prints import town
from tests.registry import quarter


@pytest.fixture(autouse=True)
def address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JINGGE_PUBLIC_URL", "https://wg.example.cn")
    monkeypatch.setenv("JINGGE_MAP_APPROVAL", "鲁S(2026)001号")


@pytest.fixture
def settled(fresh: Callable[[], Engine]) -> Engine:
    engine = fresh()
    with writing(engine) as conn:
        town.settle(conn)
    return engine


def run(engine: Engine, *words: str | Path) -> Done:
    return jingge("print", *map(str, words), url=engine.url.render_as_string(hide_password=False))


def test_each_print_on_its_paper(settled: Engine, tmp_path: Path) -> None:
    asked: dict[str, tuple[tuple[str, ...], tuple[int, int], str]] = {
        "wall": (("wall-map", "370203005", "--paper", "A1"), (594, 841), "辽宁路街道微网格图"),
        "grid": (("grid", town.GRID), (420, 297), "一格"),
        "board": (("notice-board", town.BUILDING), (297, 420), "微网格公示牌"),
        "walk": (("walk-list", town.LIVED_IN, "--people", "1"), (210, 297), "走访单 大连路社区–01网格–001"),
    }
    told = {}
    for name, (words, size, title) in asked.items():
        out = tmp_path / f"{name}.pdf"
        done = run(settled, *words, "--out", out, "--json")
        assert done.code == 0, done.err
        told[name] = done.json
        assert (told[name]["size_mm"], told[name]["pages"]) == (list(size), 1)
        pdf = out.read_bytes()
        assert sizes_mm(pdf) == [size]
        (said,) = texts(pdf)
        assert title in said
        assert "审图号：鲁S(2026)001号" in said
        assert "试点方案" in said
    assert told["wall"]["without_number"] == []
    assert told["walk"]["stops"] == 6
    (seen,) = pictures((tmp_path / "board.pdf").read_bytes(), dpi=72)
    assert [words for words, *_ in decoded(seen)] == [f"https://wg.example.cn/id/{town.BUILDING}"]


def test_a_print_that_is_for_people_is_told_in_words(settled: Engine, tmp_path: Path) -> None:
    done = run(settled, "wall-map", town.GRID, "--out", tmp_path / "w.pdf", "--paper", "A3")
    assert done.code == 0
    assert "w.pdf: 1 pages of 297 x 420 mm, 1:" in done.out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("wall-map", "999999"), "no grid lies in '999999'"),
        (("wall-map", quarter.WEST, "--scale", "100"), "at most 1:"),
        (("grid", "12"), "12"),
        (("grid", f"{quarter.WEST}009"), "no grid lies in"),
        (("walk-list", f"{town.GRID}099"), "does not stand"),
        (("notice-board", f"{quarter.WEST}B99999"), "is the code right"),
    ],
)
def test_a_mistake_is_one_line(settled: Engine, tmp_path: Path, words: tuple[str, ...], said: str) -> None:
    done = run(settled, *words, "--out", tmp_path / "a.pdf")
    assert (done.code, done.out) == (2, "")
    assert said in done.err
    assert "Traceback" not in done.err
    assert list(tmp_path.iterdir()) == []


def test_only_a_pdf_only_inside_ones_areas_and_where_cells_stand(settled: Engine, tmp_path: Path) -> None:
    assert "name it .pdf" in run(settled, "grid", town.GRID, "--out", tmp_path / "a.png").err
    make_account(settled, Role.PLANNER, login="east", areas=[quarter.EAST])
    asked = ("grid", town.GRID, "--out", tmp_path / "a.pdf", "--login", "east", "--json")
    assert run(settled, *asked).json["error"] == "forbidden"
    with writing(settled) as conn:
        conn.execute(text("delete from registry.micro_grid"))
    assert "publish a plan first" in run(settled, "grid", town.GRID, "--out", tmp_path / "a.pdf").err


def test_a_board_of_this_machine_is_a_draft(settled: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("JINGGE_PUBLIC_URL")
    asked = ("notice-board", town.BUILDING, "--out", tmp_path / "n.pdf")
    assert "JINGGE_PUBLIC_URL" in run(settled, *asked).err
    assert run(settled, *asked, "--draft").code == 0
