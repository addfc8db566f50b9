"""What evidence weighs: loaded again and again, and what is wrong in the file is told by line."""

from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from inspections.orphans.weights import COLUMNS, UNDECIDED, WEIGHTS, as_weights, load, of_city, read_file
from registry.errors import Invalid, NotFound
from registry.orphans import Kind, Weight
from tests.support import REFERENCE

FILE = (REFERENCE / WEIGHTS).read_text("utf-8")


def spoiled(folder: Path, old: str, new: str) -> Path:
    assert old in FILE
    path = folder / WEIGHTS
    path.write_text(FILE.replace(old, new, 1), encoding="utf-8")
    return path


def test_loading_twice_is_loading_once(conn: Connection) -> None:
    assert load(conn, REFERENCE) == len(Kind) + 1
    once = conn.execute(text("select * from inspections.orphan_weight order by kind")).all()
    assert load(conn, REFERENCE) == len(Kind) + 1
    assert conn.execute(text("select * from inspections.orphan_weight order by kind")).all() == once
    in_force = of_city(conn)
    assert in_force.of[Kind.NEAR_SAME].reach_m == 25
    assert "非本单位" in in_force.of[Kind.REFUSED].words
    assert in_force.undecided.half == 0.5


def test_a_changed_file_changes_the_weights(conn: Connection, tmp_path: Path) -> None:
    load(conn, REFERENCE)
    spoiled(tmp_path, "row,3.5,", "row,2.5,")
    load(conn, tmp_path)
    assert of_city(conn).of[Kind.ROW].weight == 2.5


def test_without_weights_nobody_is_weighed(conn: Connection) -> None:
    with pytest.raises(NotFound, match="import-rules"):
        of_city(conn)


def test_every_figure_says_where_it_is_from() -> None:
    assert all(row["source"] for row in read_file(REFERENCE / WEIGHTS))


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("row,3.5,", "row,x,", "line 4: weight 'x' must be a number from 0 to 50"),
        ("row,3.5,", "row,nan,", "line 4: weight 'nan'"),
        ("row,3.5,0.5", "row,3.5,0", "line 4: half '0'"),
        ("row,3.5,", "queue,3.5,", "line 4: kind 'queue' is none of"),
        ("row,3.5,", "look,3.5,", "has a kind twice: look"),
        ("near,0.05,1,25", "near,0.05,1,", "line 6: reach_m ''"),
        ("undecided,0.5,0.5", "undecided,0.5,1.5", "half '1.5' must be a number from 1e-06 to 1"),
        ("kind,weight", "sort,weight", f"must have the columns {', '.join(COLUMNS)}"),
        ('"assumption: points of', '" ","assumption: points of', "source must say where"),
    ],
)
def test_what_is_wrong_is_told_by_line(tmp_path: Path, old: str, new: str, told: str) -> None:
    with pytest.raises(Invalid) as error:
        read_file(spoiled(tmp_path, old, new))
    assert told in error.value.message


def test_a_kind_without_a_line_is_told(tmp_path: Path) -> None:
    path = tmp_path / WEIGHTS
    path.write_text("\n".join(line for line in FILE.splitlines() if not line.startswith("look")), encoding="utf-8")
    with pytest.raises(Invalid, match="has no line for look"):
        read_file(path)
    with pytest.raises(NotFound, match="there is no"):
        read_file(tmp_path / "none.csv")
    with pytest.raises(Invalid, match=UNDECIDED):
        as_weights({kind: Weight(1, 1) for kind in Kind})
