"""A plan is the same wherever its grids are divided; a cluster that cannot be used is told in words."""

import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
from typer.testing import CliRunner

from api.cli import app, runners
from registry.errors import Conflict, Invalid, NotFound
from tests.registry.redraw.town import frame, square


@pytest.fixture(scope="module")
def scheduler(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A scheduler and a worker, each a process of its own."""
    folder = tmp_path_factory.mktemp("cluster")
    file = folder / "scheduler.json"
    dask = [sys.executable, "-m", "dask"]
    told = ["--scheduler-file", str(file), "--no-dashboard"]
    here = ["scheduler", "--host", "127.0.0.1", "--port", "0"]
    work = ["worker", "--nthreads", "2", "--local-directory", str(folder), "--host", "127.0.0.1"]
    with (folder / "log").open("w") as log:
        started = [subprocess.Popen([*dask, *here, *told], stdout=log, stderr=log, cwd=folder)]
        try:
            _wait(file)
            started.append(subprocess.Popen([*dask, *work, *told], stdout=log, stderr=log, cwd=folder))
            yield json.loads(file.read_text("utf-8"))["address"]
        finally:
            for process in reversed(started):
                process.terminate()
            for process in started:
                process.wait(20)


def _wait(file: Path) -> None:
    for _ in range(300):
        if file.exists() and file.read_text("utf-8").endswith("}"):
            return
        time.sleep(0.1)
    pytest.fail("the scheduler did not start")


@pytest.fixture
def words(tmp_path: Path) -> list[str]:
    places = [shapely.Point(20 * i + 5, 20 * j + 5) for i in range(20) for j in range(5)]
    grids = [square(100, 100 * i) for i in range(4)]
    frame(grids, code=list("abcd")).to_file(tmp_path / "grids.gpkg")
    frame(places, minutes=[30.0] * 100).to_file(tmp_path / "demand.gpkg")
    return ["redraw", "plan", "--grids", str(tmp_path / "grids.gpkg"), "--demand", str(tmp_path / "demand.gpkg")]


def test_a_cluster_makes_the_plan_of_one_process(words: list[str], scheduler: str, tmp_path: Path) -> None:
    plans = []
    for name, where in (("one", ["--processes", "1"]), ("cluster", ["--scheduler", scheduler])):
        out = tmp_path / f"{name}.gpkg"
        told = CliRunner().invoke(app, [*words, "--count", "23", "--out", str(out), *where], catch_exceptions=False)
        assert told.exit_code == 0, told.output
        plans.append([gpd.read_file(out, layer=layer).to_wkb() for layer in ("cells", "atoms")])
    assert len(plans[0][0]) == 23
    for one, other in zip(*plans, strict=True):
        assert one.equals(other)


def test_work_is_done_by_the_worker_in_order(scheduler: str) -> None:
    with runners.run_on(1, scheduler) as run:
        assert list(run(abs, range(-20, 0))) == list(range(20, 0, -1))
        with pytest.raises(TypeError):
            list(run(abs, ["no number"]))


def test_another_version_at_a_worker_is_told(scheduler: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(np, "__version__", "0.0")
    with pytest.raises(Conflict, match=r"beside numpy 0\.0 here"), runners.run_on(1, scheduler):
        pass


def test_where_no_scheduler_answers_it_is_said_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runners, "ANSWER_S", 1)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{free.getsockname()[1]}"
    began = time.monotonic()
    with pytest.raises(NotFound, match="no Dask scheduler answered within 1 s"), runners.run_on(1, address):
        pass
    assert time.monotonic() - began < 15


def test_what_is_no_address_is_said() -> None:
    with pytest.raises(Invalid, match="say tcp://HOST:PORT"), runners.run_on(1, "nonsense://x"):
        pass


def test_the_command_does_not_load_dask_to_start() -> None:
    code = "import sys, api.cli; sys.exit('distributed' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
