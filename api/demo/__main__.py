"""`./run demo`: the sweep of a synthetic district, end to end, on a real database and a real server; then the map."""

import argparse
import json
import os
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn
from sqlalchemy import Engine

from api import cluster
from api.demo import requests, stage, sweep, tally, today
from api.demo.net import Line
from api.demo.repairs import Repairs
from api.demo.world import Profile
from inspections import reference as rules
from registry import reference
from registry.actor import Role
from registry.database import migrate, open_engine, writing
from registry.errors import JinggeError
from registry.importing import district

REFERENCE = cluster.ROOT / "fixtures" / "reference"
SEED = 1


def main() -> int:
    """Run the demonstration; exit 0 when it went through, 2 for wrong use or a machine that cannot."""
    options = _options()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))  # so that its server ends with it
    console = Console(stderr=True)
    try:
        with _bars(console) as bars:
            return _run(options, console, bars)
    except JinggeError as error:
        console.print(f"demo: {error.message}", style="red", markup=False)
        return 2
    except KeyboardInterrupt:
        return 130


class Stages:
    """The steps of the demonstration, each a line with a bar on a terminal, a plain line elsewhere."""

    def __init__(self, console: Console, progress: Progress | None) -> None:
        self._console = console
        self._progress = progress
        self.seconds: dict[str, float] = {}

    @contextmanager
    def step(self, words: str, total: int | None = None) -> Iterator["Bar"]:
        """One step; its seconds are kept."""
        began = time.monotonic()
        task = self._progress.add_task(words, total=total) if self._progress else None
        yield Bar(self._progress, task)
        self.seconds[words] = round(time.monotonic() - began, 1)
        if self._progress and task is not None:
            done = self._progress.tasks[task].completed or 1
            self._progress.update(task, total=done, completed=done)
        else:
            self._console.print(f"{words}: {self.seconds[words]} s", highlight=False)


class Bar:
    """Moves a bar where there is one."""

    def __init__(self, progress: Progress | None, task: TaskID | None) -> None:
        self._progress, self._task = progress, task

    def advance(self, done: int) -> None:
        """So many more are done."""
        if self._progress and self._task is not None:
            self._progress.advance(self._task, done)


@contextmanager
def _bars(console: Console) -> Iterator[Stages]:
    if not console.is_terminal:
        yield Stages(console, None)
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console) as progress:
        yield Stages(console, progress)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./run demo", description=__doc__)
    parser.add_argument("--no-serve", action="store_true", help="end after the sweep")
    parser.add_argument("--port", type=int, default=8000, help="where the map is served (8000)")
    parser.add_argument("--scale", type=float, default=1.0, help="size of the district, 1 is 170,000 covers")
    parser.add_argument(
        "--profile", type=Profile, choices=list(Profile), default=Profile.EXACT, help="how inspectors see"
    )
    options = parser.parse_args()
    if not 0.02 <= options.scale <= 1:
        parser.error("--scale is from 0.02 to 1")
    return options


def _run(options: argparse.Namespace, console: Console, stages: Stages) -> int:
    began = time.monotonic()
    given = os.environ.get("JINGGE_DATABASE_URL") or cluster.up()
    private = bool(os.environ.get("JINGGE_PRIVATE_CLUSTER")) or "JINGGE_DATABASE_URL" not in os.environ
    with stages.step("district 生成辖区"):
        count = requests.how_many(options.scale)
        folder = stage.make_district(seed=SEED, scale=options.scale, requests=count)
    url = stage.clear_database(given, private=private)
    engine = open_engine(url)
    with stages.step("register 建库入册"):
        _fill(engine, folder)
    with stages.step("requests 诉求受理派办"):
        told = requests.show(engine, url, folder / "requests.csv", now=datetime.now(UTC))
    port = stage.free_port() if options.no_serve else options.port
    with stage.served(url, port=port, program=stage.SIMULATE) as base:
        figures = _sweep(engine, base, folder, profile=options.profile, stages=stages)
    figures["seconds"] = round(time.monotonic() - began, 1)
    login, password = stage.open_door(engine, now=datetime.now(UTC))
    console.print(f"steps: {stages.seconds}", highlight=False, markup=False)
    sys.stdout.write(json.dumps(figures | told, ensure_ascii=False) + "\n")
    sys.stdout.flush()
    if not options.no_serve:
        with stage.served(url, port=port) as base:
            with stages.step("today 今日在办"):
                now = datetime.now(UTC)
                today.open_day(engine, base, keys=today.hire(engine, password=password, now=now), now=now)
            others = ", ".join(today.PEOPLE)
            console.print(f"application: {base}/app/  panorama: {base}/  (Ctrl-C ends)", highlight=False)
            console.print(f"login {login} (or {others})  password {password}", highlight=False)
            _wait()
    engine.dispose()
    return 0


def _fill(engine: Engine, folder: Path) -> None:
    migrate(engine)
    with writing(engine) as conn:
        reference.load(conn, REFERENCE)
        district.load(conn, folder, actor_name="demo", now=datetime.now(UTC))
        rules.load(conn, REFERENCE)


def _sweep(engine: Engine, base: str, folder: Path, *, profile: Profile, stages: Stages) -> dict[str, object]:
    with writing(engine) as conn:
        truth = tally.plant(conn, folder)
        now = datetime.now(UTC)
        desk_account = stage.hire(
            conn, "fortnight-desk", roles=[Role.DISPATCHER], org_code=None, areas=[stage.DIVISION], now=now
        )
        repairs = Repairs(conn, truth=truth, desk=desk_account, seed=SEED)
    desk = Line(base, desk_account.token)
    with stages.step("campaign 制定方案"):
        campaign = sweep.begin(desk, engine, profile=profile, org_code=stage.VERIFIERS, today=now.date())
    with stages.step("sweep 巡查上报", total=_planned(campaign)) as bar:
        sent = sweep.walk(campaign, base_url=base, truth=truth, profile=profile, seed=SEED, progress=bar.advance)
    with stages.step("tickets 派遣处置核查") as bar:
        repairs.work(campaign, engine, base, progress=bar.advance)
    progress = sweep.end(desk, campaign)
    with stages.step("report 专项报告"):
        sweep.save_report(desk, campaign, stage.FOLDER)
    desk.close()
    with writing(engine) as conn:
        figures: dict[str, object] = tally.count(conn, folder)
    estimate = progress["estimates"].get("hazard")
    return figures | {
        "profile": profile,
        "people": len(campaign.inspectors),
        "sent_items": sent.items,
        "lost_connections": sent.lost,
        "repeated_batches": sent.repeated,
        "estimate": estimate
        and {"missed": estimate["missed"], "low": estimate["missed_low"], "high": estimate["missed_high"]},
    }


def _planned(campaign: sweep.Campaign) -> int | None:
    targets = campaign.plan.get("covers")
    return int(targets) if targets else None


def _wait() -> None:
    try:
        while True:
            time.sleep(3600)
    except KeyboardInterrupt:
        return


if __name__ == "__main__":
    sys.exit(main())
