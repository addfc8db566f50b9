"""What the tables of an impact sheet say."""

from inspections.redraw.gathering import Impact
from maps.impact_tables import Bad, Table, Tables
from maps.impact_words import IMPACT
from maps.words import CATALOGUE, Language, pick
from tests.inspections.redraw import scene
from tests.maps.impacts import made


def tables(impact: Impact, language: Language = Language.EN) -> Tables:
    words = {key: pick(word, language) for key, word in (dict(CATALOGUE) | dict(IMPACT)).items()}
    return Tables(impact, words, language)


def _square(table: Table) -> None:
    assert {len(row) for row in table.rows} <= {len(table.heads)}
    assert len(table.foot) in {0, len(table.heads)}


def test_communities_stand_below_their_street_and_add_up() -> None:
    table = tables(made()).communities()
    assert table.rows[0] == ("§First Subdistrict",)
    first, second = table.rows[1:]
    assert list(first)[:4] == ["甲社区", "100", "2", "4"]
    assert list(first)[-3:] == ["2", "2", "50"]  # what lies beyond 2
    assert list(second)[-3:] == ["0", "0", "0"]  # a first number takes nothing
    assert list(table.foot)[:3] == ["Total", "107", "3"]
    assert list(table.foot)[-3:] == ["2", "2", "50"]
    assert len(table.foot) == len(table.heads) == len(first)


def test_cells_are_listed_the_longest_first_and_what_is_too_long_is_bad() -> None:
    told = tables(made())
    former, new = told.former(most=2), told.new(most=2)
    assert [row[3] for row in former.rows] == ["420", "290"]
    assert all(isinstance(row[3], Bad) for row in former.rows)
    assert former.rows[0][:2] == (scene.GRIDS[1], "whole grid")
    assert [row[4] for row in new.rows] == ["420", "170"]
    assert [row[0][-3:] for row in told.new().rows] == ["001", "010", "011", "001", "002"]
    _square(former)
    _square(new)


def test_full_tables_tell_what_the_twelve_months_bring_to_each_cell() -> None:
    told = tables(made())
    for table in (told.new(), told.former()):
        _square(table)
        assert table.heads[-4:] == ["Filed", "Closed", "Closed on time", "Observed"]
        assert sum(int(row[-4]) for row in table.rows) == 2
        assert [row[-1] for row in table.rows if row[-1] != "0"] == ["1,500"]


def test_only_what_moves_is_in_the_flows() -> None:
    table = tables(made()).flows()
    _square(table)
    assert all(row[0] != row[1] for row in table.rows)
    moved = next(row for row in table.rows if row[0].endswith("001003") and row[1].endswith("001010"))
    assert moved[2:] == ("1", "1", "1", "10")


def test_tickets_are_told_in_the_language_of_the_sheet() -> None:
    assert tables(made()).tickets().rows[0][:3] == ("t0", "missing<b>", "Liaoning Road")
    assert tables(made(), Language.ZH).tickets().rows[0][1:3] == ("缺失<b>", "辽宁路")
    assert len(tables(made()).tickets(most=1).rows) == 1


def test_months_are_checked_one_by_one() -> None:
    good = tables(made()).months()
    _square(good)
    assert good.rows[-1] == ("2026-11", "0", "0", "0", "1,500", "Equal")
    after = scene.cells(([6], [5]))
    lost = scene.scene(
        scene.cells(([], [])),
        after[after["code"] != f"{scene.GRIDS[0]}002"],
        happened=[("2026-11", "filed", 3, "", 8.0), ("2026-10", "filed", 2, "", 1.0)],
    )
    rows = tables(made(lost)).months().rows
    assert rows[-1][1:] == ("3 → 0", "0", "0", "0", "differ")
    assert isinstance(rows[-1][-1], Bad)
    assert rows[-2][-1] == "Equal"


def test_how_busy_the_cells_are() -> None:
    told = tables(made())
    _square(told.spread())
    assert told.busiest("before").rows[0] == (f"{scene.GRIDS[0]}003", "2", "0", "0", "1,500")
    assert told.busiest("after").rows[0][:2] == (f"{scene.GRIDS[0]}010", "2")
