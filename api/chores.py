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

from api import courier, import_chores
from api.access import chain
from api.duplicate_chores import find_duplicates, hash_pictures
from api.settings import Settings
from inspections.clocks import ringing as clocks
from inspections.duty import turns
from inspections.guards import keeping, overdue
from inspections.observations.photostore import PhotoStore
from inspections.owners import phoning
from inspections.payers import ringing as payers
from inspections.requests import pictures, retention
from inspections.walks import tracks
from registry.database import writing

log = logging.getLogger("jingge")


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


def _erase_persons(engine: Engine, settings: Settings, now: datetime) -> int:
    """Who asked, and who spoke for an owner, is erased when its time is over: some at once, until none is left."""
    erased = 0
    while True:
        with writing(engine) as conn:
            some = retention.erase(conn, now=now)
            some += phoning.erase(conn, now=now, kept_days=settings.request_retention_days)
        erased += some
        if not some:
            _erase_pictures(engine, PhotoStore(settings.photo_root))
            return erased


def _erase_pictures(engine: Engine, store: PhotoStore) -> None:
    """What somebody sent along is erased after their words, some a transaction."""
    while True:
        with writing(engine) as conn:
            if not pictures.forget(conn, store):
                return


def _tell_fallbacks(engine: Engine, _: Settings, now: datetime) -> int:
    """属地兜底: tell of tickets that nobody answers for, some a transaction, until all were looked at."""
    total, after = 0, None
    while True:
        with writing(engine) as conn:
            told, after = turns.tell_fallbacks(conn, now=now, after=after)
        total += told
        if after is None:
            return total


def _ring_recoveries(engine: Engine, _: Settings, now: datetime) -> int:
    """兜底: who is silent, which notice is over, which payment is due; some a transaction, until nothing is."""
    total = 0
    while True:
        with writing(engine) as conn:
            rung = payers.ring(conn, now=now)
        if not rung:
            return total
        total += rung


def _forget_tracks(engine: Engine, settings: Settings, now: datetime) -> int:
    with writing(engine) as conn:
        return tracks.forget(conn, now=now, kept_days=settings.track_days)


def _prune_audit(engine: Engine, settings: Settings, now: datetime) -> int:
    with writing(engine) as conn:
        return chain.prune(conn, kept_days=settings.audit_retention_days, now=now)


CHORES: tuple[Chore, ...] = (
    Chore("outbox", every_s=1, act=courier.act),
    Chore("clocks", every_s=20, act=_ring_clocks),
    Chore("guards", every_s=15, act=_tell_guards),
    Chore("openings", every_s=15, act=_raise_overdue),
    Chore("duplicates", every_s=60, act=find_duplicates),
    Chore("photo-hashes", every_s=60, act=hash_pictures),
    Chore("duty", every_s=60, act=_tell_fallbacks),
    Chore("recoveries", every_s=60, act=_ring_recoveries),
    Chore("imports", every_s=1, act=import_chores.work),
    Chore("import-files", every_s=3600, act=import_chores.sweep),
    Chore("retention", every_s=3600, act=_erase_persons),
    Chore("tracks", every_s=3600, act=_forget_tracks),
    Chore("audit", every_s=3600, act=_prune_audit),
)


def run_once(engine: Engine, settings: Settings, *, now: datetime) -> Mapping[str, int]:
    """Each chore once, in order; how much each did."""
    return {chore.name: chore.act(engine, settings, now) for chore in CHORES}


class Runner:
    """Runs each chore in a thread of its own beside the service, until it is stopped.

    One that fails is told and tried again; one that waits for another host holds up none of the others.
    """

    def __init__(
        self,
        engine: Engine,
        settings: Settings,
        *,
        clock: Callable[[], datetime],
        chores: tuple[Chore, ...] | None = None,
    ) -> None:
        self._engine, self._settings, self._clock = engine, settings, clock
        self._stop = threading.Event()
        self._threads = [
            threading.Thread(target=self._run, args=(chore,), name=f"chore {chore.name}", daemon=True)
            for chore in (CHORES if chores is None else chores)
        ]

    def start(self) -> None:
        """Begin."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """End after what is being done."""
        self._stop.set()
        for thread in self._threads:
            if thread.is_alive():
                thread.join()

    def _run(self, chore: Chore) -> None:
        while not self._stop.is_set():
            try:
                chore.act(self._engine, self._settings, self._clock())
            except Exception:  # whatever it is: the service goes on; the failure is told, and the chore tried again
                log.exception("chore %s failed", chore.name)
            self._stop.wait(chore.every_s)
