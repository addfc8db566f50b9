"""Porto and three precincts of Cambridge redrawn from published files by the command, and judged by the verifier."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from api.cli import app
from tests.registry.redraw import real

pytestmark = pytest.mark.skipif(not real.DATA.exists(), reason="the real data are not there: ../shared/data")


def _redraw(folder: Path, *given: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """The figures of the plan, and what the verifier says of its file."""
    files = ["--grids", str(folder / "grids.gpkg"), "--demand", str(folder / "demand.gpkg"), *given, "--json"]
    plan = str(folder / "plan.gpkg")
    made = CliRunner().invoke(app, ["redraw", "plan", *files, "--out", plan], catch_exceptions=False)
    assert made.exit_code == 0, made.output
    judged = CliRunner().invoke(app, ["redraw", "verify", plan, *files], catch_exceptions=False)
    assert judged.exit_code == 0, judged.output
    return json.loads(made.stdout), json.loads(judged.stdout)


def test_porto(tmp_path: Path) -> None:
    real.write_porto(tmp_path)
    made, judged = _redraw(tmp_path, "--barriers", str(tmp_path / "barriers.gpkg"))
    assert judged["holds"]
    assert (made["grids"], made["outside"]) == (4, 0)
    assert made["cut_buildings"] == 0  # some reach over the border of their parish: those were cut
    assert made["cells"] <= 1.3 * made["lower_bound"]  # the bound knows no barriers


def test_cambridge(tmp_path: Path) -> None:
    real.write_cambridge(tmp_path, wards=("1",))
    made, judged = _redraw(tmp_path)
    assert judged["holds"]
    assert (made["grids"], made["outside"]) == (3, 0)
