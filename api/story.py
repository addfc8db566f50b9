"""The story of a thing: what happened to it, put together from all that tells of it, newest first. Pure.

Each source gives its events; a further one (the register's own history) is one more line in `story`.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from operator import attrgetter

from inspections.tickets.record import Entry
from inspections.tickets.terms import UNTRUE, Words
from maps.certificate import Event
from maps.certificate_words import CERTIFICATE
from registry.assets import Asset


def story(asset: Asset, record: Sequence[Entry], *, inside: bool, further: Iterable[Event] = ()) -> list[Event]:
    """The events of an asset, newest first: strangers are told neither who was sent nor what came to nothing."""
    told = [*registered(asset), *of_tickets(record, inside=inside), *further]
    return sorted(told, key=attrgetter("at"))[::-1]  # of one moment the later told comes first


def registered(asset: Asset) -> Iterator[Event]:
    """That the register knows it."""
    yield Event(at=asset.first_at, words=CERTIFICATE["registered"])


def of_tickets(record: Sequence[Entry], *, inside: bool) -> Iterator[Event]:
    """The steps of its tickets that people ask about: told, sent, made good, closed."""
    for entry in record:
        void = entry.state in UNTRUE
        if void and not inside:
            continue
        yield _event(entry.reported_at, "story_reported", entry)
        if inside and entry.dispatched_at and entry.assignee:
            yield _event(entry.dispatched_at, "story_dispatched", entry, who=entry.assignee)
        if entry.repaired_at:
            yield _event(entry.repaired_at, "story_repaired", entry)
        if entry.closed_at:
            yield _event(entry.closed_at, "story_void" if void else "story_closed", entry)


def _event(at: datetime, key: str, entry: Entry, *, who: Words | None = None) -> Event:
    say, defect, who = CERTIFICATE[key], entry.defect, who or Words("", "")
    zh, en = say.zh.format(defect=defect.zh, who=who.zh), say.en.format(defect=defect.en, who=who.en)
    return Event(at=at, words=Words(zh, en))
