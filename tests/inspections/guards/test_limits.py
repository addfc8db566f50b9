"""The table of gases as a file."""

from pathlib import Path

import pytest
from sqlalchemy import Connection

from inspections.guards import limits
from inspections.guards.air import Gas
from registry.errors import Invalid, NotFound
from tests.inspections.tickets.scene import REFERENCE


def test_the_citys_file_names_every_gas_and_where_its_figures_are_from(conn: Connection) -> None:
    with pytest.raises(NotFound, match="import-rules"):
        limits.of_city(conn)
    assert limits.load(conn, REFERENCE) == limits.load(conn, REFERENCE) == len(Gas)
    found = {one.gas: one for one in limits.of_city(conn)}
    assert found[Gas.O2].holds(19.5)
    assert not found[Gas.O2].holds(19.4)
    assert all(one.source for one in found.values())


@pytest.mark.parametrize(
    ("content", "wrong"),
    [
        ("gas,most\n", "columns"),
        ("gas,least,most,source\nneon,,1,x\n", "line 2: gas 'neon'"),
        ("gas,least,most,source\nco_ppm,,1,\n", "source"),
        ("gas,least,most,source\nco_ppm,,much,x\n", "'much' must be a number"),
        ("gas,least,most,source\nco_ppm,3,2,x\n", "above least"),
        ("gas,least,most,source\nco_ppm,,2,x\n", "one line for each"),
    ],
)
def test_a_wrong_file_is_told(tmp_path: Path, content: str, wrong: str) -> None:
    (tmp_path / limits.LIMITS).write_text(content, "utf-8")
    with pytest.raises(Invalid, match=wrong):
        limits.read_file(tmp_path / limits.LIMITS)


def test_no_file(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        limits.read_file(tmp_path / limits.LIMITS)
