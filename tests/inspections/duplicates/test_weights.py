"""Weights are loaded from a file, which is checked as a whole."""

from pathlib import Path

import pytest
from sqlalchemy import Connection

from inspections.duplicates.weights import WEIGHTS, load, of_city, read_file
from registry.errors import Invalid, NotFound
from tests.conftest import ROOT
from tests.inspections.duplicates import weighing

REFERENCE = ROOT / "fixtures" / "reference"


def test_the_reference_file_is_what_the_tests_weigh_with(conn: Connection) -> None:
    assert load(conn, REFERENCE) == load(conn, REFERENCE) == 20
    assert of_city(conn) == weighing.WEIGHTS


def test_without_weights_it_says_what_to_load(conn: Connection, tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="import-rules"):
        of_city(conn)
    with pytest.raises(NotFound):
        load(conn, tmp_path)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("kind,", "sort,", "columns"),
        ("prior,", "earlier,", "none of these"),
        ("least,", "prior,", "twice"),
        ("prior,-4", "prior,nan", "number"),
        ("prior,-4", "prior,much", "number"),
        ("reach_m,100", "reach_m,0", "reach_m"),
        ("merge_at,0.95", "merge_at,1", "merge_at"),
        ("came_back,-5", "came_back,5", "came_back"),
        ("same_matter,0.7,assumption\n", "", "no line for same_matter"),
        ("same_matter,0.7,assumption\n", "same_matter,0.7,\n", "source"),
    ],
)
def test_a_wrong_file_is_refused_as_a_whole(tmp_path: Path, old: str, new: str, said: str) -> None:
    text = (REFERENCE / WEIGHTS).read_text("utf-8")
    assert old in text
    (tmp_path / WEIGHTS).write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(Invalid, match=said):
        read_file(tmp_path / WEIGHTS)
