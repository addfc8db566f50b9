"""Versions and events in words, without a database."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from registry.history.telling import Change, Entry, Told, Version, What, newest_first, tell

DAY = datetime(2026, 11, 1, tzinfo=UTC)


def change(number: int, deed: str = "edit") -> Change:
    at = DAY + timedelta(days=number)
    return Change(id=number, at=at, deed=deed, reason="", by_account="wang", run_id=None, source=None)


def version(number: int, *, until: int | None = None, moved_m: float | None = None, **row: object) -> Version:
    return Version(
        change=number,
        until=until,
        valid_from=DAY + timedelta(days=number),
        row={"status": "intact"} | row,
        moved_m=moved_m,
        was_drawn_anew=moved_m is not None,
    )


def told(versions: list[Version], events: list[Told] | None = None, **deeds: str) -> tuple[Entry, ...]:
    changes = {number: change(number, deeds.get(f"c{number}", "edit")) for number in range(1, 20)}
    return tell("A", versions, events or [], changes)


def test_a_column_without_a_name_is_told_by_itself_and_a_value_as_it_is() -> None:
    entries = told([version(1, colour="red", size_mm=None), version(2, colour="blue", size_mm=700.0)])
    assert entries[1].words.en == "colour: red → blue; Size (mm): unknown → 700"
    assert entries[1].plain is None


def test_what_follows_from_a_move_is_not_told_beside_it() -> None:
    entries = told([version(1, grid_code="1"), version(2, moved_m=3.24, grid_code="2")])
    assert [entry.words.zh for entry in entries] == ["登记入册", "移位 3.2 米"]


def test_a_correction_is_told_when_it_was_made() -> None:
    later = Version(
        change=5, until=None, valid_from=DAY + timedelta(days=1), row={"status": "broken"}, moved_m=None,
        was_drawn_anew=False,
    )  # fmt: skip
    entries = told([version(1), later])
    assert entries[1].at == entries[1].known_at == DAY + timedelta(days=5)


def test_an_end_by_an_event_is_told_once() -> None:
    event = Told(change=3, code="A", deed="retire", into=(), at=DAY)
    for last in (version(3, status="removed"), None):
        versions = [version(1, until=None if last else 3), *([last] if last else [])]
        entries = told(versions, [event], c3="retire")
        assert [entry.what for entry in entries] == [What.REGISTERED, What.EVENT]


def test_the_withdrawal_of_an_import_is_told_as_such() -> None:
    entries = told([version(1, until=4)], c4="import-undo")
    assert (entries[1].what, entries[1].words.en) == (What.ENDED, "Withdrawn with the import that brought it")


@given(st.lists(st.sampled_from(["intact", "broken", "missing"]), min_size=1, max_size=8))
def test_every_change_of_status_is_told_and_nothing_else(statuses: list[str]) -> None:
    entries = told([version(n, status=status) for n, status in enumerate(statuses, start=1)])
    changed = sum(one != other for one, other in pairwise(statuses))
    assert len(entries) == 1 + changed
    assert [entry.change for entry in newest_first(entries)] == sorted(
        (entry.change for entry in entries), reverse=True
    )
