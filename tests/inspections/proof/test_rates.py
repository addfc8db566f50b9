"""Shares of verification as a file."""

from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from inspections.proof import rates
from inspections.proof.sampling import Regime
from registry.errors import Invalid, NotFound
from tests.inspections.tickets.scene import REFERENCE

GOOD = "regime,share,source\nreduced,0.1,x\nnormal,0.3,x\ntightened,0.7,x\nfull,1,x\n"


def test_the_citys_own_file_is_loaded_twice_as_once(conn: Connection) -> None:
    assert set(rates.of_city(conn).values()) == {1.0}, "nobody said anything: everything is verified"
    assert rates.load(conn, REFERENCE) == rates.load(conn, REFERENCE) == len(Regime)
    found = rates.of_city(conn)
    assert list(found.values()) == sorted(found.values())
    assert found[Regime.FULL] == 1.0
    assert conn.execute(text("select count(*) from inspections.verification_rate where source = ''")).scalar_one() == 0


@pytest.mark.parametrize(
    ("change", "say"),
    [
        (("0.3", "1.3"), "0 to 1"),
        (("0.3", "nan"), "0 to 1"),
        (("0.3", "much"), "0 to 1"),
        (("normal,0.3,x", "normal,0.3,"), "source"),
        (("normal", "usual"), "none of"),
        (("normal,0.3,x\n", ""), "one line for each"),
        (("normal,0.3", "normal,0.05"), "must not fall"),
        (("share,source", "share"), "columns"),
    ],
)
def test_a_wrong_file_is_told(tmp_path: Path, change: tuple[str, str], say: str) -> None:
    (tmp_path / rates.RATES).write_text(GOOD.replace(*change), "utf-8")
    with pytest.raises(Invalid, match=say):
        rates.read_file(tmp_path / rates.RATES)
    with pytest.raises(NotFound):
        rates.read_file(tmp_path / "none.csv")
