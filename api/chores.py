"""Chores: what the service does by itself while it runs, or once by `jingge chores`. Every chore is named here.

A chore decides from the database alone what is due, so that it may be killed at any moment, started twice, or run by
two processes at once: each holds its own locks and leaves nothing half done.
"""

import logging
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine

from api.duplicate_chores import find_duplicates, hash_pictures
from api.settings import Settings
from inspections.clocks import ringing as clocks
from inspections.guards import keeping, overdue
from inspections.requests import retention
from inspections.walks import tracks
from registry.database import writing

log = logging.getLogger("jingge")

_BREATH_S = 1.0


@dataclass(frozen=True, slots=True)
class Chore:
    """One chore: its name, how often it is looked after, and the act, which returns how much it did."""

    name: str
    every_s: float
    act: Callable[[Engine, Settings, datetime], int]


def _ring_clocks(engine: Engine, _: Settings, now: datetime) -> int:
    """Tell what clocks of tickets fell due by now: warn, late, escalate, supervise."""
    total = 0
    while True:
        with writing(engine) as conn:
            rung = clocks.ring(conn, now=now)
        if not rung:
            return total
        total += rung


def _tell_guards(engine: Engine, _: Settings, now: datetime) -> int:
    with writing(engine) as conn:
        return keeping.tell_ran_out(conn, now=now)


def _raise_overdue(engine: Engine, settings: Settings, now: datetime) -> int:
    with writing(engine) as conn:
        return overdue.raise_hazards(conn, now=now, profile=settings.time_limit_profile)


def _erase_persons(engine: Engine, _: Settings, now: datetime) -> int:
    """Who asked is erased when its time is over: some a transaction, until there are none."""
    erased = 0
    while True:
        with writing(engine) as conn:
            some = retention.erase(conn, now=now)
        erased += some
        if not some:
            return erased


def _forget_tracks(engine: Engine, settings: Settings, now: datetime) -> int:
    with writing(engine) as conn:
        return tracks.forget(conn, now=now, kept_days=settings.track_days)


CHORES: tuple[Chore, ...] = (
    Chore("clocks", every_s=20, act=_ring_clocks),
    Chore("guards", every_s=15, act=_tell_guards),
    Chore("openings", every_s=15, act=_raise_overdue),
    Chore("duplicates", every_s=60, act=find_duplicates),
    Chore("photo-hashes", every_s=60, act=hash_pictures),
    Chore("retention", every_s=3600, act=_erase_persons),
    Chore("tracks", every_s=3600, act=_forget_tracks),
)


def run_once(engine: Engine, settings: Settings, *, now: datetime) -> Mapping[str, int]:
    """Each chore once, in order; how much each did."""
    return {chore.name: chore.act(engine, settings, now) for chore in CHORES}


class Runner:
    """Runs the chores in a thread beside the service until it is stopped; one that fails is told and tried again."""

    def __init__(
        self,
        engine: Engine,
        settings: Settings,
        *,
        clock: Callable[[], datetime],
        chores: tuple[Chore, ...] | None = None,
    ) -> None:
        self._engine, self._settings, self._clock = engine, settings, clock
        self._chores = CHORES if chores is None else chores
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="chores", daemon=True)

    def start(self) -> None:
        """Begin."""
        if self._chores:
            self._thread.start()

    def stop(self) -> None:
        """End after the chore that is being done."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        next_at = {chore.name: 0.0 for chore in self._chores}
        passed = 0.0
        while not self._stop.is_set():
            for chore in self._chores:
                if passed >= next_at[chore.name] and not self._stop.is_set():
                    self._do(chore)
                    next_at[chore.name] = passed + chore.every_s
            self._stop.wait(_BREATH_S)
            passed += _BREATH_S

    def _do(self, chore: Chore) -> None:
        try:
            chore.act(self._engine, self._settings, self._clock())
        except Exception:  # one chore that fails must not end the others: it is told, and tried again
            log.exception("chore %s failed", chore.name)
