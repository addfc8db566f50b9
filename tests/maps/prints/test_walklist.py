"""The walk list: all doors in the order of the tour, with boxes to tick."""

import re
from collections.abc import Callable
from dataclasses import replace

import pandas as pd

from maps.prints.furniture import Caption
from maps.prints.ground import Ground
from maps.prints.posts import Post
from maps.prints.sheet import TICK
from maps.prints.walklist import COLUMNS, table_of, walk_list
from registry.redraw.parameters import Parameters
from tests.maps.plates.pages import sizes_mm, texts
from tests.maps.prints import town


def test_doors_in_walking_order(ground: Ground, caption: Callable[..., Caption]) -> None:
    made, found = walk_list(
        ground, caption("走访单"), town.LIVED_IN, parameters=Parameters(),
        holders=[Post("微网格长", town.LIVED_IN, "W-7")],
    )  # fmt: skip
    assert made.size_mm == (210, 297)
    assert sizes_mm(made.pdf) == [(210, 297)]
    (text,) = texts(made.pdf)
    rows = table_of(found)
    assert all(len(row) == len(COLUMNS) for row in rows)
    assert [row[8] for row in rows] == [TICK] * len(rows)
    lines = [line.split()[0] for line in text.splitlines() if re.match(r"\d+ 大连山小区", line)]
    assert lines == [str(n) for n in range(1, len(found.stops) + 1)]
    order = [stop.code for stop in found.stops]
    assert sorted(order) == sorted(ground.entrances(ground.buildings(town.GRID)["code"].tolist())["code"])
    assert [int(code[-2:]) for code in order] in ([1, 2, 3, 3, 2, 1], [3, 2, 1, 1, 2, 3])  # along one house and back
    assert "微网格长 W-7" in text
    assert f"= {found.minutes:.0f} 分钟" in text


def test_a_long_list_goes_on(ground: Ground, caption: Callable[..., Caption]) -> None:
    (made, found) = walk_list(_Crowded.of(ground), caption(), town.LIVED_IN, parameters=Parameters())
    assert len(found.stops) == 90
    pages = texts(made.pdf)
    assert len(pages) == made.pages == 3
    assert "第 3 / 3 页" in pages[2]
    assert "90 大连山小区" in pages[2].replace("\r\n", "\n")


def test_a_cell_nobody_lives_in_has_an_empty_list(ground: Ground, caption: Callable[..., Caption]) -> None:
    made, found = walk_list(ground, caption(), f"{town.GRID}002", parameters=Parameters())
    assert (found.stops, made.pages) == ((), 1)


class _Crowded(Ground):
    """The ground with fifteen times as many doors."""

    @classmethod
    def of(cls, ground: Ground) -> "_Crowded":
        return cls(**{name: getattr(replace(ground), name) for name in ground.__dataclass_fields__})

    def entrances(self, buildings: object) -> pd.DataFrame:
        found = super().entrances(list(buildings))  # type: ignore[call-overload]  # codes
        parts = [found.assign(code=found["code"] + f"{n:02d}") for n in range(15)]
        return pd.concat(parts, ignore_index=True)
