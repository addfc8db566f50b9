from pathlib import Path

import pytest

from api import backups
from registry.database import open_engine
from registry.errors import Invalid, Unavailable


def test_a_database_away_leaves_no_file(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="pg_dump failed"):
        backups.backup("postgresql:///nothing?host=/nonexistent", tmp_path / "x.dump")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_none_is_told() -> None:
    with pytest.raises((Invalid, Unavailable)):
        backups.backup("postgresql:///nothing?host=/nonexistent", Path("/nonexistent/x.dump"))


def test_restoring_asks_the_database_first(tmp_path: Path) -> None:
    with pytest.raises(Unavailable):
        backups.restore(open_engine("postgresql:///nothing?host=/nonexistent"), tmp_path / "x.dump", replace=False)
